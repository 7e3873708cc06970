// What changes a page in place, and what has to look at it again afterwards.
const visitors = [];

/** Calls `visit` with the page now, and again after each change. */
export function onPage(visit) {
  visitors.push(visit);
  visit(document);
}

/** Something of the page has changed. */
export function settled() {
  for (const visit of visitors) visit(document);
}

/** This page's address, asked otherwise; null takes a parameter away. */
export function address(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return location.pathname + (text && "?" + text);
}

/** Some of what is at an address, as the server draws it. */
export async function parts(where, part, signal) {
  const answer = await fetch(where, { headers: { "Breeze-Part": part }, signal });
  // A redirect means that the session is over.
  if (answer.redirected) location.reload();
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  return template.content;
}

/** Puts fresh parts in the place of the old ones, by their ids. */
export function renew(fresh, ids) {
  for (const id of ids) {
    const [old, news] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && news) old.replaceWith(news);
  }
  settled();
}

/** Touches only what differs, so that focus, selection, scrolling and open details stay. */
export function follow(old, news) {
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
  // A relative time is kept by this machine's own clock.
  if (old.dataset.relative !== undefined && old.dateTime === news.dateTime) return;
  if (!old.matches("tr, table, input")) copyAttributes(old, news);
  const [before, after] = [[...old.childNodes], [...news.childNodes]].map((nodes) => nodes.filter((node) => !isOurs(node)));
  if (before.length !== after.length) return old.replaceChildren(...after);
  before.forEach((node, index) => follow(node, after[index]));
}

/** A row's, a grid's and a field's attributes hold what the reader has done with them. */
function copyAttributes(old, news) {
  for (const { name, value } of news.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames()) {
    if (!news.hasAttribute(name) && !["open", "hidden", "tabindex"].includes(name)) old.removeAttribute(name);
  }
}

/** What a script has added to what the server drew. */
const isOurs = (node) => node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-added");

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
