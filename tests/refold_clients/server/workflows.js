// The browser SDK in Node.js: its workflows and what they ran.
"use strict";

const { Cobalt } = require(process.argv[2]);

const { REFOLD_BASE_URL, REFOLD_SESSION_TOKEN } = process.env;
const cobalt = new Cobalt({ baseUrl: REFOLD_BASE_URL, token: REFOLD_SESSION_TOKEN });
const worklfow = "699d8648a81ba363578cc2f4";
const refused = (promise) => promise.then(() => "no refusal", (error) => error.message);

async function journey() {
  const found = {};
  found.listed = (await cobalt.getWorkflows({ slug: "hubspot" })).docs.map((one) => [one.slug, one.published]);
  found.named = (await cobalt.getWorkflows({ name: "list", published: true, start_date: "2025-01-01" })).docs
    .map((one) => one.name);
  const created = await cobalt.createWorkflow({ name: "Sync", description: "of contacts" });
  found.created = [created.name, created.published, created.slug];
  found.noName = await refused(cobalt.createWorkflow({ name: "Sync", slug: "pipedrive" }));
  found.payload = (await cobalt.getWorkflowPayload(worklfow)).payload;
  found.started = (await cobalt.executeWorkflow({ worklfow, slug: "hubspot" })).message;
  const payload = { email: "contact@example.com" };
  const ended = await cobalt.executeWorkflow({ worklfow: "sync-contacts", slug: "hubspot", payload, sync_execution: true });
  found.byAlias = ended.errored;
  found.noSlug = await refused(cobalt.executeWorkflow({ worklfow }));
  const unpublished = await refused(cobalt.executeWorkflow({ worklfow: created._id, slug: "custom" }));
  found.unpublished = unpublished.endsWith("is not published");
  const page = await cobalt.getExecutions();
  found.executions = page.docs.map((one) => [one.type_of_execution, one.status]);
  found.running = (await cobalt.getExecutions({ status: "RUNNING", execution_source: "API Call" })).totalDocs;
  const execution = await cobalt.getExecution(ended.execution_id);
  found.execution = [execution.status, execution.nodes.map((node) => node.node_name)];
  found.none = await refused(cobalt.getExecution("000000000000000000000000"));
  found.deleted = (await cobalt.deleteWorkflow(created._id)).success;
  found.left = (await cobalt.getWorkflows()).totalDocs;
  return found;
}

journey().then((found) => console.log(JSON.stringify(found)));
