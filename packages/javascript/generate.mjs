// Makes src/generated.ts of what mockserver tells of itself; PYTHON is an interpreter that has it.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const { PYTHON = "../../.venv/bin/python" } = process.env;
const told = execFileSync(PYTHON, ["-m", "mockserver.openapi.javascript"], { maxBuffer: 2 ** 26 });
const { types, tables } = JSON.parse(told);

// Refusals are one class of the package, whatever their status.
for (const methods of Object.values(types.paths)) {
  for (const operation of Object.values(methods)) {
    const [[status, success]] = Object.entries(operation.responses).filter(([code]) => code.startsWith("2"));
    operation.responses = { [status]: success };
  }
}

const declarations = astToString(await openapiTS(types, { defaultNonNullable: false }));
const constants = Object.entries(tables).map(
  ([name, value]) => `export const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`,
);
const head = "// Made by `npm run generate` from the server's own schemas: do not edit.\n\n";
writeFileSync(new URL("src/generated.ts", import.meta.url), [head + declarations, ...constants].join("\n"));
