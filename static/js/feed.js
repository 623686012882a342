/** The feed: the video in view plays, the next one is made ready, those far away are let go; more come by themselves. */

import { forget, prepare, release, show, start, stop } from "./film.js";
import { get } from "./request.js";
import { isWatched } from "./sharing.js";

/** So many videos before the last, the next page is asked for. */
const AHEAD = 3;
/** A video of which so much is in view is the one that is watched. */
const MOST = 0.6;

let watcher = null;
let current = null;
let isLoading = false;

const feed = () => document.querySelector("[data-feed]");
const reels = () => [...document.querySelectorAll("[data-reel]")];

/** From now on this video is watched. */
function watch(reel) {
  if (reel === current) return;
  if (current) stop(current);
  current = reel;
  const all = reels();
  const at = all.indexOf(reel);
  all.forEach((one, index) => {
    if (index === at + 1) prepare(one);
    else if (Math.abs(index - at) > 1) release(one);
  });
  start(reel);
  if (all.length - at <= AHEAD) loadMore();
}

function seen(entries) {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) watch(target);
    else if (target === current) {
      stop(target);
      current = null;
    }
  }
}

/** Fetch the next page and put it in the place of the link to it. */
async function loadMore() {
  const link = feed().querySelector("[data-more]");
  if (!link || isLoading) return;
  isLoading = true;
  const answer = await get(link.href).catch(() => null);
  isLoading = false;
  if (!answer?.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = answer.html;
  // What was shown already is not shown again: somebody may have posted meanwhile.
  for (const reel of holder.content.querySelectorAll("[data-reel]")) {
    if (document.getElementById(reel.id)) reel.remove();
  }
  const fresh = [...holder.content.querySelectorAll("[data-reel]")];
  link.replaceWith(holder.content);
  fresh.forEach(open);
}

function open(reel) {
  show(reel);
  watcher.observe(reel);
}

/** Scroll to the video before or after the one that is watched. */
function step(by) {
  const all = reels();
  const next = all[Math.max(all.indexOf(current) + by, 0)];
  next?.scrollIntoView({ block: "start" });
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 1, PageUp: -1, j: 1, k: -1 };

function pressed(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isWatched(event.target)) return;
  const by = STEPS[event.key];
  if (by === undefined) return;
  event.preventDefault();
  step(by);
}

export function startFeed() {
  if (!feed()) return;
  feed().dataset.runs = "";
  watcher = new IntersectionObserver(seen, { root: feed(), threshold: MOST });
  reels().forEach(open);
  document.addEventListener("keydown", pressed);
  document.addEventListener("visibilitychange", () => current && (document.hidden ? stop : start)(current));
  addEventListener("pagehide", () => reels().forEach(forget));
}
