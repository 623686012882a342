/** How far this tab has seen the user's mailbox, and which changes it took in ahead of their turn. */

/** How long missing frames may take before they count as lost, in milliseconds. */
const PATIENCE = 300;

/** Frames that were applied although something before them is missing: their cursors wait here. */
let ahead = [];
let timer = 0;

/** How far this tab has seen everything. */
export const stamp = () => Number(document.body.dataset.stamp ?? 0);

/**
 * A frame with the changes after `prev` up to `next` was applied. `inTurn` is called once nothing before it
 * is missing: now, or when the missing frames arrive.
 */
export function advance(prev, next, inTurn = () => {}) {
  ahead.push({ prev, next, inTurn });
  ahead.sort((one, other) => one.prev - other.prev);
  catchUp();
}

/** `/sync` brought everything up to `next`. */
export function reach(next) {
  moveTo(next);
  catchUp();
}

/** Ask `/sync` in a moment if something is missing, unless it arrives by then. */
export function watch(somethingMissing) {
  if (ahead.length || somethingMissing) {
    timer ||= setTimeout(ask, PATIENCE);
  } else {
    clearTimeout(timer);
    timer = 0;
  }
}

function moveTo(next) {
  if (next > stamp()) document.body.dataset.stamp = next;
}

function catchUp() {
  while (ahead.length && ahead[0].prev <= stamp()) {
    const { next, inTurn } = ahead.shift();
    moveTo(next);
    inTurn();
  }
}

function ask() {
  timer = 0;
  document.dispatchEvent(new CustomEvent("live:ask"));
}
