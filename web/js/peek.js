// Space: the thing under the cursor beside the list, as its page says it, in short.
import { parts } from "./page.js";

export class Peek {
  constructor(grid) {
    this.grid = grid;
    this.box = document.getElementById("peek");
    this.shown = "";
  }

  get isOpen() {
    return this.box && !this.box.hidden;
  }
  toggle() {
    if (!this.hide()) this.show();
  }
  show() {
    if (!this.box) return;
    this.box.hidden = false;
    this.follow();
    this.grid.reveal(Math.max(0, this.grid.cursor));
  }
  hide() {
    if (!this.isOpen) return false;
    this.box.hidden = true;
    this.shown = "";
    this.box.replaceChildren();
    return true;
  }

  /** Goes along with the cursor, a moment after it has come to rest. */
  follow() {
    if (!this.isOpen) return;
    const link = this.grid.row(this.grid.cursor)?.querySelector("[data-row]");
    if (!link || link.href === this.shown) return;
    this.shown = link.href;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.load(link.href), 60);
  }

  async load(href) {
    this.request?.abort();
    this.request = new AbortController();
    try {
      const fresh = await parts(href, "peek", this.request.signal);
      if (this.shown === href) this.box.replaceChildren(...fresh.childNodes);
    } catch (error) {
      if (error.name !== "AbortError") this.hide();
    }
  }
}
