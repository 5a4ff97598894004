// The list of calls, which the stream fills and of which only the lines in sight are there, and one opened call.
"use strict";

const KEPT = 1000; // calls held in memory, as many as the journal keeps
const AHEAD = 12; // lines that are there above and below those in sight
const AIMING = 1200; // milliseconds that the list holds still after the pointer moved over it

let calls = []; // newest first
let fitting = []; // those of them that the search and the filters let through
let waiting = []; // arrived while the list is held
let found = null; // the numbers that the search finds; null when nothing is searched
let sought = 0; // the number up to which they were searched
let search = 0; // counts the searches, so that a slow answer to an old one is dropped
let dropped = 0;
let drawing = 0;
let stale = true; // more than new lines on top has changed
let pointed = -Infinity; // when the pointer last moved over the list
let settling = 0;
let active = null; // the number of the line that the Tab key comes to
let wanted = $("calls").dataset.opened; // the opened call whose line is still to be brought into sight
const lines = new Map(); // the lines that are there, by number

// -- which calls -----------------------------------------------------------------------------------------------

function fits(call) {
  const outcome = $("outcome").value, dialect = $("dialect").value;
  return (!found || found.has(call.number)) && (!dialect || call.dialect === dialect) && (!outcome || outcome === call.outcome || outcome === `mark:${call.mark}`);
}

/** Ask the server which calls the search finds, behind a number: only it has what they sent and were answered. */
async function seek(after = 0) {
  const text = $("find").value.trim(), mine = ++search;
  if (!text) found = null;
  else {
    const newest = Math.max(waiting[0]?.number || 0, calls[0]?.number || 0);
    const { numbers } = await ask("GET", `${document.body.dataset.base}calls/find?q=${encodeURIComponent(text)}&after=${after}`).catch(() => ({ numbers: [] }));
    if (mine !== search) return;
    found = new Set([...(after && found ? found : []), ...numbers]);
    sought = newest;
  }
  stale = true;
  redraw();
}

/** The search and the filters are in the page's address, so that it can be kept and sent to others. */
function remember() {
  const asked = new URLSearchParams([...new FormData($("filters"))].filter(([, value]) => value));
  history.replaceState(history.state, "", location.pathname + (asked.size ? `?${asked}` : ""));
}

function recall() {
  const asked = new URLSearchParams(location.search);
  each("#filters [name]", (input) => (input.value = asked.get(input.name) || ""));
  if ($("find").value) seek();
}

function narrow() {
  remember();
  stale = true;
  $("lines").scrollTop = 0;
  seek();
}

// -- the lines in sight ----------------------------------------------------------------------------------------

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

const height = () => parseFloat(getComputedStyle($("lines")).getPropertyValue("--row"));

function lineOf(call) {
  const line = $("line").content.firstElementChild.cloneNode(true), link = line.firstElementChild;
  each("[data-slot]", (slot) => (slot.textContent = call[slot.dataset.slot]), line);
  line.querySelector(".badge").classList.add(call.mark);
  line.querySelector("time").dateTime = call.moment;
  line.querySelector("time").dataset.local = call.time;
  line.querySelector(".what").title = call.place + call.name;
  line.querySelector(".about").title = [call.gist, call.complaint].filter(Boolean).join("\n");
  link.href = `${document.body.dataset.base}calls/${call.number}`;
  line.dataset.number = call.number;
  localTimes(line);
  return line;
}

