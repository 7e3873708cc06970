// Ctrl K: every page and scope by name, at once; tools, devices and organizations as the server finds them.
import { offer, parts } from "./page.js";

const palette = document.getElementById("palette");
const field = palette?.querySelector("input");
const places = palette ? [...palette.querySelectorAll("#places li")] : [];
const found = document.getElementById("found");
const none = palette?.querySelector(".pal-none");
let [at, pause, asked, tools] = [0, 0, null, null];

const shown = () => [...palette.querySelectorAll("li:not([hidden])")];
function mark(index) {
  const list = shown();
  at = Math.max(0, Math.min(list.length - 1, index));
  for (const entry of palette.querySelectorAll("li.at")) entry.classList.remove("at");
  list[at]?.classList.add("at");
  list[at]?.scrollIntoView({ block: "nearest" });
}

function narrow() {
  const words = field.value.trim().toLowerCase().split(/\s+/);
  for (const entry of places) entry.hidden = !words.every((word) => entry.textContent.toLowerCase().includes(word));
  mark(0);
  clearTimeout(pause);
  pause = setTimeout(find, 40);
}

async function find() {
  asked?.abort();
  asked = new AbortController();
  const wanted = field.value.trim();
  try {
    const fresh = !wanted && tools ? tools.cloneNode(true) : await parts("/find?q=" + encodeURIComponent(wanted), "list", asked.signal);
    if (!wanted) tools = fresh.cloneNode(true);
    found.replaceChildren(...fresh.childNodes);
    none.hidden = shown().length > 0;
    mark(at);
  } catch (error) {
    if (error.name !== "AbortError") found.replaceChildren();
  }
}

function open() {
  palette.showModal();
  field.value = "";
  none.hidden = true;
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
