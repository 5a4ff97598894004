import { type Action, type Execution, execute, type Payload, type Result } from "./actions.js";
import type { Answer, Asked, Control } from "./control.js";
import { BLAME, type components } from "./generated.js";

/** The record of each table, by the table's name: `Records["salesforce/Lead"]`. */
export type Records = components["schemas"]["Records"];
export type Table = keyof Records;

/** One call with its answer, as the journal keeps it. */
export type Exchange = Answer<"list_journal">["entries"][number];
export type Fault = Answer<"plant_fault">;
export type Change = Answer<"list_changes">["changes"][number];

/** Where and with which credentials a sandbox answers as each vendor. */
export type Credentials = components["schemas"]["Credentials"];

/** A change that a test expects: of a table, of a record if `key` says so, with at least these values of its fields. */
export interface Expected {
  change: "created" | "updated" | "deleted";
  table: Table;
  key?: string | number;
  fields?: Record<string, unknown>;
}

/** How often, and with what, an action is to have been called. */
export interface Wanted<P = unknown> {
  /** So often exactly; at least once when it is absent. */
  times?: number;
  /** What the payload holds at least. */
  payload?: P extends object ? DeepPartial<P> : unknown;
  /** Seconds to wait for the calls, 2 by default. */
  wait?: number;
}

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;

/** A sandbox that somebody holds calls against. */
export class BrokenContract extends Error {
  override readonly name = "BrokenContract";
}

/** One isolated world of a server; `await using` deletes it at the end of its block. */
export class Sandbox implements AsyncDisposable {
  readonly oktopost: Credentials["oktopost"];
  readonly refold: Credentials["refold"];
  readonly salesforce: Credentials["salesforce"];
  readonly hubspot: Credentials["hubspot"];
  readonly marketo: Credentials["marketo"];

  constructor(readonly control: Control, readonly id: string, readonly credentials: Credentials) {
    ({
      oktopost: this.oktopost, refold: this.refold, salesforce: this.salesforce, hubspot: this.hubspot,
      marketo: this.marketo,
    } = credentials);
  }

  /** Where its server listens. */
  get url(): string {
    return this.control.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.delete();
  }

  async delete(): Promise<void> {
    await this.control.ask("delete_sandbox", { path: { id: this.id } });
  }

  /** Records, ids, clock, faults and settings as they began. */
  async reset(): Promise<void> {
    await this.control.ask("reset_sandbox", { path: { id: this.id } });
  }

  /** Changes settings: `{ strict: "fail" }`. */
  change(settings: Asked<"change_sandbox">["json"]): Promise<Answer<"change_sandbox">> {
    return this.control.ask("change_sandbox", { path: { id: this.id }, json: settings });
  }

  /** Executes an action as an application would. */
  execute<A extends Action>(action: A, payload: Payload<A>): Promise<Execution<Result<A>>> {
    return execute(this.credentials, action, payload);
  }

  /** Plants a fault: `{ match: "oktopost/*", outcome: "rate-limited", times: 1 }`. */
  plant(fault: Asked<"plant_fault">["json"]): Promise<Fault> {
    return this.control.ask("plant_fault", { path: { id: this.id }, json: fault });
  }

  async faults(): Promise<Fault[]> {
    return (await this.control.ask("list_faults", { path: { id: this.id } })).faults;
  }

  async clearFaults(): Promise<void> {
    await this.control.ask("clear_faults", { path: { id: this.id } });
  }

  /** Freezes or moves its clock: `{ frozen: "2026-01-01T00:00:00Z" }`, `{ advance: "PT1H" }`, `{ reset: true }`. */
  clock(change: Asked<"set_clock">["json"]): Promise<Answer<"set_clock">> {
    return this.control.ask("set_clock", { path: { id: this.id }, json: change });
  }

  /** The records of a table, in the order of their creation; `search` finds words. */
  async records<T extends Table>(table: T, query: { search?: string; limit?: number } = {}): Promise<Records[T][]> {
    const { limit = 1000, ...rest } = query;
    const asked = { path: { id: this.id, ...place(table) }, query: { ...rest, limit: String(limit) } };
    return (await this.control.ask("list_records", asked as never)).records as Records[T][];
  }

  /** A new record, completed as the application would. */
  async add<T extends Table>(table: T, record: Partial<Records[T]>): Promise<Records[T]> {
    const asked = { path: { id: this.id, ...place(table) }, json: record };
    return (await this.control.ask("add_record", asked as never)) as Records[T];
  }

  async get<T extends Table>(table: T, key: string | number): Promise<Records[T]> {
    const asked = { path: { id: this.id, ...place(table), key: String(key) } };
    return (await this.control.ask("get_record", asked as never)) as Records[T];
  }

  /** Takes one record away, and nothing else. */
  async remove(table: Table, key: string | number): Promise<void> {
    await this.control.ask("delete_record", { path: { id: this.id, ...place(table), key: String(key) } } as never);
  }

  /** Keeps the records as they are now under a name. */
  async snapshot(name: string): Promise<void> {
    await this.control.ask("put_snapshot", { path: { id: this.id, name } });
  }

  async restore(name: string): Promise<void> {
    await this.control.ask("restore_snapshot", { path: { id: this.id, name } });
  }

