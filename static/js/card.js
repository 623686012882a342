/** The refusal card and the composer take turns in one place; what was typed waits behind the card. */

import { fit } from "./field.js";
import { give } from "./focus.js";
import { requestSync } from "./sync.js";

/** The longest wait that a timer can make, in milliseconds. */
const LONGEST = 2 ** 31 - 1;
/** Not all open pages ask at the same midnight, in milliseconds. */
const JITTER = 1_000;
/** A moment that has just passed by this clock may be about to come by the server's, in milliseconds. */
const LEAST = 500;

let timer = 0;

const currentComposer = () => document.querySelector('section[id^="composer-"]');

/** Show the form or the card, as the section says; the caret stays with whichever is there. */
function turn() {
  wait();
  const section = currentComposer();
  const form = section?.querySelector("form");
  if (!form) return;
  const isRefused = "refused" in section.dataset;
  const isHere = section.contains(document.activeElement);
  if (form.hidden !== isRefused) {
    form.hidden = isRefused;
    fit(form.elements.text);
    // Not onto the card's button: the next key that is typed must not press it.
    if (isHere) give(isRefused ? section : form.elements.text);
  }
}

/** What knows until when it holds is asked about then, and ever more seldom where the server's clock is behind. */
function wait() {
  clearTimeout(timer);
  const ends = [...document.querySelectorAll("[data-until]")].map((element) => Date.parse(element.dataset.until));
  const left = Math.min(...ends.filter((end) => !Number.isNaN(end))) - Date.now();
  if (left > LONGEST) timer = setTimeout(turn, LONGEST);
  else timer = setTimeout(requestSync, Math.max(left, -left, LEAST) + Math.random() * JITTER);
}

export function startCard() {
  document.addEventListener("live:applied", turn);
  document.addEventListener("pane:shown", turn);
  turn();
}