/** Put the lines that are in sight where they belong; one that has the focus stays whatever is in sight. */
function place() {
  const list = $("lines"), row = height(), rows = $("rows");
  const from = Math.max(0, Math.floor(list.scrollTop / row) - AHEAD);
  const to = Math.ceil((list.scrollTop + list.clientHeight) / row) + AHEAD;
  const focused = Number(document.activeElement?.closest("#rows li")?.dataset.number);
  const here = fitting.map((call, at) => [call, at]).filter(([call, at]) => (at >= from && at < to) || call.number === focused);
  const numbers = new Set(here.map(([call]) => call.number));
  for (const [number, line] of lines) if (!numbers.has(number)) line.remove(), lines.delete(number);
  const opened = Number($("calls").dataset.opened);
  if (!numbers.has(active)) active = numbers.has(opened) ? opened : fitting[Math.min(Math.floor(list.scrollTop / row), fitting.length - 1)]?.number;
  let next = rows.firstElementChild;
  for (const [call, at] of here) {
    let line = lines.get(call.number);
    if (!line) lines.set(call.number, (line = lineOf(call)));
    if (line === next) next = next.nextElementSibling;
    else rows.insertBefore(line, next); // a line that stays is never moved: it would lose the focus
    line.style.transform = `translateY(${at * row}px)`;
    line.setAttribute("aria-setsize", fitting.length);
    line.setAttribute("aria-posinset", at + 1);
    line.firstElementChild.tabIndex = call.number === active ? 0 : -1;
    if (call.number === opened) line.firstElementChild.setAttribute("aria-current", "true");
    else line.firstElementChild.removeAttribute("aria-current");
  }
  rows.style.height = `${fitting.length * row}px`;
}

function draw() {
  drawing = 0;
  if (!isHeld() || stale) {
    calls = [...waiting, ...calls].slice(0, KEPT);
    waiting = [];
    fitting = calls.filter(fits);
    stale = false;
  }
  $("lines").hidden = !fitting.length;
  place();
  if (wanted && fitting.length) reveal(wanted, true), (wanted = null);
  const total = calls.length + waiting.length;
  const gone = dropped ? `, ${dropped.toLocaleString("en")} older ones dropped` : "";
  const some = fitting.length === calls.length ? "" : `${fitting.length.toLocaleString("en")} of `;
  $("tally").textContent = `${some}${total.toLocaleString("en")} ${total === 1 ? "call" : "calls"}${gone}`;
  $("more").hidden = !waiting.length;
  $("more").textContent = `Show ${waiting.length} new`;
  $("empty").hidden = total > 0;
  $("none").hidden = !total || fitting.length > 0;
}

function redraw() {
  drawing ||= requestAnimationFrame(draw);
}

function arrived({ first, dropped: gone, entries }) {
  const size = calls.length;
  dropped = gone;
  calls = calls.filter((call) => call.number >= first);
  stale ||= calls.length < size;
  waiting = [...entries.reverse(), ...waiting].filter((call) => call.number >= first).slice(0, KEPT);
  if (!calls.length && !waiting.length && size && $("calls").dataset.opened) openCall(`${document.body.dataset.base}calls`);
  if (found && waiting.length) seek(sought);
  redraw();
}

/** Scroll so far that a call's line is in sight; in the middle when it was not. */
function reveal(number, centred = false) {
  const at = fitting.findIndex((call) => String(call.number) === String(number)), row = height(), list = $("lines");
  if (at < 0) return;
  const head = list.querySelector(".heads").offsetHeight, sight = list.clientHeight - head;
  const isAbove = at * row < list.scrollTop, isBelow = (at + 1) * row > list.scrollTop + sight;
  if (!isAbove && !isBelow) return;
  list.scrollTop = centred ? at * row - sight / 2 : isAbove ? at * row : (at + 1) * row - sight;
  place();
}

function focusLine(number) {
  active = Number(number);
  reveal(number);
  place();
  lines.get(active)?.firstElementChild.focus({ preventScroll: true });
}

// -- one opened call -------------------------------------------------------------------------------------------

