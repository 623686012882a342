/** Answering one message: the bar above the field says which. It is kept with the draft, by the message's seq alone. */

import { currentField, peerOf } from "./field.js";
import { isGone } from "./memory.js";
import { messageAt, quoteOf } from "./quote.js";
import { currentLog } from "./range.js";
import { keep, kept, onChange } from "./storage.js";

const barNow = () => currentField()?.form.querySelector("[data-quote-bar]") ?? null;

const inputOf = (bar) => bar.querySelector("[name=reply_to]");

/** Answer a message with what is typed next. */
export function replyTo(article) {
  const field = currentField();
  if (!field || field.form.hidden) return;
  keep("reply", peerOf(field), article.dataset.seq);
  show(article);
  field.focus({ preventScroll: true });
}

/** What is sent now answers what the bar says: returns the field to send with it, and clears the bar. */
export function takeReply() {
  const seq = barNow() && inputOf(barNow()).value;
  drop();
  return seq ? { reply_to: seq } : {};
}

function show(article) {
  const bar = barNow();
  inputOf(bar).value = article.dataset.seq;
  bar.dataset.of = article.id;
  bar.querySelector("[data-quote]").replaceChildren(...quoteOf(article));
  bar.hidden = false;
}

/** Answer nothing in particular; returns whether that is news. */
function drop() {
  const bar = barNow();
  if (!bar || bar.hidden) return false;
  bar.hidden = true;
  inputOf(bar).value = "";
  keep("reply", peerOf(bar), "");
  return true;
}

/** A field has come onto the page, or another tab has chosen: what is kept stands in the bar, if it is there to see. */
function restore() {
  const bar = barNow();
  if (!bar) return;
  const seq = inputOf(bar).value || kept("reply", peerOf(bar));
  const article = seq && messageAt(currentLog(), seq);
  if (article) show(article);
  else if (seq && bar.hidden) keep("reply", peerOf(bar), "");
}

function dropIfGone() {
  const bar = barNow();
  if (bar && !bar.hidden && isGone({ id: bar.dataset.of, dataset: {} })) drop();
}

function pressed(event) {
  if (event.key !== "Escape" || event.target !== currentField() || !drop()) return;
  event.preventDefault();
}

export function startReplies() {
  document.addEventListener("pane:shown", restore);
  document.addEventListener("live:applied", dropIfGone);
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-unquote]")) return;
    event.preventDefault();
    drop();
    currentField().focus({ preventScroll: true });
  });
  document.addEventListener("outbox:returned", ({ detail: { name, replyTo: seq } }) => {
    if (seq) keep("reply", name, seq);
    restore();
  });
  onChange("reply", (name, seq) => {
    const field = currentField();
    if (!field || peerOf(field) !== name || field.matches(":focus")) return;
    if (!seq) drop();
    else inputOf(barNow()).value = seq;
    restore();
  });
  restore();
}
