import { expect, test } from "mockserver-sandbox/playwright";

test.beforeEach(async ({ page, lead, sandbox }) => {
  await lead(page);
  await page.route("https://app.example/*", (route) => route.fulfill({ path: "app.html" }));
  const { account_id, api_key, integrations } = sandbox.oktopost;
  const query = new URLSearchParams({ login: `${account_id}:${api_key}`, integration: integrations.salesforce });
  await page.goto(`https://app.example/?${query}`);
});

test("who signs up is a lead", async ({ page, sandbox }) => {
  await page.getByLabel("E-mail").fill("ada@engines.example");
  await page.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("Thank you");
  await expect(sandbox).toHaveReceived("oktopost/salesforce/lead.create", { times: 1 });
  expect(await sandbox.records("salesforce/Lead", { search: "ada@engines.example" })).toHaveLength(1);
});

for (const outcome of ["connection-reset", "empty-response"] as const) {
  test(`a page sees one ${outcome}`, async ({ page, sandbox }) => {
    await sandbox.plant({ match: "oktopost/*", outcome, times: 1 });
    await page.getByLabel("E-mail").fill("ada@engines.example");
    await page.getByRole("button").click();
    await expect(page.getByRole("status")).toHaveText("The connection was lost");
    await page.getByRole("button").click();
    await expect(page.getByRole("status")).toHaveText("Thank you");
  });
}

test.describe("a mistake of the page", () => {
  test.use({ expectedOutcomes: ["integration-not-found"] });

  test("is no failure where the test provokes it", async ({ page, sandbox }) => {
    const { account_id, api_key } = sandbox.oktopost;
    await page.goto(`https://app.example/?${new URLSearchParams({ login: `${account_id}:${api_key}`, integration: "none" })}`);
    await page.getByLabel("E-mail").fill("ada@engines.example");
    await page.getByRole("button").click();
    await expect(page.getByRole("status")).toHaveText("Please try again");
  });
});
