// Selected words of the document as offsets into its text, counted in characters as the server counts them.
export class Picker {
  constructor(source, toolbar, shown) {
    this.shown = shown;
    this.source = source;
    this.toolbar = toolbar;
    this.ranges = [];
    this.text = "";
    document.addEventListener("selectionchange", () => this.read());
    document.addEventListener("pointerup", () => setTimeout(() => this.place(), 0));
    source.addEventListener("keyup", (event) => { if (event.shiftKey) this.place(); });
    source.addEventListener("scroll", () => { this.toolbar.hidden = true; }, { passive: true });
  }

  read() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) {
      if (!document.querySelector("dialog[open]")) this.clear();
      return;
    }
    const range = selection.getRangeAt(0);
    if (!this.source.contains(range.commonAncestorContainer)) return;
    const found = [...this.source.querySelectorAll("[data-at]")].filter(
      (element) => range.intersectsNode(element) && !element.closest("[hidden]"),
    );
    const pieces = found.map((element) => piece(element, range)).filter((one) => one && one[0] < one[1]);
    this.ranges = joined(pieces);
    this.text = selection.toString().trim();
  }

  place() {
    const selection = getSelection();
    if (!this.ranges.length || !selection || selection.isCollapsed) return;
    const box = selection.getRangeAt(0).getBoundingClientRect();
    this.toolbar.hidden = false;
    this.shown();
    const top = Math.min(Math.max(box.bottom + 8, 60), innerHeight - 60);
    const left = Math.min(Math.max(box.left, 8), innerWidth - this.toolbar.offsetWidth - 8);
    this.toolbar.style.top = `${top}px`;
    this.toolbar.style.left = `${left}px`;
  }

  clear() {
    this.ranges = [];
    this.text = "";
    this.toolbar.hidden = true;
  }

  drop() {
    const selection = getSelection();
    if (selection) selection.removeAllRanges();
    this.clear();
  }
}

// The part of an element that is selected. Offsets of the browser count UTF-16 units, ours count characters.
function piece(element, range) {
  const node = element.firstChild;
  if (!node) return null;
  const text = node.data;
  const from = range.startContainer === node ? range.startOffset : before(range, node, true) ? 0 : text.length;
  const to = range.endContainer === node ? range.endOffset : before(range, node, false) ? text.length : 0;
  const own = element.namespaceURI.endsWith("svg") ? text.trimEnd().length : text.length;
  const start = Number(element.dataset.at);
  const count = (units) => [...text.slice(0, Math.min(units, own))].length;
  return [start + count(from), start + count(to)];
}

function before(range, node, atStart) {
  const whole = document.createRange();
  whole.selectNodeContents(node);
  return atStart
    ? range.compareBoundaryPoints(Range.START_TO_START, whole) <= 0
    : range.compareBoundaryPoints(Range.END_TO_END, whole) >= 0;
}

// Neighbouring pieces as one; words of a PDF page have one blank between them.
function joined(pieces) {
  const result = [];
  for (const [start, end] of pieces.sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last && start - last[1] <= 1) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
