import type { Action, Payload } from "./actions.js";
import { described, type Sandbox, sent, type Wanted } from "./sandbox.js";

/** What `expect` has more: `await expect(sandbox).toHaveReceived("oktopost/salesforce/lead.create", { times: 1 })`. */
export interface SandboxMatchers<R = unknown> {
  /** The action (or a shell pattern of actions) was called so often with at least this payload; waits for it. */
  toHaveReceived<A extends Action>(action: A, wanted?: Wanted<Payload<A>>): Promise<R>;
  toHaveReceived(action: string, wanted?: Wanted): Promise<R>;
  /** No call broke a contract; `expected` are outcomes that the test provokes. */
  toBeUsedCorrectly(wanted?: { expected?: string[] }): Promise<R>;
}

/** What `expect.extend` wants to be told. */
export interface Verdict {
  pass: boolean;
  message: () => string;
}

export const matchers = {
  async toHaveReceived(this: { isNot?: boolean }, sandbox: Sandbox, action: string, wanted: Wanted = {}): Promise<Verdict> {
    // What must not come is not waited for.
    const found = await sandbox.received(action, this.isNot ? { wait: 0, ...wanted } : wanted);
    const { times, payload } = wanted;
    const pass = times === undefined ? found.length > 0 : found.length === times;
    const what = `${action}${payload === undefined ? "" : ` with ${JSON.stringify(payload)}`}`;
    const often = times === undefined ? "at least once" : `${times} times`;
    const calls = pass ? found : await sandbox.journal({ last: "20" });
    const lines = calls.map((call) => `  ${described(call)} ${JSON.stringify(sent(call.request))}`);
    return {
      pass,
      message: () => [
        `expected ${what} ${this.isNot ? "not " : ""}to be received ${often}, it was received ${found.length} times`,
        lines.length ? "the calls were:" : "there were no calls",
        ...lines,
      ].join("\n"),
    };
  },

  async toBeUsedCorrectly(sandbox: Sandbox, wanted?: { expected?: string[] }): Promise<Verdict> {
    try {
      await sandbox.verify(wanted);
      return { pass: true, message: () => "expected a call to break a contract, none did" };
    } catch (error) {
      return { pass: false, message: () => (error as Error).message };
    }
  },
};
