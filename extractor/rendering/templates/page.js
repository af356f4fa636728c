"use strict";
(() => {
  const marks = [...document.querySelectorAll("mark[data-facts]")];
  const facts = new Map();
  for (const fact of document.querySelectorAll("[data-fact]")) {
    if (!facts.has(fact.dataset.fact)) facts.set(fact.dataset.fact, []);
    facts.get(fact.dataset.fact).push(fact);
  }
  const keysOf = (element) => element.dataset.fact ? [element.dataset.fact] : element.dataset.facts.split(" ");
  const marksOf = new Map([...facts.keys()].map((key) => [key, []]));
  for (const mark of marks) for (const key of keysOf(mark)) if (marksOf.has(key)) marksOf.get(key).push(mark);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let lit = [];
  let pinned = null;

  function light(element) {
    for (const one of lit) one.classList.remove("on");
    lit = [];
    if (!element) return;
    for (const key of keysOf(element)) {
      lit.push(...(facts.get(key) || []));
      if (element.dataset.fact) lit.push(...marksOf.get(key));
    }
    if (element.dataset.facts) lit.push(element);
    for (const one of lit) one.classList.add("on");
  }

  function show(element) {
    if (element) element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  // A click on a mark goes to its most telling fact: the one that rests on the least text.
  function narrowest(keys) {
    const length = (key) => marksOf.get(key).reduce((sum, mark) => sum + mark.textContent.length, 0);
    return keys.filter((key) => marksOf.has(key)).sort((a, b) => length(a) - length(b))[0];
  }

  function pin(element) {
    pinned = element;
    light(element);
    show(element.dataset.fact ? marksOf.get(element.dataset.fact)[0] : facts.get(narrowest(keysOf(element)))[0]);
  }

  const target = (event) => event.target.closest ? event.target.closest("[data-fact], mark[data-facts]") : null;
  document.addEventListener("mouseover", (event) => light(target(event) || pinned));
  document.addEventListener("focusin", (event) => light(target(event) || pinned));
  document.addEventListener("focusout", () => light(pinned));
  document.addEventListener("click", (event) => {
    const element = target(event);
    if (element) pin(element);
    else { pinned = null; light(null); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { pinned = null; light(null); }
    if (event.key === "Enter" && event.target.matches("mark[data-facts]")) pin(event.target);
  });
})();
