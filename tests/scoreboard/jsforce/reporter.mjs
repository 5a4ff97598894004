// A line of JSON for each case: its name, and why it failed or null.
export default async function* lines(events) {
  for await (const { type, data } of events) {
    if (!["test:pass", "test:fail"].includes(type) || data.details?.type === "suite") continue;
    if (data.name.endsWith(".test.js")) continue;
    const error = data.details?.error;
    const skipped = data.skip === undefined ? null : "skipped";
    const why = type === "test:pass" ? skipped : String(error?.cause?.message ?? error?.message ?? error);
    yield `${JSON.stringify([data.name, why])}\n`;
  }
}
