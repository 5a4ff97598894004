import { type Sandbox, type Server, start } from "mockserver-sandbox";
import { handlers } from "mockserver-sandbox/msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp } from "./app.js";

let server: Server;
let sandbox: Sandbox;
const worker = setupServer();

beforeAll(async () => {
  server = await start();
  sandbox = await server.createSandbox();
  worker.use(...handlers(sandbox));
  worker.listen({ onUnhandledRequest: "bypass" });
}, 60_000);
afterAll(async () => {
  worker.close();
  await server.stop();
});

test("an application with the real address in it calls the sandbox", async () => {
  const account = { ...sandbox.oktopost, base_url: "https://api.oktopost.com/v2" };
  const id = await signUp(account, { name: "Hopper", company: "Navy", email: "grace@navy.example" });
  expect((await sandbox.get("salesforce/Lead", id)).Email).toBe("grace@navy.example");
});

test("a connection that is reset is an error of the network", async () => {
  await sandbox.plant({ match: "oktopost/*", outcome: "connection-reset" });
  const account = { ...sandbox.oktopost, base_url: "https://api.oktopost.com/v2" };
  await expect(signUp(account, { name: "Doe", company: "Acme", email: "jane@acme.example" })).rejects.toThrow(TypeError);
});
