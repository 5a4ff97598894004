import { defineConfig } from "@playwright/test";

const executablePath = process.env.CHROMIUM; // a browser that is there already
const args = executablePath ? ["--no-sandbox", "--disable-gpu"] : [];

export default defineConfig({
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 30_000 },
  use: { launchOptions: executablePath ? { executablePath, args } : {} },
});
