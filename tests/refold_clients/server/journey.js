// The client for Node.js: every method that it has, as an application of the organisation calls them.
"use strict";

const { default: Cobalt } = require("./cobalt/dist/index.js");

const { REFOLD_BASE_URL, REFOLD_API_KEY, RECEIVER } = process.env;
const cobalt = new Cobalt({ apiKey: REFOLD_API_KEY, server_url: REFOLD_BASE_URL });
const account = "node@example.com";
const workflow = "699d8648a81ba363578cc2f4";
const event = "64c8d0e22f6f5ad7ce6b4a62";
const refused = (promise) => promise.then(() => "no refusal", (error) => error.message);

async function journey() {
  const found = {};

  const created = await cobalt.createLinkedAccount({ linked_account_id: account, name: "Node", udf: { plan: "team" } });
  found.created = created.account_id;
  found.twice = await refused(cobalt.createLinkedAccount({ linked_account_id: account }));
  found.upserted = (await cobalt.upsertLinkedAccount({ linked_account_id: account, name: "Nodes" })).name;
  found.accounts = (await cobalt.getAllLinkedAccounts({ page: 1, limit: 2 })).docs.length;
  found.read = (await cobalt.getLinkedAccountById(account)).udf.map((field) => field.key_value);
  const session = await cobalt.getTokenForLinkedAccount({ linked_account_id: account });
  found.session = Object.keys(session).sort();

  const applications = await cobalt.getApplications(account);
  found.applications = applications.map((one) => [one.slug, one.connected]);
  const tokens = { access_token: "a", refresh_token: "r" };
  found.migrated = (await cobalt.migrateAuth({ linked_account_id: account, slug: "hubspot", auth_object: tokens })).message;
  found.connected = (await cobalt.getApplicationBySlug(account, "hubspot")).connected;

  const own = { linked_account_id: account, slug: "hubspot" };
  found.config = (await cobalt.config({ ...own, labels: { group: [{ name: "A", value: "a" }] } })).config_id;
  found.named = (await cobalt.config({ ...own, config_id: "named" })).config_id;
  found.updated = (await cobalt.updateConfig({ ...own, config_id: "named", fields: {}, workflows: [] })).slug;
  found.got = [(await cobalt.getConfig(own)).config_id, (await cobalt.getConfig({ ...own, config_id: "named" })).config_id];
  await cobalt.deleteConfig({ ...own, config_id: "named" });
  await cobalt.deleteConfig(own);
  found.gone = await refused(cobalt.getConfig(own));

  found.noWebhook = await cobalt.getWebhook();
  const events = ["Connection Created", "Workflow Completed"];
  found.webhook = (await cobalt.createWebhook({ webhook_url: RECEIVER, webhook_events: events })).webhook_events;
  found.subscribed = (await cobalt.subscribeWebhookEvents({ webhook_events: ["Workflow Errored"] })).webhook_events.length;
  const less = await cobalt.unsubscribeWebhookEvent({ webhook_event: "Connection Created" });
  found.unsubscribed = less.webhook_events;

  const customer = "customer@example.com";
  const payload = { email: "contact@example.com" };
  const started = await cobalt.executeWorkflow(workflow, "hubspot", customer, false, { payload });
  found.started = Object.keys(started).sort();
  const ended = await cobalt.executeWorkflow(workflow, "hubspot", customer, true, payload);
  found.ended = [ended.errored, ended.return_value.results[0].id];
  found.stranger = await refused(cobalt.executeWorkflow(workflow, "hubspot", account, true, {}));
  const page = await cobalt.getExecutions(customer, { page: 1, limit: 10 });
  found.executions = page.docs.map((one) => one.type_of_execution);
  const execution = await cobalt.getExecutionById(customer, ended.execution_id);
  found.execution = [execution.status, execution.nodes.map((node) => node.node_status)];
  found.noExecution = await refused(cobalt.getExecutionById(customer, "000000000000000000000000"));

  found.events = (await cobalt.listEvents()).map((one) => one.name);
  found.event = (await cobalt.listEventById(event)).response.length;
  const fired = { linked_account_id: customer, event: "candidate_created", payload };
  found.fired = [
    (await cobalt.event(fired)).message,
    (await cobalt.event({ ...fired, slug: "hubspot", config_id: "mine" })).message,
    (await cobalt.triggerEvent(fired)).message,
    (await cobalt.triggerEvent({ ...fired, slug: "hubspot" })).message,
  ];
  found.ran = (await cobalt.getExecutions(customer)).docs.map((one) => one.config_id);
  found.noEvent = await refused(cobalt.event({ ...fired, event: "candidate_hired" }));
  const changed = await cobalt.updateEvent({ event_id: event, name: "candidate_changed", response: { id: "" } });
  found.changed = changed.map((one) => one.name);
  found.eventGone = await cobalt.deleteEvent(event);

  found.webhooksGone = await cobalt.deleteWebhook();
  found.deleted = (await cobalt.deleteLinkedAccount(account)).message;
  const stranger = new Cobalt({ apiKey: "nobody", server_url: REFOLD_BASE_URL });
  found.nobody = await refused(stranger.listEvents());
  return found;
}

journey().then((found) => console.log(JSON.stringify(found)));
