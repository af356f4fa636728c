// The page of one document: the current fact, decisions, filters. What is on the page comes from the server.
import { getJson, post, Refused } from "/static/api.js";
import { Editor } from "/static/editor.js";
import { Highlight, reveal } from "/static/highlight.js";
import { Keys } from "/static/keys.js";
import { Pages } from "/static/pages.js";
import { Picker } from "/static/selection.js";
import { needName } from "/static/who.js";

const main = document.getElementById("main");
const source = document.getElementById("source");
const facts = document.getElementById("facts");
const inspector = document.getElementById("inspector");
const base = main.dataset.base;
let seen = Number(main.dataset.seen);
let current = null;
let busy = false;

const $ = (id) => document.getElementById(id);
const buttons = () => [...facts.querySelectorAll(".fact")];
const shown = () => buttons().filter((button) => !button.classList.contains("aside"));
const find = (key) => highlight.buttons.get(key);
const picker = new Picker(source, $("picker"), () => { $("said").textContent = ""; });
const highlight = new Highlight(source, facts, (key, evidence) => go(find(key), evidence));
const editor = new Editor(base, decide);
const pages = new Pages(base, source);

// --- the current fact -------------------------------------------------------------------------------------

function go(button, evidence = true) {
  if (!button) return;
  for (const one of facts.querySelectorAll(".current")) one.classList.remove("current");
  button.classList.add("current");
  current = button.dataset.fact;
  highlight.pin(button);
  inspect();
  button.focus({ preventScroll: true });
  reveal(button, facts);
  if (evidence) highlight.showEvidence(current);
}

function inspect() {
  const about = current && facts.querySelector(`[data-about="${CSS.escape(current)}"]`);
  const place = inspector.querySelector(".about");
  inspector.querySelector(".buttons").hidden = !about;
  if (!about) return;
  place.replaceChildren(...[...about.childNodes].map((node) => node.cloneNode(true)));
  const button = find(current);
  const structural = ["trial", "drug", "arm", "endpoint"].includes(button.dataset.kind);
  inspector.querySelector("[data-when=structural][data-do=merge]").hidden = !structural;
  inspector.querySelector("[data-when=structural][data-do=split]").hidden = !structural;
  inspector.querySelector("[data-when=changed]").hidden = !about.querySelector("del");
}

// The next of some facts after the current one, from the start again at the end.
function next(fits) {
  const all = shown();
  const at = all.findIndex((button) => button.dataset.fact === current);
  const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  const found = turned.find((button) => fits(button));
  if (found) go(found);
  return found;
}

