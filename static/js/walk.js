/** The keyboard's way through a log: one stop for all of it, arrows from message to message, a key for each deed. */

import { invite } from "./field.js";
import { openMenu } from "./menu.js";
import { doWith } from "./message.js";
import { currentLog } from "./range.js";

const KEYS = { l: "like", r: "reply", c: "copy", Delete: "delete" };

const messagesOf = (log) => [...log.querySelectorAll(":scope > article[data-seq]")];

/** What can be pressed beside a message stands on Tab's way for one message only: where the keyboard is, or the last. */
function setStops() {
  const log = currentLog();
  if (!log) return;
  const messages = messagesOf(log);
  const here = messages.find((article) => article.contains(document.activeElement)) ?? messages.at(-1);
  for (const article of messages) {
    stop(article, "-1");
    for (const act of article.querySelectorAll(".acts > *")) stop(act, article === here ? "0" : "-1");
  }
}

/** Writes only what changes: in a long log every stroke would have all of it styled anew. */
function stop(element, tabIndex) {
  if (element.getAttribute("tabindex") !== tabIndex) element.setAttribute("tabindex", tabIndex);
}

function walk(log, article, key) {
  const messages = messagesOf(log);
  const at = messages.indexOf(article);
  const last = messages.length - 1;
  const to = at < 0 ? { ArrowUp: last }[key] : { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last }[key];
  if (to === undefined) return false;
  const next = messages[to];
  next?.scrollIntoView({ block: "nearest" });
  next?.focus({ preventScroll: true });
  return true;
}

function pressed(event) {
  const log = currentLog();
  const { target, key } = event;
  if (!log?.contains(target) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("[data-selecting], input")) return;
  const article = target.closest("article[data-seq]");
  if (walk(log, article, key) || act(article, target, key)) event.preventDefault();
}

/** Do what a key says; returns whether it says anything. */
function act(article, target, key) {
  if (key === "Escape") invite();
  else if (key === "Enter" && target === article) openMenu(article.querySelector("[data-menu]"));
  else if (article && KEYS[key]) doWith(article, KEYS[key]);
  else return false;
  return true;
}

/** What looks like a button is pressed by the space bar too. */
function spaced(event) {
  if (event.key !== " " || !event.target.matches?.("a[role=button]")) return;
  event.preventDefault();
  event.target.click();
}

export function startWalk() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("keydown", spaced);
  document.addEventListener("focusin", ({ target }) => currentLog()?.contains(target) && setStops());
  document.addEventListener("live:applied", setStops);
  document.addEventListener("pane:shown", setStops);
  setStops();
}
