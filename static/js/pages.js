/** Older and newer messages come in as the reader nears that end of the log. */

import * as busy from "./busy.js";
import { apply } from "./live.js";
import { keepPlace, scrollerOf, showPill } from "./log.js";
import { currentLog, fromOf, isShort, toOf } from "./range.js";
import { get } from "./request.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

/** How far beyond what is in view the next page is asked for. */
const AHEAD = "800px 0px";
/** Screen readers look at what has changed a moment later, in milliseconds. */
const HUSH = 1_000;
/** After a failure the link rests for this long, in milliseconds; a press on it tries at once. */
const REST = 5_000;
/** Whoever follows a quote further back than this many pages is led by its address. */
const MOST_PAGES = 20;

/** The two ends: the link there, what its address says, where the log ends now, and whether that is the chat's end. */
const OLDER = { link: "a.older", asks: "before", edge: fromOf, isReached: (log) => fromOf(log) <= 1 };
const NEWER = { link: "a.newer", asks: "after", edge: toOf, isReached: (log) => !isShort(log) };
const ENDS = [OLDER, NEWER];

let watcher = null;
let watched = [];
let underWay = null;

const linksOf = (log) => ENDS.map((end) => log.querySelector(end.link));

/** Fetch the page beyond an end, one at a time; one that was not asked for fails silently and is tried again. */
function load(log, end, isAskedFor = false) {
  underWay ??= fetchBeyond(log, end, isAskedFor).finally(() => (underWay = null));
  return underWay;
}

/** Fetch page after page until the log holds everything from `seq` on, or the next one can't be had. */
export async function loadBackTo(seq) {
  const log = currentLog();
  for (let pages = 0; pages < MOST_PAGES && fromOf(log) > seq; pages++) {
    const from = fromOf(log);
    await load(log, OLDER, true);
    if (log !== currentLog() || fromOf(log) === from) return;
  }
}

async function fetchBeyond(log, end, isAskedFor) {
  const link = log.querySelector(end.link);
  if (!link) return undefined;
  busy.begin(link);
  const edge = end.edge(log);
  const answer = await get(link.href).catch(() => null);
  busy.end(link);
  if (!answer?.ok) {
    if (isAskedFor && answer?.status !== 401) toast(word("unreachable"));
    return setTimeout(watch, REST);
  }
  // The log may have been drawn anew meanwhile: then this page does not adjoin it.
  if (log === currentLog() && edge === end.edge(log)) quietly(log, () => apply(answer.html));
  return watch();
}

/** What was written long ago is no news: a screen reader is not to read a page of it aloud. */
function quietly(log, change) {
  const wasShort = isShort(log);
  log.setAttribute("aria-live", "off");
  change();
  if (wasShort && !isShort(log)) document.getElementById("pill").hidden = true;
  // What is new was not seen because the last of it has been fetched.
  showPill(log, log.querySelector(":scope > .unread-line") !== null);
  setTimeout(() => log.removeAttribute("aria-live"), HUSH);
}

/** Point the links at what comes next, take them away at the chat's ends, and watch them come into view. */
function watch() {
  watcher?.disconnect();
  const log = currentLog();
  if (!log) return;
  for (const end of ENDS) refresh(log, end);
  watched = linksOf(log);
  watcher = new IntersectionObserver((entries) => {
    const seen = entries.find((entry) => entry.isIntersecting)?.target;
    if (!seen) return;
    watcher.disconnect();
    load(log, ENDS.find((end) => seen.matches(end.link)));
  }, { root: frameOf(log), rootMargin: AHEAD });
  watched.forEach((link) => link && watcher.observe(link));
}

function refresh(log, end) {
  const link = log.querySelector(end.link);
  if (!link) return;
  if (end.isReached(log)) return void keepPlace(() => link.remove());
  const address = new URL(link.href);
  address.searchParams.set(end.asks, end.edge(log));
  link.href = address;
}

const frameOf = (log) => (scrollerOf(log) === document.scrollingElement ? null : scrollerOf(log));

/** `/sync` may have drawn the log anew, with other links. */
function watchAgain() {
  const log = currentLog();
  if (log && linksOf(log).some((link, index) => link !== watched[index])) watch();
}

export function startPages() {
  document.addEventListener("click", (event) => {
    const log = currentLog();
    const end = log && ENDS.find(({ link }) => event.target.closest(link));
    if (!end) return;
    event.preventDefault();
    load(log, end, true);
  });
  document.addEventListener("pane:shown", watch);
  document.addEventListener("live:applied", watchAgain);
  watch();
}