function step(by) {
  const all = shown();
  const at = all.findIndex((button) => button.dataset.fact === current);
  go(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

const isOpen = (button) => "open" in button.dataset;

function nextOpen() {
  if (!next(isOpen)) say(buttons().some(isOpen) ? "No open fact is shown; change the filter." : "Every fact is decided. Finish the review.");
}

// --- decisions --------------------------------------------------------------------------------------------

async function decide(body, { onward = false } = {}) {
  if (busy || !(await needName())) return false;
  busy = true;
  try {
    const answer = await post(`${base}/decide`, { ...body, seen });
    take(answer, onward);
    say(`You ${answer.said}.`);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409) conflict(error.answer, body, onward);
    else if (error.answer.problems && editor.open) editor.showProblems(error.answer);
    else say(error.message, true);
    return false;
  } finally {
    busy = false;
  }
}

// Put what the server says on the page, and keep the place: the scroll positions and the current fact.
function take(answer, onward) {
  seen = answer.seen;
  const [top, left] = [facts.scrollTop, source.scrollTop];
  const folded = facts.querySelector(".history")?.open;
  facts.innerHTML = answer.panel;
  if (folded) facts.querySelector(".history").open = true;
  if (answer.source) {
    const view = source.querySelector("[data-view]:not([hidden])")?.dataset.view;
    source.innerHTML = answer.source;
    if (view) show(view);
    pages.watch();
  }
  highlight.index();
  highlight.pinned = null;
  facts.scrollTop = top;
  source.scrollTop = left;
  editor.trials(answer.trials);
  filter();
  finishWords();
  const at = find(answer.focus) || find(current);
  if (at) {
    current = at.dataset.fact;
    if (!onward || !next(isOpen)) go(at, Boolean(answer.source));
  } else {
    current = null;
    inspector.querySelector(".buttons").hidden = true;
    inspector.querySelector(".about").textContent = "That fact is not there any more.";
  }
  main.dataset.seen = String(seen);
}

function conflict(answer, body, onward) {
  take(answer, false);
  const dialog = $("conflict");
  dialog.querySelector(".told").replaceChildren(...answer.conflict.map((words) => item(words)));
  dialog.querySelector("[data-keep]").onclick = () => dialog.close();
  dialog.querySelector("[data-insist]").onclick = () => { dialog.close(); decide(body, { onward }); };
  editor.close();
  dialog.showModal();
}

function item(words) {
  const line = document.createElement("li");
  line.textContent = words;
  return line;
}

function acceptAll() {
  const keys = aboveBulk();
  if (!keys.length) say("No open fact that is shown is that sure.");
  else decide({ do: "accept", facts: keys });
}

function aboveBulk() {
  const limit = Number($("bulk").value);
  return shown().filter((one) => isOpen(one) && Number(one.dataset.confidence ?? 0) >= limit).map((one) => one.dataset.fact);
}

function reject() {
  if (!current) return;
  const dialog = $("reject");
  dialog.querySelector(".about-fact").textContent = find(current).querySelector(".words").textContent;
  $("reject-note").value = "";
  dialog.showModal();
  dialog.querySelector("[data-reason]").focus();
}

$("reject").addEventListener("click", (event) => {
  const button = event.target.closest("[data-reason]");
  if (button) rejectFor(button.dataset.reason);
});
$("reject").addEventListener("keydown", (event) => {
  if (event.target.id === "reject-note" || event.ctrlKey || event.altKey || event.metaKey) return;
  const button = $("reject").querySelectorAll("[data-reason]")[Number(event.key) - 1];
  if (button) { event.preventDefault(); rejectFor(button.dataset.reason); }
});

function rejectFor(reason) {
  $("reject").close();
  decide({ do: "reject", fact: current, reason, note: $("reject-note").value }, { onward: true });
}

async function finish() {
  const tally = facts.querySelector(".tally");
  if (tally.dataset.finished === "yes") { decide({ do: "reopen" }); return; }
  const open = Number(tally.dataset.open);
  if (!open) {
    if (await decide({ do: "finish" })) say("Finished. N goes to the next document.");
    return;
  }
  const dialog = $("finish");
  dialog.querySelector("[data-left]").textContent = open === 1 ? "One fact" : `${open} facts`;
  dialog.showModal();
}
$("finish").querySelector("[data-first]").onclick = () => { $("finish").close(); next(isOpen); };
$("finish").querySelector("[data-rest]").onclick = async () => {
  $("finish").close();
  const keys = buttons().filter(isOpen).map((one) => one.dataset.fact);
  if (await decide({ do: "accept", facts: [...new Set(keys)] })) await decide({ do: "finish" });
};

function finishWords() {
  const finished = facts.querySelector(".tally").dataset.finished === "yes";
  const words = document.querySelector("[data-finish-words]");
  words.textContent = finished ? "Open again" : "Finish";
  words.parentElement.classList.toggle("primary", !finished);
}

// --- filters ----------------------------------------------------------------------------------------------

function filter() {
  const kinds = new Set([...document.querySelectorAll("[data-filter-kind]:checked")].map((box) => box.dataset.filterKind));
  const all = document.querySelectorAll("[data-filter-kind]").length;
  document.querySelector("[data-kinds-words]").textContent = kinds.size === all ? "all" : kinds.size ? [...kinds].join(", ") : "none";
  const status = $("filter-status").value;
  const below = Number($("filter-confidence").value || 2);
  for (const button of buttons()) {
    const fits = kinds.has(button.dataset.kind)
      && (below > 1 || Number(button.dataset.confidence ?? 1) < below)
      && (!status || (status === "open" && isOpen(button)) || (status === "decided" && !isOpen(button))
        || (status === "flagged" && "flagged" in button.dataset));
    button.classList.toggle("aside", !fits);
    button.tabIndex = fits ? 0 : -1;
  }
  const count = aboveBulk().length;
  document.querySelector("[data-bulk-count]").textContent = String(count);
}
for (const input of document.querySelectorAll(".filters input, .filters select")) input.addEventListener("change", filter);

// --- what the page offers ---------------------------------------------------------------------------------

function show(view) {
  for (const part of source.querySelectorAll("[data-view]")) part.hidden = part.dataset.view !== view;
  for (const button of document.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === view));
  if (current) highlight.pin(find(current));
}