  /** The calls that were made, oldest first. `action` is a shell pattern; `wait`: seconds until there is one. */
  async journal(query: Asked<"list_journal">["query"] = {}): Promise<Exchange[]> {
    const found: Exchange[] = [];
    for (let after = query.after; ; ) {
      const page = await this.control.ask("list_journal", {
        path: { id: this.id }, query: { ...query, ...(after === undefined ? {} : { after }) },
      });
      found.push(...page.entries);
      if (page.next === null) return found;
      after = String(page.next);
    }
  }

  /** The events that were sent to webhooks; `wait`: seconds until none is pending. */
  async deliveries(query: Asked<"list_deliveries">["query"] = {}): Promise<Answer<"list_deliveries">["deliveries"]> {
    return (await this.control.ask("list_deliveries", { path: { id: this.id }, query })).deliveries;
  }

  /** What became of the records between two marks: `start`, `now`, `snapshot:NAME`, `call:12`. */
  async changes(query: { from?: string; to?: string; table?: Table } = {}): Promise<Change[]> {
    const found: Change[] = [];
    for (let offset = 0; ; ) {
      const asked = { path: { id: this.id }, query: { ...query, offset: String(offset) } };
      const page = await this.control.ask("list_changes", asked as never);
      found.push(...page.changes);
      if (page.next === null) return found;
      offset = page.next;
    }
  }

  /**
   * Rejects with `BrokenContract` unless these changes were made to the records and no others. An updated record may
   * have no other field that differs, but for those that the application itself sets. `allowed` are tables that may
   * change in any way.
   */
  async assertOnly(expected: Expected[], query: { from?: string; to?: string; allowed?: Table[] } = {}): Promise<void> {
    const { allowed = [], ...marks } = query;
    const left = await this.changes(marks);
    const missing: Expected[] = [];
    for (const wish of expected) {
      const position = left.findIndex((change) => meets(change, wish));
      if (position < 0) missing.push(wish);
      else left.splice(position, 1);
    }
    const others = left.filter(({ table }) => !allowed.includes(table as Table));
    if (!missing.length && !others.length) return;
    throw new BrokenContract([
      ...missing.map((wish) => `not made: ${JSON.stringify(wish)}`),
      ...others.map(({ change, table, key, fields }) => `not expected: ${change} ${table} ${key} ${JSON.stringify(fields)}`),
    ].join("\n"));
  }

  /**
   * The calls of an action (a shell pattern) whose payload holds at least what is wanted; waits until there are so many.
   */
  async received(action: string, { times = 1, payload, wait = 2 }: Wanted = {}): Promise<Exchange[]> {
    const deadline = Date.now() + wait * 1000;
    let found = await this.journal({ action });
    for (;;) {
      const matching = found.filter(({ request }) => payload === undefined || holds(sent(request), payload));
      const left = Math.ceil((deadline - Date.now()) / 1000);
      if (matching.length >= Math.max(times, 1) || times === 0 || left <= 0) return matching;
      const after = String(found.at(-1)?.number ?? 0);
      found = [...found, ...(await this.journal({ action, after, wait: String(Math.min(left, 10)) }))];
    }
  }

  /**
   * Rejects with `BrokenContract` when the application broke a contract in any call: a required field left out, wrong
   * credentials, an address that nobody serves. `expected` are outcomes that the test provokes.
   */
  async verify({ expected = [] }: { expected?: string[] } = {}): Promise<void> {
    const broken = (await this.journal()).filter((call) => {
      const blame = blamed(call);
      return blame !== null && !(blame === "application" && expected.includes(call.outcome));
    });
    if (broken.length) throw new BrokenContract(broken.map(described).join("\n"));
  }
}

/** Whose defect a call shows: the application's, this server's, or nobody's. */
export function blamed({ outcome, fault, violations }: Exchange): "application" | "mockserver" | null {
  if (outcome === "unknown-outcome") return "application";
  if (fault !== null) return null;
  return (BLAME as Record<string, "application" | "mockserver">)[outcome] ?? (violations.length ? "application" : null);
}

/** A call in one line, with what would have been right. */
export function described({ number, action, status, outcome, hint }: Exchange): string {
  return `call ${number}: ${action} was answered ${status} ${outcome}${hint ? `: ${hint}` : ""}`;
}

/** What a call sent: its payload, or the fields of its form. */
export function sent(request: Exchange["request"]): unknown {
  return request.payload ?? request.form;
}

/** Whether a JSON value has at least what another one has; items of arrays one by one. */
export function holds(got: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(got) && got.length === wanted.length && wanted.every((item, place) => holds(got[place], item));
  }
  if (wanted === null || typeof wanted !== "object") return Object.is(got, wanted);
  if (got === null || typeof got !== "object") return false;
  return Object.entries(wanted).every(([name, value]) => holds((got as Record<string, unknown>)[name], value));
}

function meets({ change, table, key, fields, read_only }: Change, wish: Expected): boolean {
  if (change !== wish.change || table !== wish.table) return false;
  if (wish.key !== undefined && String(wish.key) !== String(key)) return false;
  const wanted = Object.entries(wish.fields ?? {});
  if (!wanted.every(([name, value]) => holds(fields[name]?.after, value))) return false;
  if (change !== "updated" || wish.fields === undefined) return true;
  return Object.keys(fields).every((name) => name in wish.fields! || read_only.includes(name));
}

function place(table: Table): { app: string; object: string } {
  const [app = "", object = ""] = table.split("/");
  return { app, object };
}
