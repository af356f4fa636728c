// The dialog for correcting, adding, merging and splitting. Its inputs come from the server, made from the models.
import { getText } from "/static/api.js";

const TITLES = { correct: "Correct", add: "Add a fact", merge: "Merge", split: "Split" };

export class Editor {
  constructor(base, decide) {
    this.base = base;
    this.decide = decide;
    this.dialog = document.getElementById("editor");
    this.form = this.dialog.querySelector("form");
    this.inputs = this.dialog.querySelector(".inputs");
    this.choice = this.dialog.querySelector(".choose-kind");
    this.kind = document.getElementById("add-kind");
    this.trial = document.getElementById("add-trial");
    this.name = document.getElementById("add-name");
    this.words = document.getElementById("add-words");
    for (const select of [this.kind, this.trial, this.name]) select.addEventListener("change", () => this.fillForAdding());
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
  }

  get open() {
    return this.dialog.open;
  }

  close() {
    if (this.open) this.dialog.close();
  }

  correct(fact, words) {
    return this.show("correct", { fact }, words);
  }

  merge(fact, words) {
    return this.show("merge", { fact }, words);
  }

  split(fact, words) {
    return this.show("split", { fact }, words);
  }

  add(ranges, text, trial) {
    this.ranges = ranges;
    this.text = text;
    if (trial) this.trial.value = trial;
    if (!this.trial.options.length) this.kind.value = "trial";
    this.words.value = text.slice(0, 300);
    this.words.readOnly = Boolean(ranges.length);
    return this.show("add", {}, "");
  }

  // Trials that came, went or changed their names.
  trials(list) {
    const chosen = this.trial.value;
    this.trial.replaceChildren(...list.map(([key, words]) => new Option(words, key)));
    if (list.some(([key]) => key === chosen)) this.trial.value = chosen;
  }

  async show(action, about, words) {
    this.action = action;
    this.about = about;
    document.getElementById("editor-title").textContent = TITLES[action];
    this.dialog.querySelector(".about-fact").textContent = words;
    this.choice.hidden = action !== "add";
    this.inputs.replaceChildren();
    this.clearProblems();
    this.dialog.showModal();
    if (action === "add") { await this.fillForAdding(); this.kind.focus(); return; }
    await this.fill({ do: action, ...about });
    this.first();
  }

  async fillForAdding() {
    const kind = this.kind.value;
    this.dialog.querySelector("[data-plain]").hidden = kind !== "design";
    this.trial.closest(".field").hidden = kind === "trial";
    this.about = { kind, trial: kind === "trial" ? "" : this.trial.value, name: kind === "design" ? this.name.value : "" };
    await this.fill({ do: "add", ...this.about });
    this.guess();
  }

  // An answer that comes after a newer question was asked is left aside.
  async fill(query) {
    const turn = (this.turn = (this.turn || 0) + 1);
    try {
      const inputs = await getText(`${this.base}/form?${new URLSearchParams(query)}`);
      if (turn === this.turn) this.inputs.innerHTML = inputs;
    } catch (error) {
      if (turn !== this.turn) return;
      this.inputs.replaceChildren();
      this.showProblems({ message: error.message });
    }
  }

  first() {
    const wanted = ['[name="value"]', '[name="p.value"]', '[name="label"]', '[name="name"]', "input, select"];
    const field = wanted.map((selector) => this.inputs.querySelector(selector)).find(Boolean);
    if (field) { field.focus(); if (field.select) field.select(); }
  }

  // What the selected words say by themselves: a number, a percentage, a p-value, a name.
  guess() {
    if (!this.text) return;
    const put = (name, value) => {
      const field = this.inputs.querySelector(`[name="${name}"]`);
      if (field && !field.value && value !== undefined) field.value = value;
    };
    const p = this.text.match(/\bp\s*([=<>≤≥])\s*(0?[.·]\d+|[01])/i);
    const number = this.text.replace(/\u2212/g, "-").match(/[-+]?\d{1,3}(?:,\d{3})+|[-+]?\d+(?:[.·]\d+)?/);
    const kind = this.kind.value;
    if (p && kind === "comparison") {
      put("p.operator", { "≤": "<=", "≥": ">=" }[p[1]] || p[1]);
      put("p.value", p[2].replace("·", "."));
    } else if (number && ["result", "comparison"].includes(kind)) {
      put("value", number[0]);
      if (/%/.test(this.text)) { put("unit", "%"); if (kind === "result") put("statistic", "proportion"); }
    } else if (kind === "dose" && number) {
      put("amount", number[0]);
      put("unit", (this.text.match(/\d\s*([µm]?g(?:\/(?:kg|m2|mL))?|IU|mL)\b/) || [])[1]);
    } else if (number && this.inputs.querySelector('[name="value"][inputmode]')) {
      put("value", number[0]);
    } else {
      for (const name of ["label", "name", "acronym"]) put(name, this.text.slice(0, 200));
      const plain = this.inputs.querySelector('input[name="value"]:not([inputmode])');
      if (plain && !plain.value) plain.value = this.text.slice(0, 300);
    }
  }

  values() {
    const form = {};
    for (const field of this.inputs.querySelectorAll("input, select")) {
      if ("moved" in field.dataset || field.name === "into") continue;
      if ("many" in field.dataset) {
        form[field.name] ||= [];
        if (field.checked) form[field.name].push(field.value);
      } else form[field.name] = field.value;
    }
    return form;
  }

  async save() {
    this.clearProblems();
    const body = { do: this.action, ...this.about };
    if (this.action === "merge") {
      const into = this.inputs.querySelector('[name="into"]');
      if (!into) { this.close(); return; }
      body.into = into.value;
    } else body.form = this.values();
    if (this.action === "split") body.moved = [...this.inputs.querySelectorAll("[data-moved]:checked")].map((box) => box.value);
    if (this.action === "add") {
      if (this.ranges.length) body.ranges = this.ranges;
      else body.words = this.words.value;
    }
    if (await this.decide(body, { onward: this.action === "correct" })) this.close();
  }

  clearProblems() {
    for (const place of this.dialog.querySelectorAll("[data-problem]")) { place.hidden = true; place.textContent = ""; }
    for (const field of this.dialog.querySelectorAll("[aria-invalid]")) { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
  }

  showProblems({ message, problems = {} }) {
    let focused = false;
    let rest = Object.keys(problems).length ? "" : message;
    for (const [name, words] of Object.entries(problems)) {
      const place = name && this.dialog.querySelector(`[data-problem="${CSS.escape(name)}"], [data-problem^="${CSS.escape(name)}."]`);
      if (!place) { rest = [rest, name ? `${name}: ${words}` : words].filter(Boolean).join("; "); continue; }
      place.textContent = words;
      place.hidden = false;
      const field = this.dialog.querySelector(`[name="${CSS.escape(place.dataset.problem)}"]`);
      if (field) {
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", place.id);
        if (!focused) { field.focus(); focused = true; }
      }
    }
    if (rest) {
      const place = this.form.querySelector('[data-problem=""]');
      place.textContent = rest;
      place.hidden = false;
    }
  }
}
