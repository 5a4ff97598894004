/** The application: it saves who signed up as a lead of Salesforce, by way of Oktopost. */

export interface Account {
  base_url: string;
  account_id: string;
  api_key: string;
  integrations: { salesforce: string };
}

export async function signUp(account: Account, person: { name: string; company: string; email: string }): Promise<string> {
  const payload = { data: { LastName: person.name, Company: person.company, Email: person.email } };
  const form = { id: account.integrations.salesforce, actionName: "lead.create", payload: JSON.stringify(payload) };
  const headers = { Authorization: `Basic ${btoa(`${account.account_id}:${account.api_key}`)}` };
  for (let tries = 0; tries < 3; tries++) {
    const answer = await fetch(`${account.base_url}/integration-action`, {
      method: "POST", headers, body: new URLSearchParams(form),
    });
    if (answer.ok) return (await answer.json()).IntegrationAction.id;
    if (answer.status !== 429 && answer.status !== 503) break;
  }
  throw new Error("the lead was not saved");
}
