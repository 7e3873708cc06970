// Keeps "3 min ago" true, and adds the reader's own zone to the exact time behind it.
import { onPage } from "./page.js";

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
function step(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}
const words = (s) => (s < -60 ? `in ${step(-s)}` : s < 10 ? "now" : `${step(s)} ago`);

// The server's clock counts, not this machine's: its offset is learned from the answers that renew the page.
let offset = 0;
export function learn(serverDate) {
  const sent = Date.parse(serverDate ?? "");
  if (!Number.isNaN(sent) && Math.abs(sent - Date.now()) > 5000) offset = sent - Date.now();
}

function tick(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = Date.parse(time.dateTime);
    if (!time.title.includes("\n")) time.title += "\n" + local.format(at);
    if (time.dataset.relative === undefined) continue;
    const text = words(Math.floor((Date.now() + offset - at) / 1000));
    if (time.textContent !== text) time.textContent = text;
  }
}
onPage(tick);
setInterval(() => document.hidden || tick(document), 10000);
