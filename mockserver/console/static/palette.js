// What Ctrl-K opens: pages, actions, records and sandboxes, found by a few words and walked through by keys.
"use strict";

let looking = 0; // counts what was asked for, so that a slow answer to an old question is dropped
let chosenOption = 0;

async function look() {
  const mine = ++looking, words = $("palette-find").value;
  const { found } = await ask("GET", `${document.body.dataset.base}everything?q=${encodeURIComponent(words)}`).catch(() => ({ found: [] }));
  if (mine !== looking) return;
  $("palette-found").replaceChildren(...found.map(optionOf));
  $("palette-none").hidden = found.length > 0;
  choose(0);
}

function optionOf({ group, title, note, href }, at) {
  const option = document.createElement("li");
  option.id = `palette-${at}`;
  option.role = "option";
  option.dataset.href = href;
  for (const [name, text] of [["quiet", group], ["title", title], ["quiet mono", note]]) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    option.append(part);
  }
  return option;
}

function choose(at) {
  const options = [...$("palette-found").children];
  chosenOption = Math.min(Math.max(at, 0), Math.max(options.length - 1, 0));
  options.forEach((one, place) => one.setAttribute("aria-selected", String(place === chosenOption)));
  options[chosenOption]?.scrollIntoView({ block: "nearest" });
  $("palette-find").setAttribute("aria-activedescendant", options.length ? `palette-${chosenOption}` : "");
}

function openPalette() {
  $("palette-find").value = "";
  $("palette").showModal();
  look();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) openPalette();
  }
});
$("find-anything").addEventListener("click", openPalette);
$("palette-find").addEventListener("input", look);
$("palette-find").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(chosenOption + step);
  else if (event.key === "Enter") $("palette-found").children[chosenOption] && location.assign($("palette-found").children[chosenOption].dataset.href);
  else return;
  event.preventDefault();
});
$("palette-found").addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) location.assign(option.dataset.href);
});
