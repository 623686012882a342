/** Quotes: what a message answers, in a few words, and the way to it. */

import { textOf } from "./copy.js";
import { loadBackTo } from "./pages.js";
import { currentLog } from "./range.js";
import { word } from "./words.js";

/** The message with this seq in a log, or null. */
export const messageAt = (log, seq) => log?.querySelector(`:scope > article[data-seq="${Number(seq)}"]`) ?? null;

/** The displayed name of the one whose chat is open. */
export const nameShown = () => document.querySelector(".chat-peer .name")?.textContent ?? "";

/** The words that stand for a message where it is quoted, as the server would draw them. */
export function quoteOf(article) {
  const who = article.matches(".mine") ? word("you") : nameShown();
  const said = textOf(article) || article.querySelector(".bubble img")?.alt;
  return [part("quote-who", who), " ", part("quote-words one-line", said)];
}

function part(className, words) {
  const element = document.createElement("bdi");
  element.className = className;
  element.textContent = words ?? "";
  return element;
}

/** Bring a message into view, and show which it is. */
export function lead(article) {
  article.classList.remove("found");
  article.scrollIntoView({ block: "center" });
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.classList.add("found");
  article.addEventListener("animationend", () => article.classList.remove("found"), { once: true });
}

/** Older pages are fetched until the original is there; one that is very far back is behind the link's own address. */
async function followed(event) {
  const link = event.target.closest("a[data-original]");
  if (!link || !currentLog() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const original = () => document.getElementById(link.dataset.original);
  if (!original()) await loadBackTo(Number(new URL(link.href).searchParams.get("around")));
  if (original()) lead(original());
  else location.assign(link.href);
}

export const startQuotes = () => document.addEventListener("click", followed);
