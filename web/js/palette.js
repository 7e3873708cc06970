// Ctrl K: every page and scope by name. The entries are the server's links; this only narrows them.
import { offer } from "./page.js";

const palette = document.getElementById("palette");
const field = palette?.querySelector("input");
const entries = palette ? [...palette.querySelectorAll("li")] : [];
let at = 0;

function shown() {
  return entries.filter((entry) => !entry.hidden);
}
function mark(index) {
  const list = shown();
  at = Math.max(0, Math.min(list.length - 1, index));
  for (const entry of entries) entry.classList.toggle("at", entry === list[at]);
  list[at]?.scrollIntoView({ block: "nearest" });
}
function narrow() {
  const wanted = field.value.trim();
  for (const entry of entries) {
    const { search } = entry.dataset;
    entry.hidden = search ? !wanted : !entry.textContent.toLowerCase().includes(wanted.toLowerCase());
    if (!search) continue;
    const link = entry.querySelector("a");
    link.href = search + "?q=" + encodeURIComponent(wanted);
    link.querySelector("span").textContent = `Search for “${wanted}”`;
  }
  mark(0);
}
function open() {
  palette.showModal();
  field.value = "";
  narrow();
}

if (field) {
  offer("palette", open);
  field.addEventListener("input", narrow);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    shown()[at]?.querySelector("a").click();
  });
  field.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    mark(at + by);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.metaKey || event.ctrlKey) || event.key !== "k") return;
    event.preventDefault();
    if (!palette.open) open();
  });
}
