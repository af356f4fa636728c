// Single keys. Each can be changed; they are kept in this browser. They are dead while one writes.
const ACTIONS = [
  ["nextOpen", "n", "next open fact"],
  ["nextFlagged", "f", "next fact with a failed check"],
  ["down", "j", "next fact"],
  ["up", "k", "fact before"],
  ["accept", "a", "accept, go on"],
  ["correct", "c", "correct"],
  ["reject", "x", "reject"],
  ["add", "i", "add a fact: its words first"],
  ["ground", "e", "selected words are the evidence"],
  ["restore", "r", "back to the program's value"],
  ["merge", "m", "merge with another"],
  ["split", "s", "split in two"],
  ["undo", "u", "undo my last decision"],
  ["redo", "U", "redo"],
  ["acceptAll", "A", "accept all shown, from the confidence"],
  ["finish", "d", "finish, or open again"],
  ["document", "N", "next document"],
  ["view", "t", "pages or text of a PDF"],
  ["filter", "/", "filter"],
  ["help", "?", "this list"],
];
const STORED = "trialfacts-keys";

function stored() {
  try {
    const value = JSON.parse(localStorage.getItem(STORED) || "{}");
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

export class Keys {
  constructor(run) {
    this.run = run;
    this.changed = stored();
    this.waiting = null;
    this.dialog = document.getElementById("keys");
    this.list = this.dialog.querySelector(".keylist");
    this.dialog.querySelector("[data-reset-keys]").addEventListener("click", () => this.reset());
    this.dialog.addEventListener("close", () => { this.waiting = null; });
    document.addEventListener("keydown", (event) => this.press(event));
    this.show();
  }

  of(action) {
    return this.changed[action] || ACTIONS.find(([name]) => name === action)[1];
  }

  show() {
    for (const place of document.querySelectorAll("[data-key]")) place.textContent = this.of(place.dataset.key);
    this.list.replaceChildren(...ACTIONS.map(([action, , words]) => this.line(action, words)));
  }

  line(action, words) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const key = document.createElement("kbd");
    button.type = "button";
    key.textContent = this.of(action);
    button.append(words, key);
    button.addEventListener("click", () => {
      for (const other of this.list.querySelectorAll(".waiting")) other.classList.remove("waiting");
      this.waiting = action;
      button.classList.add("waiting");
      key.textContent = "press a key";
    });
    item.append(button);
    return item;
  }

  reset() {
    this.changed = {};
    localStorage.removeItem(STORED);
    this.show();
  }

  // A key that another action has goes to the new one; the other gets the old key in exchange.
  change(action, key) {
    const old = this.of(action);
    const other = ACTIONS.find(([name]) => name !== action && this.of(name) === key);
    if (other) this.changed[other[0]] = old;
    this.changed[action] = key;
    localStorage.setItem(STORED, JSON.stringify(this.changed));
    this.waiting = null;
    this.show();
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (this.waiting && event.key.length === 1 && event.key !== " ") {
      event.preventDefault();
      this.change(this.waiting, event.key);
      return;
    }
    if (writing(event.target) || document.querySelector("dialog[open]")) return;
    const arrow = { ArrowDown: this.of("down"), ArrowUp: this.of("up") }[event.key];
    const wanted = arrow && event.target.closest(".fact") ? arrow : event.key;
    const found = ACTIONS.find(([name]) => this.of(name) === wanted);
    if (!found) return;
    event.preventDefault();
    this.run(found[0]);
  }
}

export function writing(element) {
  if (!element || !element.closest) return false;
  const field = element.closest("input, textarea, select, [contenteditable]");
  return Boolean(field) && !["checkbox", "radio", "button", "submit"].includes(field.type);
}
