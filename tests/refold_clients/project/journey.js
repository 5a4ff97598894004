// The browser SDK in Node.js: every method. The window opens pages without a person.
"use strict";

const folder = process.argv[2];
const { Cobalt } = require(folder);
const isNew = folder.includes("-9.");

globalThis.window = {
  open(url) {
    const opened = { closed: false, close() { this.closed = true; } };
    fetch(url).then(async (response) => { await response.text(); opened.status = response.status; });
    return opened;
  },
};

const refused = (promise) => promise.then(() => "no refusal", (error) => error.message);
const value = (field) => field.value ?? null;

async function journey(cobalt) {
  const found = {};
  const connect = (slug, payload) => (isNew ? cobalt.connect({ slug, payload }) : cobalt.connect(slug, payload));
  await cobalt.getAccountDetails();
  const listed = await (cobalt.getApps ? cobalt.getApps() : cobalt.getApp());
  found.before = Object.fromEntries(listed.map((app) => [app.slug, app.connected]));
  found.oauth = await connect("hubspot");
  found.keys = await connect("marketo", {
    client_id: "a", client_secret: "b", rest_endpoint: "https://c.example", identity_endpoint: "https://d.example",
  });
  const app = await cobalt.getApp("hubspot");
  found.after = app.connected_accounts.map((one) => [one.auth_type, one.status]);
  const config = await cobalt.config({ slug: "hubspot", config_id: "mine", labels: isNew ? undefined : [] });
  found.config = [config.slug, config.config_id, config.fields.length, config.workflows.length];
  const id = (name) => [...config.fields, ...config.workflows[0].fields].find((field) => field.name === name).id;
  const workflow = config.workflows[0].id;
  const update = (fields) => cobalt.updateConfig({
    slug: "hubspot", config_id: "mine", fields: { [id("Prefix")]: "ACME", [id("Pipeline")]: 3 },
    workflows: [{ id: workflow, enabled: true, fields }],
  });
  const halted = await update([]);
  found.halted = [halted.workflows[0].enabled, halted.field_errors.map((error) => error.error.message)];
  found.enabled = (await update({ [id("Owner")]: 7012 })).workflows[0].enabled;
  const again = await cobalt.getConfig("hubspot", "mine");
  found.kept = again.fields.filter((field) => field.name === "Prefix").map(value);
  found.stages = again.fields.find((field) => field.name === "Stage").options.map((option) => option.value);
  if (cobalt.getConfigs) found.configs = (await cobalt.getConfigs("hubspot")).map((one) => one.config_id);
  if (cobalt.getConfigField) {
    await cobalt.config({ slug: "hubspot", labels: [] });
    found.field = [
      value(await cobalt.getConfigField("hubspot", id("Batch size"))),
      value(await cobalt.updateConfigField("hubspot", id("Batch size"), 20)),
      value(await cobalt.deleteConfigField("hubspot", id("Batch size"))),
      value(await cobalt.updateConfigField("hubspot", id("Owner"), 7013, workflow)),
    ];
    const rule = (await cobalt.getFieldOptions("country", "hubspot", id("Only when"))).rule_column;
    found.rule = [rule.rhs.type, rule.operator.options.map((option) => option.value)];
    found.noRule = await refused(cobalt.getFieldOptions("country", "hubspot", id("Prefix")));
  }
  if (cobalt.executeWorkflow) {
    const [own] = (await cobalt.getWorkflows({ slug: "hubspot" })).docs;
    const asked = { worklfow: own._id, slug: "hubspot", payload: { email: "jane@example.com" } };
    const ran = await cobalt.executeWorkflow({ ...asked, sync_execution: true });
    await cobalt.executeWorkflow(asked);
    const made = await cobalt.createWorkflow({ name: "Mine", description: "", slug: "hubspot" });
    const executions = await cobalt.getExecutions({ workflow_id: own._id, limit: 1 });
    found.workflows = [
      (await cobalt.getWorkflowPayload(own._id)).payload,
      executions.totalDocs,
      (await cobalt.getExecution(ran.execution_id)).nodes.map((node) => node.node_status),
      made.published,
      Boolean(await cobalt.deleteWorkflow(made._id)),
    ];
  }
  if (cobalt.updateAccount) found.account = (await cobalt.updateAccount({ name: "Renamed" })).name;
  await cobalt.deleteConfig("hubspot", "mine");
  found.deleted = await refused(cobalt.getConfig("hubspot", "mine"));
  await cobalt.disconnect("hubspot");
  found.left = (await cobalt.getApp()).map((one) => [one.slug, one.connected]).filter(([, connected]) => connected);
  found.stranger = await refused(cobalt.getApp("pipedrive"));
  cobalt.token = "nobody";
  found.nobody = await refused(cobalt.getApp());
  return found;
}

journey(new Cobalt({ baseUrl: process.env.REFOLD_BASE_URL, token: process.env.REFOLD_SESSION_TOKEN }))
  .then((found) => console.log(JSON.stringify(found)))
  .catch((error) => { console.error(error); process.exit(1); });
