// Keeps the page true: listens to its news while somebody looks, and says so when there are none.
import { follow, settled } from "./page.js";
import { learn } from "./times.js";

const light = document.getElementById("live");
const root = document.documentElement;
const patience = 15000; // the server says something every few seconds
let [source, heard, target, frame] = [null, 0, "", 0];

function show(state, words) {
  if (!light || light.dataset.state === state) return;
  light.dataset.state = state;
  light.textContent = words;
  light.title = words;
  document.body.classList.toggle("stale", state === "lost" || state === "over");
}

/** Listens to another page, or to another part of this one. */
export function listen(address) {
  if (root.dataset.listens === undefined || address === target) return;
  target = address;
  open();
}

function close() {
  source?.close();
  source = null;
}

function open() {
  close();
  if (document.hidden || !target) return;
  heard = Date.now();
  source = new EventSource("/live?of=" + encodeURIComponent(target));
  source.addEventListener("part", (event) => {
    const template = document.createElement("template");
    template.innerHTML = event.data;
    const news = template.content.firstElementChild;
    const old = news && document.getElementById(news.id);
    if (!old) return;
    follow(old, news);
    // Once for all that came together, and before anybody sees it.
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      settled();
    });
  });
  source.addEventListener("rows", (event) => document.dispatchEvent(new CustomEvent("rows", { detail: new Set(event.data.split(" ")) })));
  source.addEventListener("beat", (event) => {
    heard = Date.now();
    learn(event.data);
    show("live", "Live");
  });
  // What is shown can no longer be asked for: the session is over, or the thing is gone.
  source.addEventListener("over", () => {
    close();
    show("over", "Out of date");
  });
  source.addEventListener("error", () => {
    show("lost", "Reconnecting");
    // A refusal ends the source for good; it is worth another try a little later.
    if (source?.readyState === EventSource.CLOSED) setTimeout(() => source?.readyState === 2 && open(), 5000);
  });
}

if (root.dataset.listens !== undefined) {
  show("live", "Live");
  // A windowed list says itself which of its rows are looked at.
  if (!document.querySelector("breeze-grid[data-total]")) listen(location.pathname + location.search);
  setInterval(() => source && Date.now() - heard > patience && show("lost", "Reconnecting"), 2000);
  let leaving = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving);
    if (!document.hidden) return source || open();
    leaving = setTimeout(() => {
      close();
      show("paused", "Paused");
    }, 30000);
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
}
