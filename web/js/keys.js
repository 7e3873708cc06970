// Single keys never fire while somebody types, and can be switched off.
import { offer } from "./page.js";
import { grid } from "./grid.js";

const help = document.getElementById("help");
const enabled = help?.querySelector("[data-keys]");
if (enabled) {
  enabled.checked = localStorage.getItem("keys") !== "off";
  enabled.addEventListener("change", () => localStorage.setItem("keys", enabled.checked ? "on" : "off"));
}
const showHelp = () => help?.showModal();
offer("help", showHelp);

function move(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
}
const inGrid = (name, extend, otherwise) => (grid()?.table ? grid().command(name, extend) : otherwise?.());

const single = {
  j: () => inGrid("next", false, () => move(1)), k: () => inGrid("previous", false, () => move(-1)),
  J: () => inGrid("next", true), K: () => inGrid("previous", true), x: () => inGrid("select"),
  "/": () => document.getElementById("q")?.select(), "?": showHelp,
};
const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "checkbox";
let leader = 0;
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || (enabled && !enabled.checked)) return;
  const isGo = event.timeStamp - leader < 900;
  leader = event.key === "g" ? event.timeStamp : 0;
  const place = isGo && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (place) place.click();
  else if (single[event.key]) single[event.key]();
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => event.target instanceof HTMLDialogElement && event.target.close());
