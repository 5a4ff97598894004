// A client made from the document alone: what it may send and what it gets is held to the generated types.

import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { env: Record<string, string | undefined> };

type Form = components["schemas"]["ExecuteActionForm"];
type Results = components["schemas"]["ActionResults"];

const { MOCK_URL: baseUrl = "", OKTOPOST_LOGIN: login = "", REFOLD_KEY: key = "", LINKED_ACCOUNT: account = "" } =
  process.env;
const client = createClient<paths>({ baseUrl });

// The document's `encoding` in five lines: the fields of the form, `payload` as its JSON text.
function asForm({ id, actionName, payload }: Form): URLSearchParams {
  const form = new URLSearchParams({ id, actionName });
  if (payload !== undefined) form.set("payload", JSON.stringify(payload));
  return form;
}

const lead = await client.POST("/v2/integration-action", {
  body: { id: "014000000000001", actionName: "lead.create", payload: { data: { LastName: "Doe", Company: "Acme" } } },
  bodySerializer: asForm,
  headers: { Authorization: `Basic ${btoa(login)}`, "Content-Type": "application/x-www-form-urlencoded" },
});
const saved = lead.data?.IntegrationAction as Results["salesforce/lead.create"];

const contact = await client.POST("/api/v2/integration-schema/hubspot/actions/create_contact/execute", {
  body: { email: "typed@example.com", firstname: "Ada" },
  headers: { "x-api-key": key, linked_account_id: account },
});
const answer = contact.data;
const email = answer?.node_status === "Success" ? answer.data.properties.email : undefined;

const refused = await client.GET("/v2/integration", { params: { query: { _count: 25 } } });

console.log(JSON.stringify({ saved: saved?.success, email, errors: refused.error?.Errors }));
