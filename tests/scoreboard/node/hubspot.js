// Every method of HubSpot's client for Node.js that this server answers, once or more.
"use strict";

const { Client } = require(process.argv[2]);
const { counted } = require("./counted.cjs");

const { HUBSPOT_BASE_URL: basePath, HUBSPOT_ACCESS_TOKEN: accessToken } = process.env;
const { HUBSPOT_DEVELOPER_API_KEY: developerApiKey } = process.env;
const client = new (counted(Client, ["config", "api", "configuration"]))({ accessToken, developerApiKey, basePath });
const { contacts, companies, deals, objects, associations, properties, owners, pipelines, timeline } = client.crm;

let last = 0;
const unique = () => `key${(last += 1)}`;

const NEEDED = {
  contacts: () => ({ email: `${unique()}@example.com` }),
  companies: () => ({ name: "Own", domain: `${unique()}.example` }),
  deals: () => ({ dealname: "Own" }),
  tasks: () => ({ hs_timestamp: "2026-01-02T00:00:00Z" }),
};

async function records(type, api, name = "own_key") {
  const key = { name, label: "Key", type: "string", fieldType: "text", hasUniqueValue: true };
  const groupName = (await properties.groupsApi.getAll(type)).results[0].name;
  await properties.coreApi.create(type, { ...key, groupName });
  const fresh = () => ({ properties: { ...NEEDED[type](), [name]: unique() }, associations: [] });
  const { basicApi, batchApi, searchApi } = api;
  const one = await basicApi.create(fresh());
  await basicApi.getById(one.id);
  await basicApi.getPage(1);
  await basicApi.update(one.id, { properties: { [name]: unique() } });
  await searchApi.doSearch({ filterGroups: [], sorts: [], properties: [name], limit: 1, after: "0" });
  const { results } = await batchApi.create({ inputs: [fresh(), fresh(), fresh()] });
  const ids = results.map(({ id }) => ({ id }));
  await batchApi.read({ inputs: ids, properties: [name], propertiesWithHistory: [] });
  await batchApi.update({ inputs: [{ id: one.id, properties: { [name]: unique() } }] });
  await batchApi.upsert({ inputs: [{ id: unique(), idProperty: name, properties: NEEDED[type]() }] });
  if (basicApi.merge) await basicApi.merge({ primaryObjectId: ids[0].id, objectIdToMerge: ids[1].id });
  if (basicApi.purge) await basicApi.purge({ objectId: ids[2].id });
  if (api.getAll) await api.getAll();
  await basicApi.archive(one.id);
  await batchApi.archive({ inputs: ids });
}

/** The methods that ask for a type of object, as those of one type. */
function typed({ basicApi, batchApi, searchApi }, type) {
  const part = (api, members) => Object.fromEntries(members.map((name) => [name, (...given) => api[name](type, ...given)]));
  return {
    basicApi: part(basicApi, ["create", "getById", "getPage", "update", "archive"]),
    batchApi: part(batchApi, ["create", "read", "update", "upsert", "archive"]),
    searchApi: part(searchApi, ["doSearch"]),
  };
}

async function links() {
  const { basicApi, batchApi, schema } = associations.v4;
  const [contact, company] = [await contacts.basicApi.getPage(1), await companies.basicApi.getPage(1)]
    .map((page) => page.results[0].id);
  const deal = (await deals.basicApi.create({ properties: { dealname: "Big" }, associations: [] })).id;
  const types = [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 5 }];
  const ends = { _from: { id: deal }, from: { id: deal }, to: { id: company } };
  await basicApi.createDefault("deals", deal, "contacts", contact);
  await basicApi.create("deals", deal, "companies", company, types);
  await basicApi.getPage("deals", deal, "companies");
  await batchApi.getPage("deals", "companies", { inputs: [{ id: deal }] });
  await batchApi.createDefault("deals", "companies", { inputs: [ends] });
  await batchApi.create("deals", "companies", { inputs: [{ ...ends, types }] });
  await batchApi.archiveLabels("deals", "companies", { inputs: [{ ...ends, types }] });
  await batchApi.archive("deals", "companies", { inputs: [{ ...ends, to: [{ id: company }] }] });
  await basicApi.archive("deals", deal, "companies", company);
  await schema.definitionsApi.getAll("deals", "companies");
  await associations.batchApi.create("deals", "companies", { inputs: [{ ...ends, type: "deal_to_company" }] });
  await associations.batchApi.read("deals", "companies", { inputs: [{ id: deal }] });
  await associations.batchApi.archive("deals", "companies", { inputs: [{ ...ends, type: "deal_to_company" }] });
  await associations.schema.typesApi.getAll("deals", "companies");
}

