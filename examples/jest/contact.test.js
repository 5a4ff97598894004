const { start } = require("mockserver-sandbox");

let server;
let sandbox;

beforeAll(async () => {
  server = await start();
  sandbox = await server.createSandbox();
}, 60_000);
afterAll(() => server.stop());

test("a contact is made in HubSpot", async () => {
  const { refold } = sandbox;
  await fetch(`${refold.base_url}/api/v2/integration-schema/hubspot/actions/create_contact/execute`, {
    method: "POST",
    headers: {
      "x-api-key": refold.api_key,
      linked_account_id: refold.linked_account_id,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ email: "ada@engines.example" }),
  });
  await expect(sandbox).toHaveReceived("refold/hubspot/create_contact", { times: 1, payload: { email: "ada@engines.example" } });
  await expect(sandbox).toBeUsedCorrectly();
});
