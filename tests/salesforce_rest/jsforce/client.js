// What jsforce makes of the server: each step throws when it fails, the facts are printed as JSON.
import jsforce from "jsforce";

const { SALESFORCE_INSTANCE_URL: url, SALESFORCE_ACCESS_TOKEN: accessToken } = process.env;
const { SALESFORCE_USERNAME: user, SALESFORCE_PASSWORD: password, SALESFORCE_SECURITY_TOKEN: token } = process.env;
const { SALESFORCE_CONSUMER_KEY: clientId, SALESFORCE_CONSUMER_SECRET: clientSecret } = process.env;
const { SALESFORCE_REFRESH_TOKEN: refreshToken } = process.env;

const facts = {};
const failure = async (promise) => promise.then(() => "no failure", (error) => `${error.name}: ${error.message}`);

// Log-in
const soap = new jsforce.Connection({ loginUrl: url });
await soap.login(user, password + token);
facts.soap = [soap.instanceUrl === url, (await soap.identity()).username === user];
facts.wrong = await failure(new jsforce.Connection({ loginUrl: url }).login(user, "wrong"));
await soap.logout();
const oauth = new jsforce.Connection({ oauth2: { loginUrl: url, clientId, clientSecret } });
await oauth.login(user, password + token);
facts.oauth = [oauth.instanceUrl === url, oauth.userInfo.id === (await oauth.identity()).user_id];
const client = new jsforce.Connection({ oauth2: { loginUrl: url, clientId, clientSecret } });
await client.authorize({ grant_type: "client_credentials" });
facts.client = client.instanceUrl === url;
const stale = new jsforce.Connection({
  oauth2: { loginUrl: url, clientId, clientSecret }, instanceUrl: url, accessToken: "stale", refreshToken,
});
facts.refreshed = (await stale.query("SELECT Id FROM Lead LIMIT 1")).totalSize;

const conn = new jsforce.Connection({ instanceUrl: url, loginUrl: url, accessToken, version: "59.0" });
facts.limits = Object.keys(await conn.limits()).includes("DailyApiRequests");
facts.usage = conn.limitInfo.apiUsage.limit;

// Records
const made = await conn.sobject("Account").create({ Name: "By jsforce" });
facts.created = made.success;
facts.updated = (await conn.sobject("Account").update({ Id: made.id, Website: "https://x.example" })).success;
facts.retrieved = (await conn.sobject("Account").retrieve(made.id)).Website;
facts.missing = await failure(conn.sobject("Account").create({}));
facts.described = (await conn.sobject("Account").describe()).fields.length > 20;
facts.global = (await conn.describeGlobal()).sobjects.length;
const contact = { LastName: "Node", Email: "node@jsforce.example", AccountId: made.id };
facts.upserted = [
  (await conn.sobject("Contact").upsert(contact, "Email")).created,
  (await conn.sobject("Contact").upsert(contact, "Email")).created,
];

// Several
const many = await conn.sobject("Lead").create(
  Array.from({ length: 5 }, (_, at) => ({ LastName: `Many ${at}`, Company: "jsforce & Co" })));
facts.many = many.map((row) => row.success);
facts.rows = (await conn.sobject("Lead").create([{ LastName: "x" }]))[0].errors[0].statusCode;
const changes = many.map((row) => ({ Id: row.id, City: "Oslo" }));
facts.changed = (await conn.sobject("Lead").update(changes)).every((row) => row.success);
facts.read = (await conn.sobject("Lead").retrieve([many[0].id, many[1].id])).map((record) => record.City);

