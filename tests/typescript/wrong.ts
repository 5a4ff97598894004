// What the document forbids, the compiler refuses: each line below a directive must fail to compile.

import type { components, paths } from "./api.js";

type Form = components["schemas"]["ExecuteActionForm"];
type Contact = components["schemas"]["HubspotCreateContactRequest"];
type Query = NonNullable<paths["/v2/integration"]["get"]["parameters"]["query"]>;

const id = "014000000000001";

// @ts-expect-error a number is no e-mail address
export const wrongType: Form = { id, actionName: "lead.getByEmail", payload: { email: 5 } };
// @ts-expect-error lead.getById needs an id
export const anotherActionsPayload: Form = { id, actionName: "lead.getById", payload: { email: "a@b.c" } };
// @ts-expect-error no such action
export const noSuchAction: Form = { id, actionName: "lead.drop", payload: {} };
// @ts-expect-error a list of numbers
export const wrongItem: Form = { id, actionName: "list.addLeads", payload: { listId: "1", leadIds: [1, "2"] } };
// @ts-expect-error the payload is an object, its text is made when it is sent
export const text: Form = { id, actionName: "lead.getById", payload: '{"id":"1"}' };
// @ts-expect-error email is required
export const missing: Contact = { firstname: "Ada" };
// @ts-expect-error 25, 50 or 100
export const wrongCount: Query = { _count: 10 };
