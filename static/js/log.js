/** The chat's log: it follows its end for a reader who is there, and stands still for one who is not. */

import { watchFar } from "./far.js";
import { currentLog, hasNewer, isShort } from "./range.js";
import { markRuns } from "./runs.js";
import { fromEnd, scrollerOf } from "./scroller.js";

export { scrollerOf };

/** This near to its end the reader counts as being there, in pixels. */
const NEAR = 80;

let isKeeping = false;
let wasAtEnd = true;

/** Is the end of the log in view, and that of the chat? */
export const isAtEnd = (log) => !isShort(log) && fromEnd(log) <= NEAR;

/** Show the end of the log. */
export function toEnd(log) {
  const scroller = scrollerOf(log);
  scroller.scrollTop = scroller.scrollHeight;
  wasAtEnd = true;
  showPill(log);
}

/** Change the page while what the reader looks at stays where it is, or the end stays in view. */
export function keepPlace(change) {
  const log = currentLog();
  if (!log || isKeeping) return change();
  isKeeping = true;
  const view = viewOf(log);
  try {
    return change();
  } finally {
    isKeeping = false;
    if (log.isConnected) restore(log, view);
  }
}

function viewOf(log) {
  const atEnd = isAtEnd(log);
  return { atEnd, wasShort: isShort(log), newest: newestOf(log), anchors: atEnd ? [] : anchorsOf(log) };
}

/** The first few messages in view and where they stand: more than one, as the first may go. */
function anchorsOf(log) {
  const { top: edge } = scrollerOf(log).getBoundingClientRect();
  const articles = [...log.querySelectorAll(":scope > article")];
  let [low, high] = [0, articles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (articles[middle].getBoundingClientRect().bottom > edge) high = middle;
    else low = middle + 1;
  }
  return articles.slice(low, low + 5).map((article) => ({ article, top: article.getBoundingClientRect().top }));
}

function restore(log, view) {
  markRuns(log);
  if (view.atEnd) return toEnd(log);
  const anchor = view.anchors.find(({ article }) => article.isConnected);
  if (anchor) scrollerOf(log).scrollTop += anchor.article.getBoundingClientRect().top - anchor.top;
  return showPill(log, !view.wasShort && newestOf(log) > view.newest);
}

/** The `seq` of the newest message that the other one wrote. */
const newestOf = (log) => Number([...log.querySelectorAll(":scope > article.theirs[data-seq]")].at(-1)?.dataset.seq ?? 0);

/** The pill says that something new waits below; at the end there is nothing to say. */
export function showPill(log, hasNews = false) {
  const pill = document.getElementById("pill");
  if (!pill) return;
  if (isAtEnd(log)) pill.hidden = !hasNewer(log);
  else if (hasNews || hasNewer(log) || isShort(log)) pill.hidden = false;
}

/** A log has come onto the page: mark its runs and show its end. */
export function openLog() {
  const log = currentLog();
  if (!log) return;
  // Places are kept by `keepPlace` alone: not every browser anchors, and two would anchor twice.
  scrollerOf(log).style.overflowAnchor = "none";
  markRuns(log);
  toEnd(log);
  sizes.disconnect();
  sizes.observe(scrollerOf(log));
  watchFar(log);
}

/** A keyboard that opens or a composer that grows takes room away: the end stays in view. */
const sizes = new ResizeObserver(() => {
  const log = currentLog();
  if (log && wasAtEnd) toEnd(log);
});

export function startLog() {
  document.addEventListener("scroll", () => {
    const log = currentLog();
    if (!log) return;
    wasAtEnd = isAtEnd(log);
    showPill(log);
  }, { capture: true, passive: true });
  document.addEventListener("click", (event) => {
    const log = event.target.closest("#pill") && currentLog();
    if (log) event.preventDefault();
    if (!log || isShort(log)) return; // see around.js
    if (hasNewer(log)) document.dispatchEvent(new CustomEvent("live:ask"));
    toEnd(log);
  });
}
