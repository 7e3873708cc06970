// <breeze-grid>: a list under the keyboard, over any number of rows.
// The server draws rows in blocks; this keeps those near the window in the page, and owns only cursor and selection.
import { address, onPage, parts, renew, say } from "./page.js";
import { listen } from "./live.js";
import { Peek } from "./peek.js";
import { Selection } from "./selection.js";

const most = 3; // blocks in the page at a time

class Grid extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector(".grid-s");
    this.table = this.querySelector("table.grid");
    if (!this.table || this.cursor !== undefined) return;
    this.cursor = -1;
    this.total = Number(this.dataset.total ?? 0) || this.table.tBodies[0].rows.length;
    this.size = Number(this.dataset.block) || this.total;
    this.isWindow = this.dataset.total !== undefined;
    this.asked = new Map();
    this.selection = new Selection(this);
    this.peek = new Peek(this);
    this.upgrade();
    this.first = Math.floor(Number(this.dataset.first) / this.size);
    if (this.isWindow) this.openWindow();
    this.number();
  }

  disconnectedCallback() {
    for (const request of this.asked.values()) request.abort();
    this.watch?.disconnect();
    clearTimeout(this.settling);
  }

  /** A table becomes a grid: it has the focus, and says which row the cursor is on. */
  upgrade() {
    const { table } = this;
    table.setAttribute("role", "grid");
    table.tabIndex = 0;
    this.box.removeAttribute("tabindex");
    table.addEventListener("keydown", (event) => this.key(event));
    table.addEventListener("click", (event) => this.click(event));
    table.addEventListener("focus", () => this.cursor < 0 && this.move(this.top(), { quiet: true }));
  }

  // The window.

  openWindow() {
    const body = this.table.tBodies[0];
    const before = Number(this.dataset.first) % this.size;
    this.blocks = new Map();
    // A list that begins within a block is fetched as that block, whole.
    if (before === 0) this.blocks.set(this.first, body);
    this.pads = [this.pad(), this.pad()];
    body.before(this.pads[0]);
    body.after(this.pads[1]);
    if (before !== 0) body.remove();
    this.layout(this.first);
    if (this.first > 0) this.box.scrollTop = Number(this.dataset.first) * this.height;
    this.box.addEventListener("scroll", () => this.soon(), { passive: true });
    this.watch = new ResizeObserver(() => this.soon());
    this.watch.observe(this.box);
    this.layout();
  }

  pad() {
    const body = document.createElement("tbody");
    body.className = "pad";
    body.setAttribute("role", "presentation");
    body.insertRow().insertCell().colSpan = 2;
    body.rows[0].setAttribute("aria-hidden", "true");
    return body;
  }

  get height() {
    return this.rowHeight ||= parseFloat(getComputedStyle(this).getPropertyValue("--row")) || 36;
  }
  get head() {
    return this.table.tHead.offsetHeight;
  }
  top() {
    return Math.floor(this.box.scrollTop / this.height);
  }
  seen() {
    const first = this.isWindow ? this.top() : 0;
    const rows = Math.ceil((this.box.clientHeight - this.head) / this.height);
    return [first, Math.max(first, Math.min(this.total, first + rows) - 1)];
  }

  soon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.layout();
    });
  }

  /** Keeps the blocks around the window, and empty room for the rest. */
  layout(only) {
    const { size, total } = this;
    const last = Math.max(0, Math.ceil(total / size) - 1);
    const [from, to] = this.seen();
    let low = only ?? Math.max(0, Math.floor((from - 8) / size));
    let high = only ?? Math.min(last, Math.floor((to + 8) / size));
    if (high - low >= most) high = low + most - 1;
    for (const [at, body] of this.blocks) {
      if (at >= low && at <= high) continue;
      body.remove();
      this.blocks.delete(at);
      this.asked.get(at)?.abort();
    }
    let after = this.pads[0];
    for (let at = low; at <= high; at += 1) {
      let body = this.blocks.get(at);
      if (!body) this.blocks.set(at, (body = this.fetchBlock(at)));
      if (after.nextElementSibling !== body) after.after(body);
      after = body;
    }
    const room = (pad, rows) => (pad.rows[0].cells[0].style.height = Math.max(0, rows) * this.height + "px");
    room(this.pads[0], low * size);
    room(this.pads[1], total - (high + 1) * size);
    this.tell(from, to);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(from, to), 400);
  }

  tell(from, to) {
    const said = this.querySelector(".pager [role=status]");
    const number = (value) => value.toLocaleString("en");
    const words = `${number(Math.min(from + 1, this.total))}–${number(to + 1)} of ${number(this.total)}`;
    if (said && said.textContent !== words) said.textContent = words;
  }

  /** Where one has come to rest is where the address leads, and what is listened to. */
  settle(from, to) {
    const here = address({ skip: from > 0 ? from : null, cursor: null });
    if (here !== location.pathname + location.search) history.replaceState(null, "", here);
    listen(address({ skip: from, limit: Math.min(120, to - from + 1), cursor: null }));
  }

  fetchBlock(at) {
    const body = document.createElement("tbody");
    const rows = Math.min(this.size, this.total - at * this.size);
    body.className = "pad";
    body.insertRow().insertCell().colSpan = 2;
    body.rows[0].cells[0].style.height = rows * this.height + "px";
    this.fill(body, at);
    return body;
  }

  async fill(body, at) {
    const request = new AbortController();
    this.asked.set(at, request);
    try {
      const [where, isTurned] = this.wayTo(at);
      const fresh = (await parts(where, "rows", request.signal)).querySelector("table.grid tbody");
      const rows = [...(fresh?.rows ?? [])];
      body.replaceChildren(...(isTurned ? rows.reverse() : rows));
      body.className = "";
      this.number();
    } catch (error) {
      if (error.name === "AbortError") return;
      // Fetched again as soon as one scrolls here once more.
      this.blocks.delete(at);
      say("Some rows could not be loaded. Scroll to try again.");
    } finally {
      this.asked.delete(at);
    }
  }

  /** The end of a long list is near if it is read from there. */
  wayTo(at) {
    const before = at * this.size;
    const rows = Math.min(this.size, this.total - before);
    if (this.dataset.turns === undefined || before < this.total / 2) {
      return [address({ skip: before, limit: this.size, cursor: null }), false];
    }
    const isDown = new URLSearchParams(location.search).get("dir") === "desc";
    const skip = this.total - before - rows;
    return [address({ skip, limit: rows, cursor: null, dir: isDown ? null : "desc" }), true];
  }

  /** More or fewer match than did: what is shown stays, what is fetched from now on is right. */
  recount(total) {
    if (!this.isWindow || total === this.total) return;
    this.total = total;
    this.soon();
  }

  /** What has left the window stays where the reader saw it, and looks like what it is: old. */
  left(ids) {
    if (!this.isWindow) return;
    const [from, to] = this.seen();
    for (const [row, index] of this.all()) {
      if (index >= from && index <= to) row.classList.toggle("moved", !ids.has(row.id));
    }
  }

  resized() {
    if (!this.isWindow) return;
    const at = this.top();
    this.rowHeight = 0;
    this.box.scrollTop = at * this.height;
    this.layout();
  }

  // Rows.

  rowsOf(body, at) {
    return [...body.rows].map((row, index) => [row, at * this.size + index]);
  }
  all() {
    if (!this.isWindow) return this.rowsOf(this.table.tBodies[0], 0);
    return [...this.blocks].filter(([, body]) => !body.classList.contains("pad"))
      .flatMap(([at, body]) => this.rowsOf(body, at));
  }
  row(index) {
    return this.all().find(([, at]) => at === index)?.[0];
  }

  /** Each row's place in the whole, its selection, and the cursor. */
  number() {
    this.table.setAttribute("aria-rowcount", String(this.total + 1));
    for (const [row, index] of this.all()) {
      row.ariaRowIndex = String(index + 2);
      row.id ||= "row-" + index;
      if (row.dataset.id) this.selection.show(row);
      const isAt = index === this.cursor;
      if (row.classList.contains("at") !== isAt) row.classList.toggle("at", isAt);
      if (isAt) this.table.setAttribute("aria-activedescendant", row.id);
      // The table has the focus; the links in it are for the pointer.
      for (const link of row.querySelectorAll("a, input")) link.tabIndex = -1;
    }
    this.peek.follow();
  }

  move(index, { extend = false, quiet = false } = {}) {
    const to = Math.max(0, Math.min(this.total - 1, index));
    if (extend) this.selection.extend(this.cursor, to);
    else this.selection.anchor = -1;
    this.cursor = to;
    if (!quiet) this.reveal(to);
    this.number();
  }

  reveal(index) {
    if (!this.isWindow) return this.row(index)?.scrollIntoView({ block: "nearest" });
    const [y, room] = [index * this.height, this.box.clientHeight - this.head];
    if (y < this.box.scrollTop) this.box.scrollTop = y;
    else if (y + this.height > this.box.scrollTop + room) this.box.scrollTop = y + this.height - room;
    this.layout();
  }

  open() {
    this.row(this.cursor)?.querySelector("[data-row]")?.click();
  }

  click(event) {
    const row = event.target.closest("tr.r");
    if (!row || event.target.closest("a, button")) return;
    const index = Number(row.ariaRowIndex) - 2;
    this.table.focus({ preventScroll: true });
    if (event.shiftKey) {
      event.preventDefault();
      return this.move(index, { extend: true });
    }
    const isTick = event.target.closest(".c-x");
    if (isTick || event.metaKey || event.ctrlKey) this.selection.toggle(row);
    this.move(index, { quiet: true });
    if (!isTick && !event.metaKey && !event.ctrlKey) this.peek.show();
  }

  key(event) {
    if (event.target !== this.table) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "a" && this.selection.isOffered) {
      event.preventDefault();
      return this.selection.all();
    }
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const page = Math.max(1, Math.floor((this.box.clientHeight - this.head) / this.height) - 1);
    const { shiftKey: extend } = event;
    const command = {
      ArrowDown: () => this.move(this.cursor + 1, { extend }), ArrowUp: () => this.move(this.cursor - 1, { extend }),
      PageDown: () => this.move(this.cursor + page), PageUp: () => this.move(this.cursor - page),
      Home: () => this.move(0), End: () => this.move(this.total - 1), Enter: () => this.open(),
      " ": () => this.peek.toggle(), Escape: () => this.peek.hide() || this.selection.none(),
    }[event.key];
    if (!command) return;
    event.preventDefault();
    command();
  }

  /** What single keys do, wherever on the page one is. */
  command(name, extend) {
    if (document.activeElement !== this.table) this.table.focus({ preventScroll: true });
    if (name === "next") this.move(this.cursor + 1, { extend });
    if (name === "previous") this.move(this.cursor - 1, { extend });
    if (name === "select") this.selection.toggle(this.row(this.cursor));
    if (name === "peek") this.peek.toggle();
  }
}
customElements.define("breeze-grid", Grid);

export const grid = () => document.querySelector("breeze-grid");
document.addEventListener("rows", async ({ detail: ids }) => {
  const list = grid();
  const isEmpty = ids.has("");
  if (!list || (isEmpty && !list.isWindow)) return;
  if (!isEmpty && list.table) return list.left(ids);
  // The first row has come, or the last has gone: what is shown is of another kind.
  const fresh = await parts(address({ skip: null, cursor: null }), "list").catch(() => null);
  if (fresh) renew(fresh, ["views", "results"]);
});
document.addEventListener("densitychange", () => grid()?.resized());
onPage(() => {
  const total = document.getElementById("total");
  if (total) grid()?.recount(Number(total.dataset.total));
  grid()?.table && grid().number();
});
