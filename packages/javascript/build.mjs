// dist/esm by the compiler, with declarations; dist/cjs of the same sources, for require().

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import ts from "typescript";

process.chdir(import.meta.dirname ?? new URL(".", import.meta.url).pathname);
rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc"], { stdio: "inherit" });

const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
mkdirSync("dist/cjs");
writeFileSync("dist/cjs/package.json", '{ "type": "commonjs" }\n');
// Vitest itself cannot be required.
for (const name of readdirSync("src").filter((name) => name !== "vitest.ts")) {
  const module = name.replace(/\.ts$/, "");
  const { outputText } = ts.transpileModule(readFileSync(`src/${name}`, "utf8"), { compilerOptions, fileName: name });
  writeFileSync(`dist/cjs/${module}.js`, outputText);
  cpSync(`dist/esm/${module}.d.ts`, `dist/cjs/${module}.d.ts`);
}
