// The filter narrows while one types; the address follows, so that it can be shared.
import { address, parts, renew } from "./page.js";
import { listen } from "./live.js";

const filter = document.querySelector("form[data-filter]");
let [pause, asked] = [0, null];

async function narrow() {
  asked?.abort();
  asked = new AbortController();
  const where = address({ q: filter.elements.q.value.trim() || null, skip: null, cursor: null });
  const results = document.getElementById("results");
  results?.classList.add("busy");
  try {
    const fresh = await parts(where, "list", asked.signal);
    history.replaceState(null, "", where);
    renew(fresh, ["views", "results"]);
    listen(where);
  } catch (error) {
    // Aborted means that a newer question is on its way; anything else the form can still do by itself.
    if (error.name !== "AbortError") filter.requestSubmit();
  }
  document.getElementById("results")?.classList.remove("busy");
}

filter?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(narrow, 30);
});
filter?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" && event.key !== "ArrowDown") return;
  event.preventDefault();
  if (event.key === "Escape" && filter.elements.q.value) {
    filter.elements.q.value = "";
    return narrow();
  }
  document.querySelector("table[role=grid]")?.focus();
});
