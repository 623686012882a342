/** The one door through which everything that the server says comes onto the page. */

import * as cursor from "./cursor.js";
import { place, takeIn } from "./fragments.js";
import { parse, read } from "./frame.js";
import { keepPlace } from "./log.js";
import { currentLog, fromOf, hasNewer, isAbout, isShort, logWith, toOf, widen } from "./range.js";
import { claim, raise } from "./revision.js";
import { takeWhole } from "./whole.js";

/** How far apart tabs ask again after a change that concerns many, in milliseconds. */
const JITTER = 250;

/**
 * Take in every `<live-frame>` of an HTML text (or under an element), in whatever order frames come and
 * however often. Whoever wants to know listens to `live:applied`, whose detail lists what the frames said.
 */
export function apply(source) {
  const frames = parse(source);
  const said = [];
  keepPlace(() => frames.forEach((frame) => said.push(take(frame))));
  document.dispatchEvent(new CustomEvent("live:applied", { detail: said }));
}

function take(frame) {
  const said = read(frame);
  if (isForAnother(said)) return said;
  const log = said.with === null ? null : logWith(said.with);
  const inTurn = claim(frame);
  if (log) open(log, said);
  for (const child of [...frame.children]) {
    if ("whole" in child.dataset) takeWhole(child, said.stamp);
    else if (child.id) takeIn(child);
  }
  if (said.isSync) synced(log, said);
  else if (said.stamp !== null) cursor.advance(said.prev, said.stamp, inTurn);
  cursor.watch(!said.isSync && currentLog() !== null && hasNewer(currentLog()) && !isShort(currentLog()));
  if (concerns(said.ask)) ask(Math.random() * JITTER);
  return said;
}

/** Somebody else has signed in meanwhile: nothing on this page is hers. */
function isForAnother({ me }) {
  const other = me !== null && me !== document.body.dataset.me;
  if (other) location.reload();
  return other;
}

/** The log's stretch grows by what the frame vouches for, so that its messages find their place in it. */
function open(log, said) {
  const reach = {};
  if (said.isOlder && said.from !== null && (said.to ?? fromOf(log)) >= fromOf(log) - 1) reach.from = said.from;
  if (said.isNewer && said.from <= toOf(log) + 1) {
    reach.to = said.to;
    if (!said.isShort) delete log.dataset.short;
  }
  if (said.isSync && said.to !== null && !isShort(log)) reach.to = said.to;
  widen(log, reach).forEach((article) => place(article, log));
}

function synced(log, { stamp, revision }) {
  cursor.reach(stamp);
  if (log && revision !== null) raise(log, revision);
}

/** Is this page to ask again: has a fact about someone it shows, or about everybody, changed? */
const concerns = (name) => name === "" || (name !== null && isAbout(name));

/** Ask `/sync` again within so many milliseconds. */
function ask(within) {
  document.dispatchEvent(new CustomEvent("live:ask", { detail: within }));
}
