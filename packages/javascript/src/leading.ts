import { HOSTS } from "./generated.js";
import type { Sandbox } from "./sandbox.js";

/** Matches the vendors' real hosts: `api.oktopost.com`, `example.my.salesforce.com`. */
export const HOST = new RegExp(
  `^(${Object.values(HOSTS).flat().map((host) => host.replace(/\./g, "\\.").replace("*", "[^./]+(\\.[^./]+)*")).join("|")})$`,
);

/** Where a call to a vendor's real host goes in a sandbox; the call's own credentials name the sandbox. */
export function led(asked: string, { url }: Sandbox): string {
  const { pathname, search } = new URL(asked);
  return url + pathname + search;
}
