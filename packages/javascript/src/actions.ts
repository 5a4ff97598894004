import type { Credentials } from "./sandbox.js";
import type { components } from "./generated.js";

type Actions = components["schemas"]["Actions"];

/** The key of an action: `oktopost/salesforce/lead.create`. */
export type Action = keyof Actions;
export type Payload<A extends Action> = Actions[A]["payload"];
export type Result<A extends Action> = Actions[A]["result"];

/** What an executed action came to; `result` is what it answers, absent when it is refused. */
export interface Execution<R> {
  status: number;
  outcome: string;
  result?: R;
  body: unknown;
}

interface Way {
  request(credentials: Credentials, app: string, name: string, payload: unknown): [string, RequestInit];
  /** Where the result stands in the answer's document. */
  result: string;
}

const BASIC = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

/** How each dialect with actions executes one by its name. */
const WAYS: Record<string, Way> = {
  oktopost: {
    request({ oktopost }, app, name, payload) {
      const id = (oktopost.integrations as Record<string, string>)[app] ?? "";
      const body = new URLSearchParams({ id, actionName: name, payload: JSON.stringify(payload) });
      const headers = { Authorization: BASIC(oktopost.account_id, oktopost.api_key) };
      return [`${oktopost.base_url}/integration-action`, { method: "POST", headers, body }];
    },
    result: "IntegrationAction",
  },
  refold: {
    request({ refold }, app, name, payload) {
      const headers = {
        "x-api-key": refold.api_key,
        linked_account_id: refold.linked_account_id,
        "Content-Type": "application/json",
      };
      const url = `${refold.base_url}/api/v2/integration-schema/${app}/actions/${name}/execute`;
      return [url, { method: "POST", headers, body: JSON.stringify(payload) }];
    },
    result: "data",
  },
};

/** Executes an action as an application would, with a sandbox's own credentials. */
export async function execute<A extends Action>(
  credentials: Credentials, action: A, payload: Payload<A>,
): Promise<Execution<Result<A>>> {
  const [dialect = "", app = "", name = ""] = action.split("/");
  const way = WAYS[dialect];
  if (way === undefined) throw new TypeError(`${action}: no dialect with actions is called ${dialect}`);
  const [url, init] = way.request(credentials, app, name, payload);
  const response = await fetch(url, init);
  const outcome = response.headers.get("X-Mock-Outcome") ?? "";
  const body = (await response.json()) as Record<string, unknown>;
  const result = response.ok ? body[way.result] as Result<A> | undefined : undefined;
  return { status: response.status, outcome, body, ...(result === undefined ? {} : { result }) };
}
