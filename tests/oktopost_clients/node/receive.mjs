// Takes an event apart with Oktopost's own SDK: body and signature come in one JSON document.
import { readFileSync } from "node:fs";

import { constructEvent } from "oktopost/webhooks";

const { body, signature, secret } = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify(constructEvent(body, signature, secret)));
