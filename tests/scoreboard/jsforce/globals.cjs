// The names of jest that the suite uses: Node's own runner under them, and jest's own `expect`.
// A file that imports another one for a function of it does not run its cases once more. Waiting is ten times as fast.
// Blocks that upstream skips, because Salesforce wants a person there, run here.
const path = require("node:path");
const { after, afterEach, before, beforeEach, describe, it } = require("node:test");
const { expect } = require("expect");

const main = process.argv[1];
const caller = () => new Error("").stack.split("\n")[3].match(/\(?([^\s(]+?):\d+:\d+\)?$/)[1];
const own = (register) => (title, run) => (caller() === main ? register(title, run) : undefined);
const group = path.basename(main, ".test.js");
const blocks = [];
const block = own((title, run) => describe(title, () => { blocks.push(title); run(); blocks.pop(); }));
block.skip = block;

const { setTimeout: wait } = globalThis;
Object.assign(globalThis, {
  afterAll: after, afterEach, beforeAll: before, beforeEach, describe: block, expect,
  it: own((title, run) => it([group, ...blocks, title].join(": "), run)),
  setTimeout: (run, milliseconds, ...rest) => wait(run, milliseconds / 10, ...rest),
});
