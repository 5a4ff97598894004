// What an application does with Oktopost's own SDK, resource by resource; prints one JSON document of what it saw.
import { Oktopost } from "oktopost";

const account = {
  accountId: process.env.OKTOPOST_ACCOUNT_ID,
  baseUrl: process.env.OKTOPOST_BASE_URL,
  maxRetries: 0, // a refusal is an answer, and a 429 would be waited for 15 minutes
};
const apiKey = process.env.OKTOPOST_API_KEY;
const client = new Oktopost({ ...account, apiKey }); // each waits for itself from its 52nd call in a minute on
const reader = new Oktopost({ ...account, apiKey: process.env.OKTOPOST_READONLY_API_KEY });
const { users, teams, teamEntities, socialProfiles, cnames } = client.account;
const { webhooks, webhookLog } = client.events;
const { leads, activities, links } = client.leads;
const seen = {};

async function all(iterable) {
  const found = [];
  for await (const one of iterable) found.push(one);
  return found;
}

async function failure(call) {
  try {
    await call();
    return "no failure";
  } catch (error) {
    return [error.name, error.statusCode, error.message];
  }
}

async function accountSteps() {
  const me = await client.me();
  seen.me = [me.User.Id, me.Account.Id];

  const made = await users.create({
    firstName: "Pat", lastName: "Publisher", email: "pat@acme.example", password: "first-password", role: "publisher",
    timezone: "Europe/Rome",
  });
  const listed = await users.list();
  seen.users = [listed.Total, listed.Items.at(-1).Role, (await users.get(made.Id)).Name, (await all(users.listAll())).length];
  seen.userMembers = Object.keys(made).length;
  seen.renamed = (await users.update(made.Id, { firstName: "Paul" })).Name;
  seen.userGone = [(await users.delete(made.Id)).Result, await failure(() => users.get(made.Id))];

  const team = await teams.create({ name: "Asia" });
  seen.teams = [(await teams.list()).Total, (await teams.get(team.Id)).Name, (await all(teams.listAll())).length];
  seen.teamRenamed = (await teams.update(team.Id, { name: "APAC" })).Name;
  const user = me.User.Id;
  const before = await teamEntities.list(user);
  const added = await teamEntities.add(user, { teamIds: team.Id });
  const during = await teamEntities.list(user);
  const removed = await teamEntities.remove(user, { teamIds: team.Id });
  const after = await teamEntities.list(user);
  seen.entities = [before.length, added.Result, during.map((one) => one.Name), removed.Result, after.length];
  seen.teamGone = (await teams.delete(team.Id)).Result;

  const profile = "003-001000000000001-1";
  const valid = await socialProfiles.list();
  const every = await socialProfiles.list({ includeInvalid: 1 });
  const facebook = await socialProfiles.list({ network: "Facebook" });
  seen.profiles = [valid.Total, every.Total, facebook.Items[0].DisplayName, (await socialProfiles.get(profile)).Network];
  const changed = await socialProfiles.update(profile, { displayName: "Acme Inc.", nativePostsEnabled: 0 });
  seen.profile = [changed.DisplayName, changed.NativePostsEnabled];
  seen.profileGone = (await socialProfiles.delete("003-001000000000001-2")).Result;

  const cname = await cnames.create({ cname: "links.acme.example" });
  seen.cnames = [(await cnames.list()).Total, cname.Name, await cnames.update("0CN000000000000", { cname: "x.example" })];
  seen.cnameGone = (await cnames.delete(cname.Id)).Result;

  const boards = await client.advocacy.boards.list();
  seen.boards = [boards.Total, Object.keys((await client.advocacy.boards.get(boards.Items[0].Id)).Config).length];
}

async function leadSteps() {
  const page = await leads.list({ search: "john doe" });
  const john = page.Items[0];
  seen.lead = [john.Id, john.RemoteLeads.map((one) => [one.IntegrationType, one.RemoteIdentifier])];
  const everybody = await all(leads.listAll());
  seen.leads = [everybody.length === (await leads.list()).Total, everybody.some((one) => one.Email === "")];
  await links.replace({
    integrationId: "014000000000001", linkedRecordId: "0035g0000000001AAA", newLinkedRecordId: "0035g0000000002AAA",
  });
  seen.linked = (await leads.get(john.Id)).RemoteLeads[0].RemoteIdentifier;
  const did = await activities.list({ leadId: john.Id });
  seen.activities = [did.Total, (await all(activities.listAll())).length, did.Items[0].Type];
  seen.activityGone = [
    await failure(() => activities.delete(did.Items[0].Id, "0ld000000000002")),
    (await activities.delete(did.Items[0].Id, john.Id)).Result,
  ];
  seen.leadGone = [(await leads.delete(john.Id)).Result, (await activities.list({ leadId: john.Id })).Total];
}

async function webhookSteps() {
  const id = "0wh000000000001";
  const log = await webhookLog.list(id);
  seen.log = [log.Total, log.Items[0].ResponseCode, log.Items[0].Payload.event];
  const made = await webhooks.create({ event: "newLeadActivity", name: "A", url: "http://localhost:3000/", isHidden: 1 });
  seen.webhook = [made.IsEnabled, made.IsHidden, made.Secret.length, (await webhooks.get(made.Id)).Event];
  const sorted = await webhooks.list({ _order: "name", _count: 20 });
  seen.webhooks = [sorted.Items.map((one) => one.Name), (await webhooks.list({ event: "newLead" })).Total];
  seen.disabled = (await webhooks.update(id, { isEnabled: 0 })).IsEnabled;
  seen.webhookGone = [(await webhooks.delete(made.Id)).Result, (await all(webhooks.listAll())).length];
}

async function refusals() {
  const wrong = new Oktopost({ ...account, apiKey: "nobody" });
  const fresh = new Oktopost({ ...account, apiKey });
  seen.refusals = [
    await failure(() => wrong.me()),
    await failure(() => reader.account.teams.create({ name: "No" })),
    await failure(() => fresh.account.cnames.create({})),
    await failure(() => fresh.events.webhooks.list({ _count: 7 })),
    await failure(() => fresh.publishing.campaigns.list()),
  ];
  seen.reader = (await reader.me()).User.Id;
}

await accountSteps();
await leadSteps();
await webhookSteps();
await refusals();
console.log(JSON.stringify(seen));