async function portal() {
  const { batchApi, coreApi, groupsApi } = properties;
  await groupsApi.create("contacts", { name: "own", label: "Own" });
  await groupsApi.getByName("contacts", "own");
  await groupsApi.update("contacts", "own", { label: "Ours" });
  const property = { label: "A", type: "string", fieldType: "text", groupName: "own" };
  await coreApi.getAll("contacts");
  await coreApi.create("contacts", { ...property, name: "one" });
  await coreApi.getByName("contacts", "one");
  await coreApi.update("contacts", "one", { label: "One" });
  await coreApi.archive("contacts", "one");
  await batchApi.create("contacts", { inputs: [{ ...property, name: "two" }] });
  await batchApi.read("contacts", { inputs: [{ name: "two" }], archived: false });
  await batchApi.archive("contacts", { inputs: [{ name: "two" }] });
  await groupsApi.archive("contacts", "own");
  const [owner] = (await owners.ownersApi.getPage()).results;
  await owners.ownersApi.getById(owner.id);
  const [pipeline] = (await pipelines.pipelinesApi.getAll("deals")).results;
  await pipelines.pipelinesApi.getById("deals", pipeline.id);
  await pipelines.pipelineStagesApi.getAll("deals", pipeline.id);
  await pipelines.pipelineStagesApi.getById("deals", pipeline.id, pipeline.stages[0].id);
}

async function events() {
  const { eventsApi, templatesApi, tokensApi } = timeline;
  const made = await templatesApi.create(99, { name: "Webinar", objectType: "contacts", tokens: [] });
  await templatesApi.getAll(99);
  await templatesApi.getById(made.id, 99);
  await templatesApi.update(made.id, 99, { id: made.id, name: "Webinars", tokens: [] });
  await tokensApi.create(made.id, 99, { name: "score", label: "Score", type: "number" });
  await tokensApi.update(made.id, "score", 99, { label: "Points" });
  await tokensApi.archive(made.id, "score", 99);
  await templatesApi.archive(made.id, 99);
  const event = { eventTemplateId: "12345", email: "node@example.com", tokens: {} };
  const { id } = await eventsApi.create(event);
  await eventsApi.createBatch({ inputs: [event] }).catch(() => null); // its answer cannot be read
  await eventsApi.getById("12345", id);
  await eventsApi.getDetailById("12345", id);
  await eventsApi.getRenderById("12345", id);
  const sent = { eventName: "pe1_clicked", email: "node@example.com", properties: {} };
  await client.events.send.basicApi.send(sent);
  await client.events.send.batchApi.send({ inputs: [sent] });
}

async function tokens() {
  const { HUBSPOT_CLIENT_ID: id, HUBSPOT_CLIENT_SECRET: secret, HUBSPOT_REFRESH_TOKEN: refresh } = process.env;
  const granted = await client.oauth.tokensApi.create("refresh_token", undefined, undefined, id, secret, refresh);
  await client.oauth.accessTokensApi.get(granted.accessToken);
  await client.oauth.refreshTokensApi.get(granted.refreshToken);
  await client.oauth.refreshTokensApi.archive(granted.refreshToken);
  await client.apiRequest({ path: "/crm/v3/owners" });
}

const STEPS = {
  contacts: () => records("contacts", contacts),
  companies: () => records("companies", companies),
  deals: () => records("deals", deals),
  tasks: () => records("tasks", objects.tasks),
  objects: () => records("deals", typed(objects, "deals"), "other_key"),
  links, portal, events, tokens,
};

async function main() {
  for (const [name, step] of Object.entries(STEPS)) {
    await step().catch((error) => console.error(name, error.message)); // what it did not come to is called with the rest
  }
}
main();
