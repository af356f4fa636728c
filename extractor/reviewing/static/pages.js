// The words of PDF pages are fetched when a page comes near, and laid over its picture so that they can be selected.
import { getText } from "/static/api.js";

export class Pages {
  constructor(base, source) {
    this.base = base;
    this.source = source;
    this.known = new Map();
    this.watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) this.fill(entry.target);
    }, { root: source, rootMargin: "800px" });
    this.watch();
  }

  // Called again when the source is new on the page.
  watch() {
    this.watcher.disconnect();
    for (const sheet of this.source.querySelectorAll(".sheet")) this.watcher.observe(sheet);
  }

  async fill(sheet) {
    this.watcher.unobserve(sheet);
    const place = sheet.querySelector("[data-words]");
    const number = place.dataset.words;
    if (!this.known.has(number)) this.known.set(number, getText(`${this.base}/pages/${number}/words`));
    try {
      place.innerHTML = await this.known.get(number);
    } catch {
      this.known.delete(number);
      this.watcher.observe(sheet);
    }
  }
}
