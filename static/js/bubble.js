/** The bubble of a message under way: it has the id of the real one, which takes its place. */

import { keepPlace, toEnd } from "./log.js";
import { pictureOf } from "./picture.js";
import { messageAt, quoteOf } from "./quote.js";
import { isAside, logWith } from "./range.js";
import { me } from "./session.js";
import { localise } from "./times.js";
import { word } from "./words.js";

const idOf = (entry) => `m-${entry.id}`;

/** The bubble, while nothing real has its id. */
function bubbleOf(entry) {
  const element = document.getElementById(idOf(entry));
  return element && !element.dataset.seq ? element : null;
}

/** Has the real message come, by whatever way? */
export const isDelivered = (entry) => Boolean(document.getElementById(idOf(entry))?.dataset.seq);

/** Draw a message at the end of its chat's log, where that is on this page. */
export function draw(entry) {
  const log = logWith(entry.name);
  const template = document.getElementById("pending-message");
  if (!log || !template || document.getElementById(idOf(entry))) return;
  const article = template.content.firstElementChild.cloneNode(true);
  // The template is the message's own: an empty one has no place in the thread yet.
  for (const name of ["data-seq", "data-key", "data-v"]) article.removeAttribute(name);
  article.id = idOf(entry);
  article.dataset.from = me();
  const words = article.querySelector("[data-text]");
  words.textContent = entry.fields.text ?? "";
  if (entry.picture) words.replaceWith(pictureOf(entry.picture));
  const original = messageAt(log, entry.fields.reply_to);
  if (original) article.querySelector("[data-quote]")?.append(...quoteOf(original));
  const time = article.querySelector("time");
  time.dateTime = new Date(entry.at).toISOString();
  localise(article);
  keepPlace(() => {
    log.append(article);
    // Whoever writes has read what stands above.
    log.querySelector(".unread-line")?.remove();
  });
  toEnd(log);
}

/** Say how it stands with a message: KEY of the words, and whether Retry is offered. */
export function tell(entry, key, hasFailed) {
  const bubble = bubbleOf(entry);
  if (!bubble || (!hasFailed && bubble.classList.contains("pending"))) return;
  keepPlace(() => {
    bubble.classList.toggle("failed", hasFailed);
    bubble.classList.toggle("pending", !hasFailed);
    const words = bubble.querySelector("[data-words]");
    if (words) words.textContent = key ? word(key) : "";
  });
}

/** Take a bubble away, unless the real message only waits for what is before it. */
export function erase(entry) {
  const log = logWith(entry.name);
  if (log && isAside(log, idOf(entry))) return;
  keepPlace(() => bubbleOf(entry)?.remove());
}
