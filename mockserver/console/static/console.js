// What all pages share: they send what forms ask the control API for, send calls, and follow the stream of events.
"use strict";

const REVIVE = 300; // milliseconds within which changes of the sandbox are shown together
const $ = (id) => document.getElementById(id);
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

// -- saying things ---------------------------------------------------------------------------------------------

let toastTimer = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 4000);
}

function sure(question, verb = "Go on") {
  const dialog = $("confirm");
  $("confirm-text").textContent = question;
  $("confirm-yes").textContent = verb;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

/** Times in the reader's own zone; UTC, as the server says them, beneath the pointer. */
function localTimes(root = document) {
  each("time[data-local]", (one) => {
    const moment = new Date(one.dateTime), fraction = String(moment.getMilliseconds()).padStart(3, "0");
    one.textContent = `${moment.toLocaleTimeString("en-GB", { hour12: false })}.${fraction}`;
    one.title = `${one.dataset.local} UTC`;
  }, root);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Beyond localhost a browser gives pages of plain HTTP no clipboard.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast("Copied");
}

// -- the control API -------------------------------------------------------------------------------------------

async function ask(method, path, body) {
  const options = { method, headers: { accept: "application/json" } };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = typeof body === "string" ? body : JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw { message: "The server does not answer: is it still running?" };
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw answer.error || { message: `${method} ${path}: ${response.status}` };
  return answer;
}

/** What a control is, whatever its text says: where the page puts it, or what it asks the control API for. */
function identity(control) {
  const keyed = control?.closest("[data-key]");
  if (keyed) return keyed.dataset.key;
  const form = control?.closest("form[data-api]");
  return control?.id || (form && `${form.dataset.api} ${form.dataset.body}`);
}

async function freshPage(address = location.href) {
  const response = await fetch(address, { headers: { accept: "text/html", "x-refresh": "1" } });
  return response.status === 200 ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
}

/** Exchange what stands in an element; what is open in it stays open, and the focus stays with what it was on. */
function exchange(element, fresh) {
  const isWithin = element.contains(document.activeElement), focused = isWithin && identity(document.activeElement);
  const open = new Set([...element.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  element.replaceChildren(...fresh.childNodes);
  each("details > summary", (one) => open.has(one.textContent) && (one.parentNode.open = true), element);
  localTimes(element);
  if (!isWithin) return;
  const again = focused && [...element.querySelectorAll("button, input, select, textarea, a, summary")].find((one) => identity(one) === focused);
  (again || $("main")).focus({ preventScroll: true });
}

/** The page anew from the server, without a flash: the parts that tell of the sandbox are exchanged. */
async function refresh() {
  if ($("calls")) return; // the stream keeps this one
  const fresh = await freshPage();
  if (!fresh) return location.reload();
  exchange($("main"), fresh.getElementById("main"));
  // While the stream is open it alone tells what is active: this page may be older than its last word.
  if (stream?.readyState !== EventSource.OPEN) showActiveOf(fresh);
}

/** What an element tells, whatever time it is: a running clock and times in the reader's zone are no difference. */
function timeless(element) {
  const copy = element.cloneNode(true);
  each("time[data-runs], time[data-local]", (one) => one.replaceWith(""), copy);
  return copy;
}

/** Hide the sandboxes that the menu's search does not name. */
function findSandboxes() {
  const text = $("sandbox-find")?.value.trim().toLowerCase() ?? "";
  each("#sandbox-list li", (item) => (item.hidden = !item.textContent.toLowerCase().includes(text)));
}

let reviving = 0;
/** Bring what tells of the sandbox up to date after somebody else changed it; what is typed into a form stays. */
function revive() {
  reviving ||= setTimeout(async () => {
    reviving = 0;
    if (!document.querySelector("[data-live]")) return;
    // Beside the calls only the menu is brought up to date, and the call that is opened may be forgotten by now.
    const page = await freshPage($("calls") ? `${document.body.dataset.base}calls` : location.href).catch(() => null);
    if (document.querySelector("[data-live] :active")) return revive(); // a button that is exchanged while it is pressed does nothing
    each("[data-live]", (one) => {
      const fresh = page?.getElementById(one.id);
      if (fresh && !timeless(one).isEqualNode(timeless(fresh))) exchange(one, fresh);
    });
    findSandboxes();
  }, REVIVE);
}

// -- forms -----------------------------------------------------------------------------------------------------

const NOTHING = Symbol("nothing");

/** What an input holds, as JSON. Text that is no number stays text, so that the schema says what it thinks of it. */
function valueOf(input) {
  const text = input.value, kind = input.dataset.kind;
  if (!text.trim() && (kind !== "text" || !text)) return input.dataset.empty === "null" ? null : input.dataset.empty === "text" ? "" : NOTHING;
  if (kind === "text") return text;
  if (kind === "number") return Number.isNaN(Number(text)) ? text : Number(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw { message: `${input.dataset.name || "The text"} is not valid JSON: ${error.message}`, input };
  }
}

/** The document that a form's inputs make together. */
function documentOf(form) {
  let root = {};
  each("[data-path]:not(:disabled)", (input) => {
    const value = valueOf(input), path = JSON.parse(input.dataset.path);
    if (value === NOTHING) return;
    if (!path.length) return void (root = value);
    path.slice(0, -1).reduce((node, step, at) => (node[step] ??= typeof path[at + 1] === "number" ? [] : {}), root)[path.at(-1)] = value;
  }, form);
  return root;
}

/** Say what was wrong, beside the fields that it is about. */
function complain(form, error) {
  const box = form.querySelector(".message") || form.parentNode.querySelector(".message");
  if (!box) return toast(error.message);
  const list = document.createElement("ul");
  let first = error.input;
  error.input?.setAttribute("aria-invalid", "true");
  for (const { pointer, expected, got } of error.violations || []) {
    const name = pointer.replace(/^json\.?/, "");
    const input = [...form.querySelectorAll("[data-name]")].find((one) => name === one.dataset.name || name.startsWith(`${one.dataset.name}[`) || name.startsWith(`${one.dataset.name}.`));
    const item = document.createElement("li");
    item.textContent = `${name || "the document"}: expected ${expected}, got ${got}`;
    list.append(item);
    input?.setAttribute("aria-invalid", "true");
    first ||= input;
  }
  box.replaceChildren(list.children.length ? list : error.message.replace(/^json\./, ""));
  box.hidden = false;
  each("details:has([aria-invalid])", (one) => (one.open = true), form);
  (first || box).scrollIntoView({ block: "nearest" });
  first?.focus();
}

function forgive(form) {
  each(".message", (box) => (box.hidden = true), form);
  each("[aria-invalid]", (input) => input.removeAttribute("aria-invalid"), form);
}

async function submit(form) {
  const { api, body, go, member, into, sure: question, yes, toast: said } = form.dataset;
  if (question && !(await sure(question, yes))) return false;
  forgive(form);
  let [method, path] = api.split(" ");
  if (into && !$(into).value.trim()) return complain(form, { message: "It needs a name.", input: $(into) });
  if (into) path = path.replace("NAME", encodeURIComponent($(into).value.trim().replaceAll("/", "-")));
  const inputs = form.querySelectorAll("[data-path]").length;
  if (go) disconnect(); // what this page shows may be gone, and so is the page in a moment
  try {
    const answer = await ask(method, path, body !== undefined ? body : inputs ? documentOf(form) : undefined);
    form.removeAttribute("data-changed");
    if (go) return location.assign(go.replace("SANDBOX", encodeURIComponent(answer[member] ?? "")));
    await refresh();
    toast(said || "Done");
    return true;
  } catch (error) {
    if (go) connect();
    complain(form, error);
    return false;
  }
}

async function upload(input) {
  const [method, path] = input.dataset.upload.split(" "), file = input.files[0];
  try {
    if (file && (await sure(input.dataset.sure, input.dataset.yes))) {
      await ask(method, path, await file.text());
      await refresh();
      toast(`${file.name} is the world now`);
    }
  } catch (error) {
    complain(input.closest("section"), error);
  }
  input.value = "";
}

// -- sending calls ---------------------------------------------------------------------------------------------

async function send({ method, path, headers, body }) {
  try {
    // Without credentials, or a browser asks for a password of its own when the answer is 401.
    const response = await fetch(path, { method, headers, body, credentials: "omit" });
    return { response, text: await response.text().catch(() => "") };
  } catch {
    return { response: null, text: "" };
  }
}

async function tryAction(form) {
  forgive(form);
  const { field, form: around, template, ...call } = JSON.parse(form.dataset.sending);
  each("[data-choice]", (choice) => {
    const change = JSON.parse(choice.value);
    Object.assign(call.headers, change.headers);
    if (around) Object.assign(around, change.form);
  }, form);
  try {
    const given = documentOf(form), payload = JSON.stringify(given);
    if (template) place(call, template, given);
    else call.body = around ? new URLSearchParams({ ...around, [field]: payload }) : payload;
  } catch (error) {
    return complain(form, error);
  }
  if ($("try-outcome").value) call.headers["x-mock-outcome"] = $("try-outcome").value;
  showAnswer(await send(call), form.dataset.beside);
}

/** Put the parts of a route's call where they belong. */
function place(call, template, { path = {}, query = {}, json, form }) {
  const asked = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  call.path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? "")) + (asked.size ? `?${asked}` : "");
  if (form || json !== undefined) call.body = form ? new URLSearchParams(form) : JSON.stringify(json);
}

function showAnswer({ response, text }, beside) {
  const said = (name) => response?.headers.get(`x-mock-${name}`) || "";
  $("answer").hidden = false;
  $("answer-outcome").textContent = said("outcome") || "no answer";
  $("answer-outcome").className = `badge ${said("outcome") === "ok" ? "good" : "bad"}`;
  $("answer-status").textContent = response ? response.status : "the connection ended before an answer";
  $("answer-hint").textContent = said("hint");
  $("answer-hint").hidden = !said("hint");
  $("answer-call").hidden = !response;
  $("answer-call").href = `${document.body.dataset.base}calls/${said("request-id")}${beside ? `?beside=${beside}` : ""}`;
  try {
    text = JSON.stringify(JSON.parse(text), null, 2);
  } catch {} // shown as it came
  $("answer-body").textContent = text;
  $("answer").scrollIntoView({ block: "nearest" });
}

function fill(form, example) {
  each("[data-path]", (input) => {
    const value = JSON.parse(input.dataset.path).reduce((node, step) => node?.[step], example);
    const isText = ["text", "number"].includes(input.dataset.kind) && typeof value !== "object";
    input.value = value === undefined || value === null ? "" : isText ? value : JSON.stringify(value, null, 2);
  }, form);
}

// -- the stream ------------------------------------------------------------------------------------------------

let stream = null;
let last = 0;
let onCalls = () => {}; // what the page does with new calls

function connect() {
  if (stream || document.hidden) return;
  // A hidden page lets go: a browser opens only six connections to a server, and the application needs them.
  stream = new EventSource(`${document.body.dataset.events}&after=${last}`);
  stream.addEventListener("calls", (event) => {
    last = Number(event.lastEventId);
    onCalls(JSON.parse(event.data));
  });
  stream.addEventListener("changed", revive);
  stream.addEventListener("active", (event) => showActive(JSON.parse(event.data)));
  stream.addEventListener("gone", () => {
    disconnect();
    live("This sandbox was deleted");
  });
  stream.addEventListener("restarted", () => {
    disconnect();
    // The numbers of its calls begin anew, and so does all that this page shows: nothing of both worlds side by side.
    if ($("calls")) {
      sessionStorage.setItem("told", "The server was started anew: this list begins again");
      return location.assign(`${document.body.dataset.base}calls`);
    }
    live("The server was started anew: reload this page to see the world that it holds now");
  });
  stream.onopen = () => {
    live("");
    revive(); // what changed since the page was made, or while it was hidden, is not told again
  };
  stream.onerror = () => live("Not connected: is the server running?");
}

function disconnect() {
  stream?.close();
  stream = null;
  clearTimeout(reviving); // a server that was started anew has another world
  reviving = 0;
}

function live(text) {
  $("live").hidden = !text;
  $("live").textContent = text;
  showStrip();
}

/** The strip takes room only when it has something to tell. */
function showStrip() {
  $("strip").hidden = !$("active").children.length && $("live").hidden;
}

function showActiveOf(page) {
  $("active").replaceChildren(...page.getElementById("active").childNodes);
  showStrip();
}

function showActive(chips) {
  $("active").replaceChildren(
    ...chips.map(({ text, page }) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.className = "chip";
      link.href = document.body.dataset.base + page;
      link.textContent = text;
      item.append(link);
      return item;
    }),
  );
  showStrip();
}

