/** Handlers of Mock Service Worker that pass calls to the vendors' real hosts on to a sandbox. */

import { bypass, http, HttpResponse, type HttpHandler } from "msw";
import { HOST, led } from "./leading.js";
import type { Sandbox } from "./sandbox.js";

/** `setupServer(...handlers(sandbox))`: every path of every vendor's host; other calls are not touched. */
export function handlers(sandbox: Sandbox): HttpHandler[] {
  return [
    http.all(/^https:\/\//, async ({ request }) => {
      if (!HOST.test(new URL(request.url).hostname)) return undefined;
      try {
        const { method, headers } = request;
        const body = method === "GET" || method === "HEAD" ? null : await request.arrayBuffer();
        const asked = new Request(led(request.url, sandbox), { method, headers, body, redirect: "manual" });
        return (await fetch(bypass(asked))) as HttpResponse<never>;
      } catch {
        return HttpResponse.error(); // a planted connection-reset or empty-response
      }
    }),
  ];
}
