// What an application does with HubSpot's own client; prints one JSON document of what it saw.
const { Client } = require(process.argv[2]);

const basePath = process.env.HUBSPOT_BASE_URL;
const client = new Client({ accessToken: process.env.HUBSPOT_ACCESS_TOKEN, basePath });
const { contacts, companies, deals, objects, associations, properties, owners, pipelines, timeline } = client.crm;
const DEFINED = "HUBSPOT_DEFINED";

async function failure(call) {
  try {
    await call();
    return "no failure";
  } catch (error) {
    return [error.code, error.body.category ?? error.body.status];
  }
}

async function records(seen) {
  const company = await companies.basicApi.create({ properties: { name: "Acme", domain: "acme.example" } });
  const types = [{ associationCategory: DEFINED, associationTypeId: 1 }];
  const contact = await contacts.basicApi.create({
    properties: { email: "node@example.com", firstname: "Nora" },
    associations: [{ to: { id: company.id }, types }],
  });
  const found = await contacts.basicApi.getById(
    "node@example.com", ["email", "city"], ["email"], ["companies"], false, "email",
  );
  seen.found = [found.id === contact.id, found.properties.city, found.associations.companies.results.length];
  seen.history = found.propertiesWithHistory.email.map((one) => one.value);
  const changed = await contacts.basicApi.update(contact.id, { properties: { city: "Rome", firstname: null } });
  seen.changed = changed.properties.city;
  const page = await contacts.basicApi.getPage(1, undefined, ["email"]);
  seen.page = [page.results.length, typeof page.paging.next.after, page.paging.next.link.startsWith("http://")];
  seen.all = (await companies.getAll()).some((one) => one.id === company.id);
  seen.search = (await contacts.searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: "email", operator: "EQ", value: "node@example.com" }] }],
    sorts: ["-createdate"], properties: ["city"], limit: 10, after: "0",
  })).total;
  const task = await objects.basicApi.create("tasks", { properties: { hs_timestamp: "2026-01-02T00:00:00Z" } });
  await objects.basicApi.archive("0-27", task.id);
  await objects.basicApi.archive("0-27", task.id);
  seen.missing = await failure(() => objects.basicApi.getById("tasks", task.id));
  seen.twice = await failure(() => contacts.basicApi.create({ properties: { email: "node@example.com" } }));
  return { contact, company };
}

async function batches(seen, { contact }) {
  const api = contacts.batchApi;
  const made = await api.create({ inputs: [{ properties: { email: "b@example.com" }, associations: [] }] });
  const ids = [{ id: made.results[0].id }, { id: "7" }];
  const read = await api.read({ inputs: ids, properties: ["email"], propertiesWithHistory: [] });
  seen.read = [read.results.length, read.numErrors, read.errors[0].context.ids];
  const updated = await api.update({ inputs: [{ id: contact.id, properties: { city: "Oslo" } }] });
  const upserted = await api.upsert({
    inputs: [{ id: "u@example.com", idProperty: "email", properties: { city: "Bonn" } }],
  });
  seen.written = [updated.results[0].properties.city, upserted.results[0]._new ?? upserted.results[0].new];
  await api.archive({ inputs: ids });
}

async function links(seen, { contact, company }) {
  const { basicApi, batchApi, schema } = associations.v4;
  const deal = await deals.basicApi.create({ properties: { dealname: "Big" } });
  const joined = await basicApi.createDefault("deals", deal.id, "contacts", contact.id);
  seen.joined = joined.results[0].associationSpec.associationTypeId;
  const spec = [{ associationCategory: DEFINED, associationTypeId: 5 }];
  seen.labels = (await basicApi.create("deals", deal.id, "companies", company.id, spec)).labels;
  const page = await basicApi.getPage("deals", deal.id, "companies");
  seen.ends = page.results.map((one) => [String(one.toObjectId) === company.id, one.associationTypes.length]);
  const read = await batchApi.getPage("deals", "contacts", { inputs: [{ id: deal.id }, { id: "7" }] });
  seen.batch = [read.results.length, read.errors[0].subCategory];
  await basicApi.archive("deals", deal.id, "companies", company.id);
  seen.left = (await basicApi.getPage("companies", company.id, "deals")).results.length;
  seen.kinds = (await schema.definitionsApi.getAll("deals", "companies")).results.map((one) => one.typeId);
}

async function portal(seen) {
  const colour = { name: "colour", label: "Colour", type: "string", fieldType: "text", groupName: "contactinformation" };
  seen.property = (await properties.coreApi.create("contact", colour)).name;
  await properties.coreApi.archive("contact", "colour");
  seen.unique = (await properties.coreApi.getByName("contacts", "email")).hasUniqueValue;
  seen.owners = (await owners.ownersApi.getPage()).results.length;
  seen.owner = (await owners.ownersApi.getPage("sales@acme.example")).results[0].firstName;
  seen.stages = (await pipelines.pipelinesApi.getAll("deals")).results[0].stages.length;
  const event = await timeline.eventsApi.create({
    eventTemplateId: "12345", email: "node@example.com", tokens: { postTitle: "Hi" },
  });
  seen.event = event.tokens.postTitle;
  const granted = await client.oauth.tokensApi.create(
    "refresh_token", undefined, undefined, process.env.HUBSPOT_CLIENT_ID, process.env.HUBSPOT_CLIENT_SECRET,
    process.env.HUBSPOT_REFRESH_TOKEN,
  );
  seen.granted = granted.expiresIn;
  const own = new Client({ accessToken: granted.accessToken, basePath });
  seen.own = (await own.crm.contacts.basicApi.getById("51")).id;
  const nobody = new Client({ accessToken: "nobody", basePath });
  seen.nobody = await failure(() => nobody.crm.contacts.basicApi.getById("51"));
}

async function main() {
  const seen = {};
  const made = await records(seen);
  await batches(seen, made);
  await links(seen, made);
  await portal(seen);
  console.log(JSON.stringify(seen));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
