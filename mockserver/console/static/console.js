// The console's only script: it sends what forms ask the control API for, shows calls as they arrive, and sends calls.
"use strict";

const KEPT = 1000; // calls held in memory, as many as the journal keeps
const SHOWN = 200; // lines in the list
const AIMING = 1200; // milliseconds that the list holds still after the pointer moved over it
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

function sure(question) {
  const dialog = $("confirm");
  $("confirm-text").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
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

/** The page anew from the server, without a flash: the parts that tell of the sandbox are exchanged. */
async function refresh() {
  if ($("calls")) return; // the stream keeps this one
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement?.id;
  const label = document.activeElement?.textContent;
  const open = new Set([...document.querySelectorAll("main details[open] > summary")].map((one) => one.textContent));
  $("main").replaceChildren(...fresh.getElementById("main").childNodes);
  // While the stream is open it alone tells what is active: this page may be older than its last word.
  if (stream?.readyState !== EventSource.OPEN) $("active").replaceChildren(...fresh.getElementById("active").childNodes);
  each("main details > summary", (one) => open.has(one.textContent) && (one.parentNode.open = true));
  const again = focused ? $(focused) : [...document.querySelectorAll("main button")].find((one) => one.textContent === label);
  (again || $("main")).focus({ preventScroll: true });
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
  (first || box).scrollIntoView({ block: "nearest" });
  first?.focus();
}

function forgive(form) {
  each(".message", (box) => (box.hidden = true), form);
  each("[aria-invalid]", (input) => input.removeAttribute("aria-invalid"), form);
}

async function submit(form) {
  const { api, body, go, member, into, sure: question, toast: said } = form.dataset;
  if (question && !(await sure(question))) return;
  forgive(form);
  let [method, path] = api.split(" ");
  if (into && !$(into).value.trim()) return complain(form, { message: "It needs a name.", input: $(into) });
  if (into) path = path.replace("NAME", encodeURIComponent($(into).value.trim()));
  const inputs = form.querySelectorAll("[data-path]").length;
  try {
    const answer = await ask(method, path, body !== undefined ? body : inputs ? documentOf(form) : undefined);
    if (go) return location.assign(go.replace("SANDBOX", encodeURIComponent(answer[member] ?? "")));
    await refresh();
    toast(said || "Done");
  } catch (error) {
    complain(form, error);
  }
}

async function upload(input) {
  const [method, path] = input.dataset.upload.split(" "), file = input.files[0];
  try {
    if (file && (await sure(input.dataset.sure))) {
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

async function replay(button) {
  button.disabled = true;
  const { response } = await send(JSON.parse(button.dataset.send));
  button.disabled = false;
  toast(response ? `Sent again: ${response.status} ${response.headers.get("x-mock-outcome")}` : "Sent again: the connection ended before an answer");
}

async function tryAction(form) {
  forgive(form);
  const { field, form: around, template, ...call } = JSON.parse(form.dataset.sending);
  try {
    const given = documentOf(form), payload = JSON.stringify(given);
    if (template) place(call, template, given);
    else call.body = around ? new URLSearchParams({ ...around, [field]: payload }) : payload;
  } catch (error) {
    return complain(form, error);
  }
  if ($("try-outcome").value) call.headers["x-mock-outcome"] = $("try-outcome").value;
  showAnswer(await send(call));
}

/** Put the parts of a route's call where they belong. */
function place(call, template, { path = {}, query = {}, json, form }) {
  const asked = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  call.path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? "")) + (asked.size ? `?${asked}` : "");
  if (form || json !== undefined) call.body = form ? new URLSearchParams(form) : JSON.stringify(json);
}

function showAnswer({ response, text }) {
  const said = (name) => response?.headers.get(`x-mock-${name}`) || "";
  $("answer").hidden = false;
  $("answer-outcome").textContent = said("outcome") || "no answer";
  $("answer-outcome").className = `badge ${said("outcome") === "ok" ? "good" : "bad"}`;
  $("answer-status").textContent = response ? response.status : "the connection ended before an answer";
  $("answer-hint").textContent = said("hint");
  $("answer-hint").hidden = !said("hint");
  $("answer-call").hidden = !response;
  $("answer-call").href = `${document.body.dataset.base}calls/${said("request-id")}`;
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

// -- the list of calls -----------------------------------------------------------------------------------------

let calls = []; // newest first
let waiting = []; // arrived while the list is held
let dropped = 0;
let drawing = 0;
let stale = false; // more than new lines on top has changed
let pointed = -Infinity; // when the pointer last moved over the list
let settling = 0;

function fits(call) {
  const text = $("find").value.trim().toLowerCase(), outcome = $("outcome").value, dialect = $("dialect").value;
  return (
    (!text || `${call.action} ${call.name}`.toLowerCase().includes(text)) &&
    (!dialect || call.dialect === dialect) &&
    (!outcome || outcome === call.outcome || outcome === `mark:${call.mark}`)
  );
}

/** Whether new calls wait: on demand, and while somebody reads, walks through or points at the list. */
function isHeld() {
  const list = $("lines"), paused = $("pause").getAttribute("aria-pressed") === "true";
  return paused || list.scrollTop > 0 || list.contains(document.activeElement) || performance.now() - pointed < AIMING;
}

/** A line must not slip away from beneath a pointer that is about to press it. */
function aim() {
  pointed = performance.now();
  clearTimeout(settling);
  settling = setTimeout(redraw, AIMING);
}

function lineOf(call) {
  const line = $("line").content.firstElementChild.cloneNode(true), link = line.firstElementChild;
  each("[data-slot]", (slot) => (slot.textContent = call[slot.dataset.slot]), line);
  line.querySelector(".badge").classList.add(call.mark);
  link.href = `${document.body.dataset.base}calls/${call.number}`;
  line.dataset.number = call.number;
  if (String(call.number) === $("calls").dataset.opened) link.setAttribute("aria-current", "true");
  return line;
}

function draw() {
  drawing = 0;
  const list = $("lines");
  if (!list) return;
  if (!isHeld() || stale) {
    const fresh = waiting.filter(fits);
    calls = [...waiting, ...calls].slice(0, KEPT);
    waiting = [];
    if (stale) list.replaceChildren(...calls.filter(fits).slice(0, SHOWN).map(lineOf));
    else list.prepend(...fresh.slice(0, SHOWN).map(lineOf));
    while (list.children.length > SHOWN) list.lastElementChild.remove();
    stale = false;
  }
  const total = calls.length + waiting.length, fitting = calls.filter(fits).length;
  const gone = dropped ? `, ${dropped.toLocaleString("en")} older ones dropped` : "";
  const cut = fitting > SHOWN ? `the newest ${SHOWN} of ` : "";
  const some = fitting === calls.length ? "" : `${fitting.toLocaleString("en")} of `;
  $("tally").textContent = `${cut}${some}${total.toLocaleString("en")} ${total === 1 ? "call" : "calls"}${gone}`;
  $("more").hidden = !waiting.length;
  $("more").textContent = `Show ${waiting.length} new`;
  $("empty").hidden = total > 0;
  $("none").hidden = !total || list.children.length > 0;
}

function redraw() {
  drawing ||= requestAnimationFrame(draw);
}

function arrived({ first, dropped: gone, entries }) {
  if (!$("lines")) return;
  const size = calls.length;
  dropped = gone;
  calls = calls.filter((call) => call.number >= first);
  stale ||= calls.length < Math.min(size, SHOWN) || calls.length < $("lines").children.length;
  waiting = [...entries.reverse(), ...waiting].filter((call) => call.number >= first).slice(0, KEPT);
  redraw();
}

async function openCall(link, push = true) {
  const opened = $("opened"), number = link.match(/\/calls\/([^/?#]+)/)?.[1];
  let content = [];
  if (number) {
    const response = await fetch(link, { headers: { accept: "text/html" } });
    if (!response.ok) return location.assign(link);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    content = page.getElementById("opened").childNodes;
  }
  opened.replaceChildren(...content);
  opened.hidden = !number;
  opened.scrollTop = 0;
  $("calls").toggleAttribute("data-opened", Boolean(number));
  if (number) $("calls").dataset.opened = number;
  each("#lines a[aria-current]", (one) => one.removeAttribute("aria-current"));
  document.querySelector(`#lines li[data-number="${number}"] > a`)?.setAttribute("aria-current", "true");
  document.title = `${number ? `Call ${number}` : "Calls"} · ${document.title.split(" · ").slice(1).join(" · ")}`;
  if (push) history.pushState({}, "", link);
  if (number && matchMedia("(max-width: 60rem)").matches) $("call-title").focus();
}

function closeCall() {
  const number = $("calls").dataset.opened;
  openCall(`${document.body.dataset.base}calls`);
  document.querySelector(`#lines li[data-number="${number}"] > a`)?.focus({ preventScroll: true });
}

function step(by) {
  const links = [...document.querySelectorAll("#lines a")];
  const at = links.findIndex((one) => one === document.activeElement || one.matches("[aria-current]"));
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
  if (next && !$("opened").hidden) openCall(next.href);
}

// -- the stream ------------------------------------------------------------------------------------------------

let stream = null;
let last = 0;

function connect() {
  if (stream || document.hidden) return;
  // A hidden page lets go: a browser opens only six connections to a server, and the application needs them.
  stream = new EventSource(`${document.body.dataset.events}&after=${last}`);
  stream.addEventListener("calls", (event) => {
    last = Number(event.lastEventId);
    arrived(JSON.parse(event.data));
  });
  stream.addEventListener("active", (event) => showActive(JSON.parse(event.data)));
  stream.addEventListener("gone", () => {
    disconnect();
    live("This sandbox was deleted");
  });
  stream.addEventListener("restarted", () => {
    disconnect();
    // The numbers of its calls begin anew, and so does all that this page shows: nothing of both worlds side by side.
    if ($("calls")) return location.assign(`${document.body.dataset.base}calls`);
    live("The server was started anew: reload this page to see the world that it holds now");
  });
  stream.onopen = () => live("");
  stream.onerror = () => live("Not connected: is the server running?");
}

function disconnect() {
  stream?.close();
  stream = null;
}

function live(text) {
  $("live").hidden = !text;
  $("live").textContent = text;
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
}

// -- what people do --------------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "try") tryAction(form);
  else if (form.id === "filters") redraw();
  else if (form.dataset.api) submit(form);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const button = at("button");
  if (button?.dataset.copy !== undefined) copy(button.dataset.copy);
  else if (button?.dataset.copyFrom) copy($(button.dataset.copyFrom).textContent);
  else if (button?.dataset.send) replay(button);
  else if (button?.dataset.fill) fill(button.form, JSON.parse(button.dataset.fill));
  else if (button?.id === "pause") pause(button);
  else if (button?.id === "more") showWaiting();
  else if (button?.id === "unfilter") unfilter();
  else if (button?.id === "clear") submit(button);
  const link = at("#lines a, .exchange .close");
  if (link && $("calls") && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.button) {
    event.preventDefault();
    if (link.matches(".close")) closeCall();
    else openCall(link.href);
  }
  const menu = $("sandboxes");
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});

function pause(button) {
  const paused = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(paused));
  redraw();
}

function showWaiting() {
  $("lines").scrollTop = 0;
  stale = true;
  redraw();
}

function unfilter() {
  each("#filters input, #filters select", (one) => (one.value = ""));
  stale = true;
  redraw();
}

document.addEventListener("input", ({ target }) => {
  if (target.closest("#filters") && $("lines")) {
    stale = true;
    redraw();
  } else if (target.dataset.filter) {
    filterCatalogue(target.value.trim().toLowerCase());
  } else if (target.id === "delay-kind") {
    each("[data-delay]", (field) => {
      field.hidden = field.dataset.delay !== target.value;
      field.querySelector("input").disabled = field.hidden;
    });
  }
});

document.addEventListener("change", ({ target }) => target.dataset.upload && upload(target));

function filterCatalogue(text) {
  each("#catalogue li", (item) => (item.hidden = !item.dataset.words.includes(text)));
  each("#catalogue section", (group) => (group.hidden = !group.querySelector("li:not([hidden])")));
  $("catalogue-none").hidden = Boolean(document.querySelector("#catalogue section:not([hidden])"));
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape" && $("sandboxes")?.open) {
    $("sandboxes").open = false;
    $("sandboxes").querySelector("summary").focus();
  } else if (event.key === "Escape" && !typing && $("opened") && !$("opened").hidden && !$("confirm").open) closeCall();
  else if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
  else if (event.key === "/" && $("find")) $("find").focus();
  else if ($("lines") && $("calls") && ["j", "ArrowDown"].includes(event.key) && inList(event)) step(1);
  else if ($("lines") && $("calls") && ["k", "ArrowUp"].includes(event.key) && inList(event)) step(-1);
  else return;
  event.preventDefault();
});

/** Letters walk the list from anywhere, arrows only within it: elsewhere they scroll. */
function inList(event) {
  return event.key.length === 1 || $("lines").contains(event.target);
}

addEventListener("popstate", () => ($("calls") ? openCall(location.href, false) : location.reload()));
addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
$("lines")?.addEventListener("scroll", redraw, { passive: true });
$("lines")?.addEventListener("focusout", redraw);
$("lines")?.addEventListener("pointermove", aim, { passive: true });
setInterval(() => {
  each("time[data-runs]", (clock) => {
    const now = new Date(Date.parse(clock.dateTime) + performance.now() - (clock.began ??= performance.now()));
    clock.textContent = now.toISOString().slice(0, 19).replace("T", " ");
  });
}, 500);
if (document.body.dataset.events) connect();
