/** What the chat's log scrolls in, and how far that is from its end. */

/** Asked once for each log: every question about style has the browser style all that has changed so far. */
const scrollers = new WeakMap();

/** What scrolls when the log does: the log itself, or what it lies in. */
export const scrollerOf = (log) => known(log).scroller;

function known(log) {
  if (!scrollers.has(log)) {
    const scroller = findScroller(log);
    scrollers.set(log, { scroller, isReversed: getComputedStyle(scroller).flexDirection === "column-reverse" });
  }
  return scrollers.get(log);
}

function findScroller(log) {
  for (let element = log; element; element = element.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(element).overflowY)) return element;
  }
  return document.scrollingElement;
}

/** How far the view is from the end; a scroller laid from the bottom counts upward from it, below zero. */
export function fromEnd(log) {
  const { scroller, isReversed } = known(log);
  return isReversed ? -scroller.scrollTop : scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
}
