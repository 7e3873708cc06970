// A form is sent in place: what is refused stands at its field, and nothing that was typed is ever lost.
import { settled, say } from "./page.js";

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  button?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.redirected) return location.assign(answer.url);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = fresh.getElementById("main");
    if (!main) throw new Error(String(answer.status));
    put(form, fresh, main, answer.ok);
  } catch {
    say("Not sent: the server could not be reached. What you typed is still here.");
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

function put(form, fresh, main, isDone) {
  // The server never repeats a secret; whoever typed it need not type it again.
  const secrets = [...form.querySelectorAll("input[type=password]")].map(({ name, value }) => [name, value]);
  document.getElementById("main").replaceWith(main);
  document.title = fresh.title;
  const crumbs = document.querySelector(".crumbs");
  crumbs?.replaceWith(fresh.querySelector(".crumbs") ?? crumbs);
  if (!isDone) {
    for (const [name, value] of secrets) {
      const field = main.querySelector(`input[type=password][name="${CSS.escape(name)}"]`);
      if (field) field.value = value;
    }
  }
  settled();
  const outcome = main.querySelector("#outcome");
  const wrong = main.querySelector("[aria-invalid]") ?? main.querySelector(".callout");
  if (outcome) outcome.scrollIntoView({ block: "nearest" });
  (wrong && !isDone && wrong.matches("[aria-invalid]") ? wrong : (outcome ?? main)).focus({ preventScroll: Boolean(outcome) });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form.frm[method=post]")) return;
  event.preventDefault();
  if (event.submitter?.getAttribute("aria-disabled") !== "true") send(form, event.submitter);
});
