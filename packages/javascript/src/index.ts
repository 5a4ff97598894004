/** Sandboxes of mockserver in tests of JavaScript and TypeScript: docs/javascript.md. */

export { type Action, type Execution, type Payload, type Result } from "./actions.js";
export { type Answer, type Asked, Control, type Question, Refused } from "./control.js";
export {
  blamed, BrokenContract, type Change, type Credentials, described, type Exchange, type Expected, type Fault, holds,
  type Records, Sandbox, type Table, type Wanted,
} from "./sandbox.js";
export { CannotStart, connect, Server, start, type StartOptions } from "./server.js";
