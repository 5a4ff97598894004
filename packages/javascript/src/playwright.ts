/** A sandbox for each test of Playwright: `import { expect, test } from "mockserver-sandbox/playwright"`. */

import { expect as base, type Page, test as plain } from "@playwright/test";
import { HOST, led } from "./leading.js";
import { matchers } from "./matchers.js";
import type { Sandbox } from "./sandbox.js";
import { connect, type Server, start } from "./server.js";

export interface SandboxFixtures {
  /** A sandbox of this test: when it ends, its journal is attached to the report and its calls are judged. */
  sandbox: Sandbox;
  /** Leads what a page sends to the vendors' real hosts to the sandbox: `await lead(page)` before `page.goto`. */
  lead: (page: Page) => Promise<void>;
  /** Outcomes that a test provokes: `test.use({ expectedOutcomes: ["missing-field"] })`. */
  expectedOutcomes: string[];
}

export interface SandboxWorkerFixtures {
  /** The server of this worker: that of MOCKSERVER_URL, or one that is started. */
  mockserver: Server;
}

export const test = plain.extend<SandboxFixtures, SandboxWorkerFixtures>({
  mockserver: [
    async ({}, use) => {
      const server = process.env["MOCKSERVER_URL"] ? connect() : await start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  expectedOutcomes: [[], { option: true }],
  sandbox: async ({ mockserver, expectedOutcomes }, use, testInfo) => {
    const sandbox = await mockserver.createSandbox({ name: testInfo.title.slice(0, 100) });
    await use(sandbox);
    const body = JSON.stringify(await sandbox.journal(), null, 2);
    await testInfo.attach("mockserver-journal.json", { body, contentType: "application/json" });
    try {
      await sandbox.verify({ expected: expectedOutcomes });
    } finally {
      await sandbox.delete();
    }
  },
  lead: async ({ sandbox }, use) => {
    await use((page) => lead(page, sandbox));
  },
});

export const expect = base.extend(matchers);

/** Leads what a page sends to the vendors' real hosts to a sandbox. */
export async function lead(page: Page, sandbox: Sandbox): Promise<void> {
  await page.route((url) => HOST.test(url.hostname), async (route) => {
    try {
      const response = await route.fetch({ url: led(route.request().url(), sandbox), maxRedirects: 0 });
      await route.fulfill({ response });
    } catch {
      // A planted connection-reset or empty-response: the page sees what it would see of the vendor.
      await route.abort("connectionreset").catch(() => undefined);
    }
  });
}