// Queries
const found = await conn.sobject("Lead").find({ Company: "jsforce & Co" }, "Id, LastName").sort("LastName").limit(2);
facts.found = found.map((record) => record.LastName);
facts.stars = (await conn.sobject("Contact").find({ Email: "node@jsforce.example" })).length;
facts.count = await conn.sobject("Lead").count({ Company: "jsforce & Co" });
facts.parent = (await conn.query(`SELECT Account.Name FROM Contact WHERE AccountId = '${made.id}'`)).records[0].Account.Name;
facts.malformed = (await failure(conn.query("SELECT Nothing FROM Lead"))).split("\n")[0];
facts.searched = (await conn.search("FIND {jsforce} RETURNING Account(Id), Lead(Id)")).searchRecords.length;
const pages = await conn.query("SELECT Id FROM Lead WHERE Company = 'jsforce & Co'", { autoFetch: true, maxFetch: 10 });
facts.pages = pages.records.length;
facts.explained = (await conn.query("SELECT Id FROM Lead").explain()).plans[0].leadingOperationType;
const families = await conn.sobject("Account").find({ Id: made.id }, "Id").include("Contacts").select("LastName").end();
facts.children = families[0].Contacts.records.map((record) => record.LastName);
const grouped = await conn.query("SELECT Company c, COUNT(Id) n FROM Lead WHERE Company = 'jsforce & Co' GROUP BY Company");
facts.grouped = [grouped.records[0].c, grouped.records[0].n];

// Many
conn.bulk2.pollInterval = 10;
const input = [{ LastName: "Bulk", Company: "jsforce & Co" }, { LastName: "Bulk" }];
const load = await conn.bulk2.loadAndWaitForResults({ object: "Lead", operation: "insert", input });
facts.loaded = [load.successfulResults.length, load.failedResults[0].sf__Error];
const stream = await conn.bulk2.query("SELECT LastName, Company FROM Lead WHERE LastName = 'Bulk'");
facts.streamed = (await stream.toArray()).map((record) => record.Company);
await conn.sobject("Lead").destroy(load.successfulResults.map((row) => row.sf__Id));

// Many in batches
conn.bulk.pollInterval = 10;
const rows = [{ LastName: "Batch 1", Company: "Batched" }, { LastName: "Batch 2", Company: "Batched", City: null }, {}];
const batch = await conn.bulk.load("Lead", "insert", rows.map((row) => ({ LastName: null, Company: null, City: null, ...row })));
facts.batch = batch.map((row) => row.errors[0] ?? row.success);
const batched = () => conn.sobject("Lead").find({ Company: "Batched" });
facts.batchChanged = (await batched().update({ City: "Bergen" }, { bulkThreshold: 0 })).map((row) => row.success);
const read = await conn.bulk.query("SELECT LastName, City FROM Lead WHERE Company = 'Batched' ORDER BY LastName");
facts.batchRead = (await read.toArray()).map((record) => [record.LastName, record.City]);
const upserts = [{ Email: "batch@jsforce.example", LastName: "Batch 3", Company: "Batched" }];
facts.batchUpserted = (await conn.bulk.load("Lead", "upsert", { extIdField: "Email" }, upserts))[0].created;
facts.batchGone = (await batched().destroy({ bulkThreshold: 0 })).map((row) => row.success);
facts.batchNone = await failure(conn.bulk.load("Nothing", "insert", upserts));
const unknown = new jsforce.Connection({ instanceUrl: url, loginUrl: url, accessToken: "stale", version: "59.0" });
facts.batchUnknown = await failure(unknown.bulk.load("Lead", "insert", upserts));
const renewed = new jsforce.Connection({
  oauth2: { loginUrl: url, clientId, clientSecret }, instanceUrl: url, accessToken: "stale", refreshToken,
});
renewed.bulk.pollInterval = 10;
facts.batchRenewed = (await renewed.bulk.load("Account", "insert", [{ Name: "Renewed" }]))[0].success;

// Ends
facts.destroyed = (await conn.sobject("Lead").destroy(many.map((row) => row.id))).map((row) => row.success);
const all = await conn.query("SELECT Id FROM Lead WHERE Company = 'jsforce & Co'", { scanAll: true });
facts.scanned = all.totalSize;
const day = 86_400_000;
const [start, end] = [new Date(Date.now() - day), new Date(Date.now() + day)];
facts.deleted = (await conn.sobject("Lead").deleted(start, end)).deletedRecords.length;
facts.changes = (await conn.sobject("Account").updated(start, end)).ids.includes(made.id);
facts.recent = (await conn.recent(1)).length;
facts.gone = [(await conn.sobject("Account").destroy(made.id)).success, await failure(conn.sobject("Account").retrieve(made.id))];
console.log(JSON.stringify(facts));
