/** `import "mockserver-sandbox/vitest"` in a setup file gives `expect` the matchers of a sandbox. */

import { expect } from "vitest";
import { matchers, type SandboxMatchers } from "./matchers.js";

expect.extend(matchers);

declare module "vitest" {
  interface Assertion<T> extends SandboxMatchers<T extends unknown ? void : never> {}
  interface AsymmetricMatchersContaining extends SandboxMatchers {}
}

export { matchers, type SandboxMatchers };
