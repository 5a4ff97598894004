// Counts what becomes of every public method of a client, while a program uses it as it uses the client itself.
"use strict";

const { appendFileSync } = require("node:fs");

const told = new Map(); // "contacts.create" -> null when a call of it was answered, else why not
const UNCALLED = "never called";
const CALLS = 40; // of one client: Oktopost's waits for itself from its 52nd call in a minute on
// What asks nothing of a server, and the same methods once more with the headers of the answer.
const NO_CALLS = /^(constructor|init|getHttpClient|getAuthorizationUrl|getDecorators|set(AccessToken|ApiKey|DeveloperApiKey))$|WithHttpInfo$/;
const wrapped = new WeakSet();

const isMember = (name) => !name.startsWith("_") && !NO_CALLS.test(name);
const isPart = (value) => typeof value === "object" && value !== null && !/^(Object|Array)$/.test(value.constructor?.name);

function describeError(error) {
  return String(error?.message ?? error).split("\n")[0];
}

function note(name, why) {
  if (told.get(name) !== null) told.set(name, why);
}

function follow(name, answer) {
  if (typeof answer?.[Symbol.asyncIterator] === "function") return followPages(name, answer);
  if (typeof answer?.then !== "function") return answer;
  answer.then(() => note(name, null), (error) => note(name, describeError(error)));
  return answer;
}

async function* followPages(name, pages) {
  try {
    for await (const one of pages) {
      note(name, null);
      yield one;
    }
    note(name, null);
  } catch (error) {
    note(name, describeError(error));
    throw error;
  }
}

function names(part) {
  const found = new Set();
  for (let level = part; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    Object.getOwnPropertyNames(level).forEach((name) => found.add(name));
  }
  return [...found].filter(isMember);
}

function wrap(part, path, hidden) {
  if (wrapped.has(part)) return;
  wrapped.add(part);
  for (const name of names(part).filter((one) => !hidden.includes(one))) {
    const member = part[name];
    if (typeof member === "function") {
      if (!told.has(path + name)) told.set(path + name, UNCALLED);
      part[name] = (...given) => follow(path + name, member.apply(part, given));
    } else if (isPart(member)) {
      wrap(member, `${path}${name}.`, hidden);
    }
  }
}

/** The class of a client, whose instances count. `hidden`: members of its parts that are for itself alone. */
exports.counted = function counted(Client, hidden = []) {
  const made = [];
  const counting = new Proxy(Client, {
    construct(target, given) {
      const client = new target(...given);
      made.push(given);
      wrap(client, "", hidden);
      return client;
    },
  });
  process.once("beforeExit", () => callTheRest(() => new counting(...made[0])).then(write));
  return counting;
};

/** Every method that the program has not called, once, with "1" for whatever it asks. */
async function callTheRest(create) {
  const rest = [...told.keys()].filter((name) => told.get(name) === UNCALLED);
  for (let start = 0; start < rest.length; start += CALLS) {
    const client = create();
    for (const name of rest.slice(start, start + CALLS)) {
      const method = name.split(".").reduce((part, key) => part[key], client);
      try {
        const answer = method(...Array(8).fill("1"));
        if (typeof answer?.[Symbol.asyncIterator] === "function") await answer.next();
        else await answer;
      } catch (error) {
        note(name, describeError(error));
      }
    }
  }
}

function write() {
  const lines = [...told].map((one) => `${JSON.stringify(one)}\n`);
  appendFileSync(process.env.COUNTED, lines.join(""));
}
