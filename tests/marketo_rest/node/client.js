// Calls every method of node-marketo-rest that this server serves, and prints what came as one line of JSON.
const Marketo = require("node-marketo-rest");

const url = process.env.MARKETO_URL;
const marketo = new Marketo({
  endpoint: `${url}/rest`,
  identity: `${url}/identity`,
  clientId: process.env.MARKETO_CLIENT_ID,
  clientSecret: process.env.MARKETO_CLIENT_SECRET,
  retry: { maxRetries: 2, initialDelay: 1, maxDelay: 10 },
});
// It asks a path above its endpoint for bulk jobs, and prints what it does.
console.log = () => {};

const results = async (promise) => (await promise).result;
const codes = (promise) => promise.then(() => [], (error) => error.errors.map(({ code }) => code));
const all = (stream) =>
  new Promise((resolve, reject) => {
    const found = [];
    stream.on("data", (record) => found.push(record)).on("end", () => resolve(found)).on("error", reject);
  });

async function main() {
  const told = {};
  told.byId = await results(marketo.lead.byId(100, { fields: ["email", "unsubscribed"] }));
  told.found = await results(marketo.lead.find("id", [200, 100], { fields: ["email"] }));
  const [created] = await results(marketo.lead.createOrUpdate([{ email: "node@new.example" }], { lookupField: "email" }));
  told.created = created.status;
  told.unknown = await codes(marketo.lead.byId(5));
  told.described = (await results(marketo.lead.describe())).length > 80;
  told.partitions = await results(marketo.lead.partitions());
  told.associated = (await marketo.lead.associateLead(100, "token:_mch-1")).success;
  told.pushed = (await results(marketo.lead.push([{ email: "p@new.example" }], { programName: "Autumn webinar", lookupField: "email" })))[0].status;

  told.lists = (await results(marketo.list.find({ name: ["Blog subscribers", "Social advocates"] }))).map(({ id }) => id);
  told.list = (await results(marketo.list.byId(1235))).map(({ id }) => id);
  told.added = await results(marketo.list.addLeadsToList(1235, ["100", { id: 200 }]));
  told.isMember = await results(marketo.list.isMember(1235, [100]));
  told.members = (await results(marketo.list.getLeads(1235, { fields: ["id", "email"], batchSize: 2 }))).length;
  told.streamed = (await all(marketo.streamify("list", "getLeads", [1234, { batchSize: 2 }]))).length;
  told.removed = await results(marketo.list.removeLeadsFromList(1235, [100]));
  // Several ids become one text: a defect of this client.
  told.several = await codes(marketo.list.isMember(1235, [100, 200]));

  told.types = (await results(marketo.activities.getActivityTypes())).length;
  const { nextPageToken } = await marketo.lead.getPageToken("2020-01-01");
  const activities = await marketo.lead.getActivities([], [100001], nextPageToken, { batchSize: 10 });
  told.moreActivities = activities.moreResult;
  told.log = (await all(marketo.streamify("lead", "getActivities", [[], [100001], nextPageToken, { batchSize: 10 }]))).length;
  told.changes = (await results(marketo.lead.getChanges(nextPageToken, { fields: ["email"] }))).length;

  told.campaigns = (await results(marketo.campaign.getCampaigns())).map(({ id }) => id);
  told.triggered = await results(marketo.campaign.request(3001, [{ id: 100 }], []));
  told.usage = (await results(marketo.stats.usage()))[0].total > 20;

  const job = await marketo.bulkLeadExtract.get(["id", "email"], { createdAt: { startAt: "2023-09-06T00:00:00Z", endAt: "2023-09-07T00:00:00Z" } });
  told.export = job.result[0].status;
  told.file = String(await marketo.bulkLeadExtract.file(job.result[0].exportId));
  const merged = await marketo.lead.mergeLead(100, [200], {});
  told.merged = merged.success;
  process.stdout.write(JSON.stringify(told));
}

main().catch((error) => {
  process.stderr.write(`${error.stack || JSON.stringify(error)}\n`);
  process.exitCode = 1;
});
