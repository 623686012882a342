/**
 * What the page waits for: while a button is busy, or a pane or a search is on its way, the root has `data-waits`, and
 * `data-waits="pane"` where the pane is among them. Style sheets go by that: `:has()` asked of the whole page would look
 * through all of a long chat after every letter that is typed.
 */

const PANE = '[hx-target="#pane"]';
const TOLD = `${PANE}, [type="search"]`;

const busy = new Set();

/** Is something under way that this element has begun? */
export const isBusy = (element) => element.ariaBusy === "true";

/** From now on something is under way that this element has begun. Busy rather than disabled, to keep the focus. */
export function begin(element) {
  element.ariaBusy = "true";
  hold(element);
}

/** It has ended, well or not. */
export function end(element) {
  element.ariaBusy = null;
  release(element);
}

function hold(element) {
  busy.add(element);
  tell();
}

function release(element) {
  busy.delete(element);
  tell();
}

function tell() {
  const root = document.documentElement;
  const waits = [...busy].some((element) => element.matches(PANE)) ? "pane" : "";
  if (!busy.size) delete root.dataset.waits;
  else if (root.dataset.waits !== waits) root.dataset.waits = waits;
}

export function startBusy() {
  document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => elt.matches(TOLD) && hold(elt));
  document.addEventListener("htmx:afterRequest", ({ detail: { elt } }) => release(elt));
}
