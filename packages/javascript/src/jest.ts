/** `setupFilesAfterEnv: ["mockserver-sandbox/jest"]` gives `expect` the matchers of a sandbox. */

import { expect } from "@jest/globals";
import { matchers, type SandboxMatchers } from "./matchers.js";

expect.extend(matchers as never);

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T> extends SandboxMatchers<T extends unknown ? R : never> {}
}

export { matchers, type SandboxMatchers };
