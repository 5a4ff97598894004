// Starts a server as it is found, uses it, ends it; prints what was seen.
import { CannotStart, start } from "mockserver-sandbox";

try {
  const server = await start({ timeout: 60 });
  const sandbox = await server.createSandbox({ name: "found" });
  const { status } = await sandbox.execute("refold/hubspot/create_contact", { email: "ada@engines.example" });
  await sandbox.delete();
  await server.stop();
  const gone = await fetch(server.url).then(() => false, () => true);
  console.log(JSON.stringify({ status, gone }));
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  console.log(JSON.stringify({ error: error.message }));
}
