import "mockserver-sandbox/vitest";
import { type Sandbox, type Server, start } from "mockserver-sandbox";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { signUp } from "./app.js";

let server: Server;
let sandbox: Sandbox;

beforeAll(async () => {
  server = await start();
}, 60_000);
afterAll(() => server.stop());

beforeEach(async () => {
  sandbox = await server.createSandbox();
});
afterEach(async () => {
  await expect(sandbox).toBeUsedCorrectly();
  await sandbox.delete();
});

const ada = { name: "Lovelace", company: "Engines", email: "ada@engines.example" };

test("who signs up is a lead", async () => {
  const id = await signUp(sandbox.oktopost, ada);
  await expect(sandbox).toHaveReceived("oktopost/salesforce/lead.create", { times: 1, payload: { data: { Company: "Engines" } } });
  await expect(sandbox).not.toHaveReceived("oktopost/salesforce/lead.update");
  await sandbox.assertOnly([{ change: "created", table: "salesforce/Lead", key: id, fields: { Email: "ada@engines.example" } }]);
});

test("a limit is waited out", async () => {
  await sandbox.plant({ match: "oktopost/salesforce/lead.create", outcome: "rate-limited", times: 2 });
  await signUp(sandbox.oktopost, ada);
  await expect(sandbox).toHaveReceived("oktopost/salesforce/lead.create", { times: 3 });
});