async function openCall(link, push = true) {
  const opened = $("opened"), isCall = /\/calls\/[^/?#]+/.test(link), part = selectedPart();
  let content = [], number;
  if (isCall) {
    const response = await fetch(link, { headers: { accept: "text/html" } });
    if (!response.ok) return location.assign(link);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    content = [...page.getElementById("opened").childNodes];
    number = page.querySelector(".exchange").dataset.number;
  }
  opened.replaceChildren(...content);
  localTimes(opened);
  opened.hidden = !isCall;
  opened.scrollTop = 0;
  if (isCall && $(part)) selectPart($(part)); // not every call has every part
  if (isCall) $("calls").dataset.opened = number;
  else delete $("calls").dataset.opened;
  document.title = `${isCall ? `Call ${number}` : "Calls"} · ${document.title.split(" · ").slice(1).join(" · ")}`;
  if (push) history.pushState({}, "", link), remember();
  place();
  if (isCall) reveal(number);
  if (isCall && matchMedia("(max-width: 60rem)").matches) $("call-title").focus();
}

function closeCall() {
  const number = $("calls").dataset.opened;
  openCall(`${document.body.dataset.base}calls`);
  focusLine(number);
}

const selectedPart = () => document.querySelector("[role=tab][aria-selected=true]")?.id;

function selectPart(tab) {
  each("[role=tab]", (one) => {
    const isThis = one === tab;
    one.setAttribute("aria-selected", String(isThis));
    one.tabIndex = isThis ? 0 : -1;
    $(one.getAttribute("aria-controls")).hidden = !isThis;
  });
}

function step(by) {
  const number = Number(document.activeElement?.closest("#rows li")?.dataset.number || $("calls").dataset.opened);
  const at = fitting.findIndex((call) => call.number === number);
  const next = fitting[Math.min(Math.max(at < 0 && by > 0 ? 0 : at + by, 0), fitting.length - 1)];
  if (!next) return;
  focusLine(next.number);
  if (!$("opened").hidden) openCall(lines.get(next.number).firstElementChild.href);
}

async function replay(button) {
  button.disabled = true;
  const { response } = await send(JSON.parse(button.dataset.send));
  button.disabled = false;
  if (!response) return toast("Sent again: the connection ended before an answer");
  toast(`Sent again: ${response.status} ${response.headers.get("x-mock-outcome")}`);
  await openCall(`${document.body.dataset.base}calls/${response.headers.get("x-mock-request-id")}?beside=${$("calls").dataset.opened}`);
}

// -- what people do --------------------------------------------------------------------------------------------

const PRESSED = {
  pause(button) {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    redraw();
  },
  more() {
    $("lines").scrollTop = 0;
    stale = true;
    redraw();
  },
  unfilter() {
    each("#filters input, #filters select", (one) => (one.value = ""));
    narrow();
  },
  replay,
  async clear(button) {
    if ((await submit(button)) && $("calls").dataset.opened) openCall(`${document.body.dataset.base}calls`);
  },
};

const STEPS = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -KEPT, End: KEPT };

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector), button = at("button");
  if (button && Object.hasOwn(PRESSED, button.id)) PRESSED[button.id](button);
  if (button?.matches("[role=tab]")) selectPart(button);
  if (button?.dataset.unfold) {
    const isFolded = $(button.dataset.unfold).classList.toggle("folded");
    button.setAttribute("aria-pressed", String(!isFolded));
  }
  const link = at("#rows a, .exchange .close");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.matches(".close")) return closeCall();
  active = Number(link.parentNode.dataset.number);
  openCall(link.href);
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea, dialog *") || event.metaKey || event.ctrlKey || event.altKey) return;
  const tabs = event.target.matches("[role=tab]") ? [...document.querySelectorAll("[role=tab]")] : [];
  const inList = event.key.length === 1 || $("lines").contains(event.target); // elsewhere arrows scroll
  if (tabs.length && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
    const next = tabs.at((tabs.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1)) % tabs.length);
    selectPart(next);
    next.focus();
  } else if (event.key === "Escape" && !$("opened").hidden && !event.defaultPrevented) closeCall();
  else if (event.key === "c" && $("as-curl")) copy($("as-curl").textContent);
  else if (event.key === "r" && $("replay") && !$("replay").disabled) replay($("replay"));
  else if (STEPS[event.key] && inList) step(STEPS[event.key]);
  else return;
  event.preventDefault();
});

$("filters").addEventListener("input", narrow);
$("filters").addEventListener("submit", (event) => (event.preventDefault(), seek()));
$("lines").addEventListener("scroll", redraw, { passive: true });
$("lines").addEventListener("focusin", ({ target }) => {
  active = Number(target.closest("li")?.dataset.number) || active;
});
$("lines").addEventListener("focusout", redraw);
$("lines").addEventListener("pointermove", aim, { passive: true });
addEventListener("resize", redraw, { passive: true });
addEventListener("popstate", () => {
  recall();
  openCall(location.href, false);
});
recall();
onCalls = arrived;
