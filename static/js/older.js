/** Older messages come in as the reader nears the top of the log. */

import { apply } from "./live.js";
import { keepPlace, scrollerOf } from "./log.js";
import { currentLog, fromOf } from "./range.js";
import { get } from "./request.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

/** How far above what is in view the next page is asked for. */
const AHEAD = "800px 0px 0px 0px";
/** Screen readers look at what has changed a moment later, in milliseconds. */
const HUSH = 1_000;
/** After a failure the link rests for this long, in milliseconds; a press on it tries at once. */
const REST = 5_000;
/** Whoever follows a quote further back than this many pages is led by its address. */
const MOST_PAGES = 20;

let watcher = null;
let watched = null;
let underWay = null;

const linkOf = (log) => log.querySelector("a.older");

/** Fetch the page above, one at a time; one that was not asked for fails silently and is tried again. */
function load(log, isAskedFor = false) {
  underWay ??= fetchAbove(log, isAskedFor).finally(() => (underWay = null));
  return underWay;
}

/** Fetch page after page until the log holds everything from `seq` on, or the next one can't be had. */
export async function loadBackTo(seq) {
  const log = currentLog();
  for (let pages = 0; pages < MOST_PAGES && fromOf(log) > seq; pages++) {
    const from = fromOf(log);
    await load(log, true);
    if (log !== currentLog() || fromOf(log) === from) return;
  }
}

async function fetchAbove(log, isAskedFor) {
  const link = linkOf(log);
  if (!link) return undefined;
  link.ariaBusy = "true";
  const from = fromOf(log);
  const answer = await get(link.href).catch(() => null);
  link.ariaBusy = null;
  if (!answer?.ok) {
    if (isAskedFor && answer?.status !== 401) toast(word("unreachable"));
    return setTimeout(watch, REST);
  }
  // The log may have been drawn anew meanwhile: then this page does not adjoin it.
  if (log === currentLog() && from === fromOf(log)) quietly(log, () => apply(answer.html));
  return watch();
}

/** What was written long ago is no news: a screen reader is not to read a page of it aloud. */
function quietly(log, change) {
  log.setAttribute("aria-live", "off");
  change();
  setTimeout(() => log.removeAttribute("aria-live"), HUSH);
}

/** Point the link at what comes before, take it away at the beginning, and watch it come into view. */
function watch() {
  watcher?.disconnect();
  const log = currentLog();
  const link = log && linkOf(log);
  watched = link;
  if (!link) return undefined;
  if (fromOf(log) <= 1) return keepPlace(() => link.remove());
  const address = new URL(link.href);
  address.searchParams.set("before", fromOf(log));
  link.href = address;
  watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    load(log);
  }, { root: frameOf(log), rootMargin: AHEAD });
  return watcher.observe(link);
}

const frameOf = (log) => (scrollerOf(log) === document.scrollingElement ? null : scrollerOf(log));

/** `/sync` may have drawn the log anew, with another link. */
function watchAgain() {
  const log = currentLog();
  if (log && linkOf(log) !== watched) watch();
}

export function startOlder() {
  document.addEventListener("click", (event) => {
    const log = currentLog();
    if (!log || !event.target.closest("a.older")) return;
    event.preventDefault();
    load(log, true);
  });
  document.addEventListener("pane:shown", watch);
  document.addEventListener("live:applied", watchAgain);
  watch();
}