// The size of PDF pages, kept in this browser.
function zoom(by) {
  const level = Math.min(Math.max(Number(localStorage.getItem("trialfacts-zoom") ?? 1) + by, 0), 3);
  localStorage.setItem("trialfacts-zoom", String(level));
  source.className = `zoom-${level}`;
}

function say(words, bad = false) {
  const place = $("said");
  place.textContent = words;
  place.classList.toggle("bad", bad);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { place.textContent = ""; }, bad ? 9000 : 3500);
}

const withFact = (act) => () => (current ? act(current) : say("Choose a fact first."));
const COMMANDS = {
  nextOpen,
  nextFlagged: () => { if (!next((button) => "flagged" in button.dataset)) say("No shown fact has a failed check."); },
  down: () => step(1),
  up: () => step(-1),
  accept: withFact((fact) => decide({ do: "accept", facts: [fact] }, { onward: true })),
  correct: withFact((fact) => editor.correct(fact, words())),
  reject: withFact(reject),
  restore: withFact((fact) => decide({ do: "restore", fact })),
  merge: withFact((fact) => editor.merge(fact, words())),
  split: withFact((fact) => editor.split(fact, words())),
  add: () => {
    $("picker").hidden = true;
    editor.add(picker.ranges, picker.text, trialOf(current));
  },
  ground: withFact(async (fact) => {
    if (!picker.ranges.length) { say("Select the words in the document first."); return; }
    if (await decide({ do: "ground", fact, ranges: picker.ranges })) picker.drop();
  }),
  undo: () => decide({ do: "undo" }),
  redo: () => decide({ do: "redo" }),
  acceptAll,
  finish,
  document: () => { location.href = document.querySelector(".tools a").href; },
  view: () => document.querySelector('[data-show][aria-pressed="false"]')?.click(),
  filter: () => $("filter-status").focus(),
  help: () => $("keys").showModal(),
};

function words() {
  return find(current).querySelector(".words").textContent;
}

function trialOf(key) {
  return find(key)?.closest(".trial")?.querySelector("h2 .fact")?.dataset.fact;
}

new Keys((action) => COMMANDS[action]());

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  let found;
  if ((found = at("[data-close]"))) found.closest("dialog").close();
  else if ((found = at("[data-do]"))) COMMANDS[found.dataset.do]();
  else if ((found = at("[data-go]"))) { event.preventDefault(); go(find(found.dataset.go)); }
  else if ((found = at("[data-undo]"))) decide({ do: "undo", entry: Number(found.dataset.undo) });
  else if ((found = at("[data-settle]"))) decide({ do: "settle", fact: found.dataset.settle, take: found.dataset.take });
  else if ((found = at("[data-show]"))) show(found.dataset.show);
  else if ((found = at("[data-zoom]"))) zoom(Number(found.dataset.zoom));
  else if ((found = at(".fact"))) go(found);
  for (const menu of document.querySelectorAll(".kinds[open]")) if (!menu.contains(event.target)) menu.open = false;
});
// A dialog that closes gives the keys back to the current fact.
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("close", () => { if (current) find(current)?.focus({ preventScroll: true }); });
}
// The picker must not take the selection away.
$("picker").addEventListener("pointerdown", (event) => event.preventDefault());

// What others decide on the same document appears by itself.
async function listen() {
  if (document.hidden || busy || picker.ranges.length || document.querySelector("dialog[open]")) return;
  try {
    const answer = await getJson(`${base}/news?seen=${seen}`);
    if (answer.told && !busy) {
      const active = document.activeElement;
      const kept = current;
      take(answer, false);
      if (active && active !== document.body && document.contains(active)) active.focus({ preventScroll: true });
      if (kept && find(kept)) current = kept;
      if (answer.told.length) say(answer.told.slice(-2).join("; "));
    }
  } catch {
    // The server is away; the next decision says so.
  }
}
setInterval(listen, 4000);

filter();
finishWords();
zoom(0);
const wanted = decodeURIComponent(location.hash.slice(1));
if (wanted && find(wanted)) go(find(wanted));
main.dataset.ready = "yes";
