/** The keyboard's way through a log: one stop for all of it, arrows from message to message, a key for each deed. */

import { invite } from "./field.js";
import { openMenu } from "./menu.js";
import { doWith } from "./message.js";
import { currentLog } from "./range.js";

const KEYS = { l: "like", r: "reply", c: "copy", Delete: "delete" };

/** What Tab would stop at, or can't reach yet. */
const PASSABLE = ':scope > article[data-seq]:not([tabindex="-1"]), :scope > article > .acts > :not([tabindex="-1"])';

/** The message that has the stop. */
let stopped = null;

const actsOf = (article) => article?.querySelectorAll(".acts > *") ?? [];
const messagesOf = (log) => [...log.querySelectorAll(":scope > article[data-seq]")];

/** What can be pressed beside a message stands on Tab's way for one message only: where the keyboard is, or the last. */
function setStops() {
  const log = currentLog();
  if (!log) return;
  // Writes only what changes: in a long log every stroke would have all of it styled anew.
  for (const one of log.querySelectorAll(PASSABLE)) one.tabIndex = -1;
  stopped = null;
  moveStop(log);
}

function moveStop(log) {
  const focused = document.activeElement.closest("article[data-seq]");
  const here = log.contains(focused) ? focused : messagesOf(log).at(-1);
  if (here === stopped) return;
  for (const act of actsOf(stopped)) act.tabIndex = -1;
  for (const act of actsOf(here)) act.tabIndex = 0;
  stopped = here;
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
  document.addEventListener("focusin", ({ target }) => currentLog()?.contains(target) && moveStop(currentLog()));
  document.addEventListener("live:applied", setStops);
  document.addEventListener("pane:shown", setStops);
  setStops();
}
