// Fails: the page breaks a contract, and no test asked for that.
import { expect, test } from "mockserver-sandbox/playwright";

test("is judged at its end", async ({ sandbox }) => {
  const execution = await sandbox.execute("oktopost/salesforce/lead.getById", {} as never);
  expect(execution.outcome).toBe("missing-field");
});
