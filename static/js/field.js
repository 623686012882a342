/** The field in which a message is typed: it grows with its text, and its text is kept until it is sent. */

import { keep, kept, onChange } from "./storage.js";

/** A longer text scrolls within the field. */
const MOST_LINES = 6;

const fitting = new WeakMap();

/** With a mouse there is a keyboard with a Shift key: Enter sends. On a touch screen it makes a new line. */
const desk = matchMedia("(hover: hover) and (pointer: fine)");
export const enterSends = () => desk.matches;

/** The field on this page, shown or hidden behind a refusal; null where there is no chat. */
export const currentField = () => document.querySelector('section[id^="composer-"] textarea[name="text"]');

/** NAME of the one to whom a field (or anything else in a composer) writes. */
export const peerOf = (element) => element.closest('section[id^="composer-"]').id.slice("composer-".length);

/** As high as its text, up to six lines. Behind a card there is no height to tell: it is called again as that goes. */
export function fit(field) {
  if (fitsItself(field) || !field.getClientRects().length) return;
  const { lineHeight, paddingTop, paddingBottom, borderTopWidth, borderBottomWidth } = getComputedStyle(field);
  const sum = (...lengths) => lengths.reduce((total, length) => total + Number.parseFloat(length), 0);
  const most = MOST_LINES * Number.parseFloat(lineHeight) + sum(paddingTop, paddingBottom);
  field.style.blockSize = "auto";
  const height = Math.min(field.scrollHeight, most) + sum(borderTopWidth, borderBottomWidth);
  field.style.blockSize = `${height}px`;
  field.style.overflowY = field.scrollHeight > most ? "auto" : "hidden";
}

/** Most browsers do it themselves; asked once, as every question about style has all that changed styled first. */
function fitsItself(field) {
  if (!fitting.has(field)) fitting.set(field, getComputedStyle(field).fieldSizing === "content");
  return fitting.get(field);
}

/** Put a text into the field and keep it; the caret stands at its end. */
export function fill(field, text) {
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  keep("draft", peerOf(field), text);
  fit(field);
}

/** Put the caret into the composer where that opens no keyboard over the chat. */
export function invite() {
  const field = currentField();
  if (field && enterSends() && !field.form.hidden) field.focus({ preventScroll: true });
}

/** A field has come onto the page: what was typed for NAME before is in it again. */
export function openField() {
  const field = currentField();
  if (!field) return;
  // Without scripts the browser says that an empty message can't go; here it simply does not go.
  field.form.noValidate = true;
  field.enterKeyHint = enterSends() ? "send" : "enter";
  if (!field.value) field.value = kept("draft", peerOf(field)) ?? "";
  fit(field);
}

/** A text comes back unsent: it stands before whatever was typed since. */
export function putBack(name, text) {
  const field = currentField();
  if (field && peerOf(field) === name) fill(field, [text, field.value].filter(Boolean).join("\n"));
  else keep("draft", name, [text, kept("draft", name)].filter(Boolean).join("\n"));
}

export function startField() {
  document.addEventListener("input", ({ target }) => {
    if (target !== currentField()) return;
    keep("draft", peerOf(target), target.value);
    fit(target);
  });
  // Another tab goes on with the same draft: this one follows unless it is being typed in.
  onChange("draft", (name, text) => {
    const field = currentField();
    if (!field || peerOf(field) !== name || field.matches(":focus")) return;
    field.value = text ?? "";
    fit(field);
  });
}
