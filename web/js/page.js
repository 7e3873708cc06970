// What changes a page in place, and what has to look at it again afterwards.
const visitors = [];

/** Calls `visit` with the page now, and again after each change. */
export function onPage(visit) {
  visitors.push(visit);
  visit(document);
}

/** Brings each live part of this page to what it is in `text`, the same page fetched again. */
export function renew(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const news = fresh.getElementById(part.id);
    if (news) follow(part, news);
  }
  for (const visit of visitors) visit(document);
}

/** Touches only what differs, so that focus, selection, scrolling and open details stay. */
function follow(old, news) {
  if (old.isEqualNode(news)) return;
  if (old.nodeType !== news.nodeType || old.nodeName !== news.nodeName) return old.replaceWith(news);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = news.nodeValue;
    return;
  }
  if (old.dataset.chart !== undefined) {
    // Never under the reader's pointer; and not at all when no value is new.
    if (old.dataset.chart === news.dataset.chart || old.matches(":hover")) return;
    news.querySelector("details").open = old.querySelector("details").open;
    old.replaceWith(news);
    return;
  }
  for (const { name, value } of news.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames()) {
    if (!news.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  const [before, after] = [[...old.childNodes], [...news.childNodes]];
  if (before.length !== after.length) return old.replaceChildren(...after);
  before.forEach((node, index) => follow(node, after[index]));
}

export const command = (name) => document.querySelector(`[data-command="${name}"]`);

/** Makes a command's button visible, since now there is something behind it. */
export function offer(name, run) {
  const button = command(name);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", run);
}

export function say(words) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = words;
  document.getElementById("toasts")?.append(toast);
  setTimeout(() => toast.remove(), 5000);
}
