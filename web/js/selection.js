// Which rows are chosen: some of them by id, or all that match, as the question itself.
const number = (value) => value.toLocaleString("en");

export class Selection {
  constructor(grid) {
    this.grid = grid;
    this.ids = new Set();
    this.isAll = false;
    this.anchor = -1;
    this.bar = grid.querySelector(".bulk");
    if (!this.bar) return;
    for (const button of this.bar.querySelectorAll("[data-does]")) {
      button.hidden = false;
      button.addEventListener("click", () => (button.dataset.does === "all" ? this.all() : this.none()));
    }
    this.bar.addEventListener("submit", (event) => this.send(event));
  }

  get isOffered() {
    return Boolean(this.bar);
  }
  has(id) {
    return this.isAll || this.ids.has(id);
  }
  show(row) {
    const isChosen = this.has(row.dataset.id);
    row.ariaSelected = String(isChosen);
    const box = row.querySelector(".c-x input");
    if (box) box.checked = isChosen;
  }

  toggle(row) {
    if (!row?.dataset.id) return;
    const { id } = row.dataset;
    // Whoever takes one away from all means those on this page.
    if (this.isAll) this.some(this.grid.all().map(([each]) => each.dataset.id));
    if (!this.ids.delete(id)) this.ids.add(id);
    this.tell();
  }
  some(ids) {
    this.isAll = false;
    this.ids = new Set(ids);
  }
  extend(from, to) {
    if (!this.isOffered) return;
    if (this.anchor < 0) this.anchor = Math.max(0, from);
    const [low, high] = [Math.min(this.anchor, to), Math.max(this.anchor, to)];
    this.isAll = false;
    for (const [row, index] of this.grid.all()) if (index >= low && index <= high) this.ids.add(row.dataset.id);
    this.tell();
  }
  all() {
    this.isAll = true;
    this.ids.clear();
    this.tell();
  }
  none() {
    this.some([]);
    this.anchor = -1;
    this.tell();
  }

  tell() {
    const count = this.isAll ? this.grid.total : this.ids.size;
    this.bar.classList.toggle("shown", count > 0);
    this.bar.querySelector(".bulk-n").textContent = this.isAll ? `All ${number(count)} that match` : `${number(count)} selected`;
    this.bar.querySelector("[data-does=all]").hidden = this.isAll || count === this.grid.total;
    for (const button of this.bar.querySelectorAll("[data-most]")) {
      const isTooMany = count > Number(button.dataset.most);
      button.disabled = isTooMany;
      button.title = isTooMany ? `Takes at most ${button.dataset.most} at once` : "";
    }
    this.grid.number();
  }

  /** All that match go as the question; the server counts once more and says how many before anything runs. */
  send(event) {
    event.preventDefault();
    const { field } = event.submitter.dataset;
    const target = new URL(event.submitter.formAction);
    const here = new URLSearchParams(location.search);
    if (here.has("scope")) target.searchParams.set("scope", here.get("scope"));
    if (this.isAll) {
      for (const place of ["skip", "cursor", "limit", "scope"]) here.delete(place);
      target.searchParams.set("matching", here.toString());
    } else {
      for (const id of this.ids) target.searchParams.append(field, id);
    }
    location.assign(target);
  }
}
