/**
 * The unbroken stretch of messages that a log shows: every `seq` from LO to HI that this side may see.
 * An article outside it is held aside, so that nobody reads an answer above a question that is still missing.
 */

import { versionOf } from "./memory.js";

const aside = new WeakMap();

/** The log of the chat on this page, or null. */
export const currentLog = () => document.querySelector('[role="log"][data-with]');

/** NAME of the one whose chat or profile this page shows, or null. */
export const peerShown = () => document.querySelector("[data-with]:not(li)")?.dataset.with ?? null;

/** The NAMEs of all whom this page shows: of its chat or profile, and of the rows in a list of whom to write to. */
export const namesShown = () => [
  ...new Set([...document.querySelectorAll("[data-with]")].map((element) => element.dataset.with)),
];

/** The NAMEs of all whom this page offers to follow, or to follow no longer. */
export const peopleOffered = () => {
  const buttons = [...document.querySelectorAll('span[id^="follow-"]')].map(({ id }) => id.slice("follow-".length));
  const plusses = [...document.querySelectorAll("[data-plus]")].map(({ dataset }) => dataset.plus);
  return [...new Set([...buttons, ...plusses])];
};

/** Does this page tell of NAME? A list of whom to write to may have to tell of somebody whom it does not show yet. */
export const isAbout = (name) => namesShown().includes(name) || document.querySelector("[data-anyone]") !== null;

/** The log of the chat with NAME where it is on this page, or null. */
export const logWith = (name) => (currentLog()?.dataset.with === name ? currentLog() : null);

export const fromOf = (log) => Number(log.dataset.from || 1);
export const toOf = (log) => Number(log.dataset.to || 0);
export const seqOf = (article) => Number(article.dataset.seq);

/** Does the log stop short of the chat's end? Then what is new waits until the pages between are there. */
export const isShort = (log) => "short" in log.dataset;

/** Up to where this side has deleted the chat: nothing of that is ever shown again. */
const clearedTo = (log) => Number(log.dataset.cleared || 0);

function heldBy(log) {
  if (!aside.has(log)) aside.set(log, new Map());
  return aside.get(log);
}

/** Offer an article to the log: returns the articles that have their place in it now, in order. */
export function admit(log, article) {
  const held = heldBy(log);
  const seq = seqOf(article);
  if (seq <= clearedTo(log)) return [];
  if (versionOf(held.get(seq)) <= versionOf(article)) held.set(seq, article);
  return release(log);
}

/** The log now holds everything down to `from` and up to `to`: returns what had waited for that. */
export function widen(log, { from = Infinity, to = 0 }) {
  log.dataset.from = Math.min(from, fromOf(log));
  log.dataset.to = Math.max(to, toOf(log));
  return release(log);
}

/** The log shows another stretch from now on. */
export function setRange(log, from, to) {
  log.dataset.from = from;
  log.dataset.to = to;
  delete log.dataset.short;
}

/** A log that was sent as a whole does not hold what waits within its stretch under another id: it was deleted. */
export function dropAside(log, ids) {
  for (const [seq, article] of heldBy(log)) {
    if (seq >= fromOf(log) && seq <= toOf(log) && !ids.has(article.id)) heldBy(log).delete(seq);
  }
}

/** Is there something newer than what the log can show? */
export const hasNewer = (log) => [...heldBy(log).keys()].some((seq) => seq > toOf(log));

/** Does the article with this id wait outside the stretch? */
export const isAside = (log, id) => [...heldBy(log).values()].some((article) => article.id === id);

function release(log) {
  const held = heldBy(log);
  const admitted = [];
  for (const seq of [...held.keys()].sort((one, other) => one - other)) {
    if (seq === toOf(log) + 1) log.dataset.to = seq;
    if (seq < fromOf(log) || seq > toOf(log)) continue;
    if (seq > clearedTo(log)) admitted.push(held.get(seq));
    held.delete(seq);
  }
  return admitted;
}
