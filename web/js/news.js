// Keeps the page true: asks for it again while somebody looks, and says so when it could not.
import { renew } from "./page.js";
import { learn } from "./times.js";

const every = Number(document.documentElement.dataset.refresh ?? 0) * 1000;
const live = document.getElementById("live");
let [timer, failures] = [0, 0];

function show(state, words) {
  if (!live || live.dataset.state === state) return;
  live.dataset.state = state;
  live.textContent = words;
  live.title = words;
  document.body.classList.toggle("stale", state === "lost");
}

async function fetchPage(address, signal) {
  const answer = await fetch(address, { headers: { "Breeze-Refresh": "1" }, signal });
  // A redirect means that the session is over: stay on what is shown, and say that it is old.
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  learn(answer.headers.get("date"));
  renew(await answer.text());
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    await fetchPage(location.href, AbortSignal.timeout(10000));
    failures = 0;
    show("live", "Live");
  } catch {
    failures += 1;
    show("lost", "Reconnecting");
  }
  timer = setTimeout(ask, Math.min(60000, every * 2 ** Math.min(failures, 4)));
}

if (every > 0 && document.querySelector("[data-live]")) {
  show("live", "Live");
  timer = setTimeout(ask, every);
  document.addEventListener("visibilitychange", () => (document.hidden ? show("paused", "Paused") : ask()));
}

// The filter narrows while one types; the address follows, so that it can be shared.
const filter = document.querySelector("form[data-filter]");
let [pause, asked] = [0, null];
filter?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(async () => {
    const fields = [...new FormData(filter)].filter(([, value]) => value);
    const address = filter.action + (fields.length ? "?" + new URLSearchParams(fields) : "");
    asked?.abort();
    asked = new AbortController();
    const results = document.getElementById("results");
    results?.classList.add("busy");
    try {
      await fetchPage(address, asked.signal);
      history.replaceState(null, "", address);
    } catch (error) {
      // Aborted means that a newer question is on its way; anything else the form can still do by itself.
      if (error.name !== "AbortError") filter.requestSubmit();
    }
    results?.classList.remove("busy");
  }, 150);
});
