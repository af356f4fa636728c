// Facts and their evidence light up together; a click goes from one to the other.
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Highlight {
  constructor(source, facts, go) {
    this.source = source;
    this.facts = facts;
    this.go = go;
    this.lit = [];
    this.pinned = null;
    this.turn = 0;
    this.index();
    for (const side of [source, facts]) {
      side.addEventListener("mouseover", (event) => this.light(target(event) || this.pinned));
      side.addEventListener("mouseleave", () => this.light(this.pinned));
      side.addEventListener("focusin", (event) => { const one = target(event); if (one) this.light(one); });
    }
    source.addEventListener("click", (event) => { const one = target(event); if (one && !chosen()) this.follow(one); });
    source.addEventListener("keydown", (event) => {
      const one = target(event);
      if (one && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); this.follow(one); }
    });
  }

  // The marks of each fact; called again when the source or the facts are new on the page.
  index() {
    this.marks = new Map();
    for (const mark of this.source.querySelectorAll("[data-facts]")) {
      for (const key of mark.dataset.facts.split(" ")) {
        if (!this.marks.has(key)) this.marks.set(key, []);
        this.marks.get(key).push(mark);
      }
    }
    this.buttons = new Map();
    for (const button of this.facts.querySelectorAll("[data-fact]")) this.buttons.set(button.dataset.fact, button);
    for (const mark of this.source.querySelectorAll(".on, .soft-on")) mark.classList.remove("on", "soft-on");
    this.lit = [];
  }

  marksOf(key) {
    return (this.marks.get(key) || []).filter((mark) => !mark.closest("[hidden]"));
  }

  light(element) {
    for (const one of this.lit) one.classList.remove("on", "soft-on");
    this.lit = [];
    if (!element) return;
    if (element.dataset.fact) {
      this.put(element, "on");
      for (const mark of this.marksOf(element.dataset.fact)) this.put(mark, "on");
    } else {
      this.put(element, element.localName === "rect" ? "on" : "soft-on");
      for (const key of element.dataset.facts.split(" ")) {
        if (this.buttons.has(key)) this.put(this.buttons.get(key), "on");
      }
    }
  }

  put(element, name) {
    element.classList.add(name);
    this.lit.push(element);
  }

  pin(button) {
    this.pinned = button;
    this.light(button);
  }

  // Bring a fact's evidence into view, when it is not there already.
  showEvidence(key) {
    const marks = this.marksOf(key).sort((one, other) => length(one) - length(other));
    const mark = marks.find((one) => /\d/.test(one.textContent)) || marks[0];
    if (mark) reveal(mark, this.source);
  }

  // From a mark to its facts: the most telling one first, then the others by further clicks.
  follow(mark) {
    const keys = mark.dataset.facts.split(" ").filter((key) => this.buttons.has(key));
    keys.sort((one, other) => this.weight(one) - this.weight(other));
    if (!keys.length) return;
    this.turn = mark === this.last ? this.turn + 1 : 0;
    this.last = mark;
    this.go(keys[this.turn % keys.length], false);
  }

  weight(key) {
    return (this.marks.get(key) || []).reduce((sum, mark) => sum + length(mark), 0);
  }
}

// Bring an element to the middle of its frame, or of the free part of the window where the frame does not scroll.
export function reveal(element, frame) {
  const behavior = calm ? "auto" : "smooth";
  const box = element.getBoundingClientRect();
  const scrolls = getComputedStyle(frame).overflowY !== "visible";
  const [top, bottom] = scrolls ? edges(frame) : freeWindow();
  const margin = Math.min(60, (bottom - top) / 5);
  if (box.top < top + margin || box.bottom > bottom - margin) {
    const by = (box.top + box.bottom - top - bottom) / 2;
    (scrolls ? frame : document.scrollingElement).scrollBy({ top: by, behavior });
  }
  const side = element.closest(".scroll") || frame;
  const around = side.getBoundingClientRect();
  if (box.left < around.left || box.right > around.right) {
    side.scrollBy({ left: (box.left + box.right - around.left - around.right) / 2, behavior });
  }
}

function edges(frame) {
  const box = frame.getBoundingClientRect();
  return [box.top, box.bottom];
}

function freeWindow() {
  const page = getComputedStyle(document.documentElement);
  return [parseFloat(page.scrollPaddingTop) || 0, innerHeight - (parseFloat(page.scrollPaddingBottom) || 0)];
}

function target(event) {
  return event.target.closest ? event.target.closest("[data-fact], [data-facts]") : null;
}

function length(mark) {
  return mark.localName === "rect" ? Number(mark.getAttribute("width")) / 6 : mark.textContent.length;
}

function chosen() {
  const selection = getSelection();
  return selection && !selection.isCollapsed;
}