// -- what people do --------------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "try") tryAction(form);
  else if (form.dataset.api) submit(form);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const button = at("button");
  if (button?.dataset.copy !== undefined) copy(button.dataset.copy);
  else if (button?.dataset.copyFrom) copy($(button.dataset.copyFrom).textContent);
  else if (button?.dataset.fill) fill(button.form, JSON.parse(button.dataset.fill));
  each("details.menu[open]", (menu) => (!menu.contains(event.target) || button?.matches(".item")) && (menu.open = false));
});

document.addEventListener("input", ({ target }) => {
  if (target.id === "sandbox-find") {
    findSandboxes();
  } else if (target.dataset.filter) {
    filterCatalogue(target.value.trim().toLowerCase());
  } else if (target.id === "delay-kind") {
    each("[data-delay]", (field) => {
      field.hidden = field.dataset.delay !== target.value;
      field.querySelector("input").disabled = field.hidden;
    });
  }
});

document.addEventListener("input", ({ target }) => {
  target.closest("form[data-asks]")?.setAttribute("data-changed", "");
});
addEventListener("beforeunload", (event) => document.querySelector("form[data-changed]") && event.preventDefault());

document.addEventListener("change", ({ target }) => target.dataset.upload && upload(target));

function filterCatalogue(text) {
  each("#catalogue li", (item) => (item.hidden = !item.dataset.words.includes(text)));
  each("#catalogue section", (group) => (group.hidden = !group.querySelector("li:not([hidden])")));
  $("catalogue-none").hidden = Boolean(document.querySelector("#catalogue section:not([hidden])"));
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea"), menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
  else if (event.key === "/" && $("find")) $("find").focus();
  else if (event.key === "?") $("keys").showModal();
  else return;
  event.preventDefault();
});

addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
setInterval(() => {
  each("time[data-runs]", (clock) => {
    const now = new Date(Date.parse(clock.dateTime) + performance.now() - (clock.began ??= performance.now()));
    clock.textContent = now.toISOString().slice(0, 19).replace("T", " ");
  });
}, 500);
/** The name of the current page in the middle of those that there is room for. */
function centreTab() {
  each(".tabs [aria-current]", (tab) => (tab.parentNode.scrollLeft = tab.offsetLeft - (tab.parentNode.clientWidth - tab.offsetWidth) / 2));
}

localTimes();
centreTab();
addEventListener("resize", centreTab, { passive: true });
addEventListener("DOMContentLoaded", () => {
  if (sessionStorage.getItem("told")) toast(sessionStorage.getItem("told"));
  sessionStorage.removeItem("told");
  connect(); // after the scripts of the page itself, which are to hear of its calls
});
