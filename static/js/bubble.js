/** The bubble of a message under way: it has the id of the real one, which takes its place. */

import { isLargeEmoji } from "./large.js";
import { keepPlace, toEnd } from "./log.js";
import { pictureOf } from "./picture.js";
import { messageAt, quoteOf } from "./quote.js";
import { currentLog, isAside, logWith } from "./range.js";
import { me } from "./session.js";
import { localise } from "./times.js";
import { word } from "./words.js";

const elementOf = (id) => document.getElementById(`m-${id}`);

/** The bubble, while nothing real has its id. */
function bubbleOf(id) {
  const element = elementOf(id);
  return element && !element.dataset.seq ? element : null;
}

/** Has the real message come, by whatever way? */
export const isDelivered = (item) => Boolean(elementOf(item.id)?.dataset.seq);

/** The ids of all bubbles on this page. */
export const idsDrawn = () =>
  [...(currentLog()?.querySelectorAll(":scope > article:not([data-seq])") ?? [])].map(({ id }) => id.slice("m-".length));

/** Draw a message at the end of its chat's log, where that is on this page. */
export function draw(item) {
  const log = logWith(item.name);
  const template = document.getElementById("pending-message");
  if (!log || !template || elementOf(item.id)) return;
  const article = template.content.firstElementChild.cloneNode(true);
  // The template is the message's own: an empty one has no place in the thread yet.
  for (const name of ["data-seq", "data-key", "data-v"]) article.removeAttribute(name);
  article.id = `m-${item.id}`;
  article.dataset.from = me();
  fill(article, item);
  const original = messageAt(log, item.fields.reply_to);
  if (original) article.querySelector("[data-quote]")?.append(...quoteOf(original));
  const time = article.querySelector("time");
  time.dateTime = new Date(item.at).toISOString();
  localise(article);
  keepPlace(() => {
    log.append(article);
    // Whoever writes has read what stands above.
    log.querySelector(".unread-line")?.remove();
  });
  toEnd(log);
}

function fill(article, { fields: { text = "" }, picture }) {
  const words = article.querySelector("[data-text]");
  words.textContent = text;
  words.classList.toggle("big-emoji", !picture && isLargeEmoji(text));
  if (picture) words.before(pictureOf(picture));
  if (picture && !text) words.remove();
}

/** Say what keeps a message from being sent: KEY of the words, or null while nothing does. */
export function tell({ id }, key) {
  const bubble = bubbleOf(id);
  const words = bubble?.querySelector("[data-words]");
  if (!words || words.dataset.key === (key ?? "")) return;
  keepPlace(() => {
    bubble.classList.toggle("failed", key === "unsent");
    bubble.classList.toggle("pending", key !== "unsent");
    bubble.classList.toggle("waiting", key !== null && key !== "unsent");
    words.dataset.key = key ?? "";
    words.textContent = key ? word(key) : "";
  });
}

/** Take a bubble away, unless the real message only waits for what is before it. */
export function erase(id) {
  const log = currentLog();
  if (log && isAside(log, `m-${id}`)) return;
  keepPlace(() => bubbleOf(id)?.remove());
}
