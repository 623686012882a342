/** What only shows among neighbours: which messages make one run, and where a new day begins. */

import { dayOf, localise } from "./times.js";

/** Messages by one person at most this far apart are one run, in milliseconds. */
const PAUSE = 5 * 60_000;

/** Mark runs and days in a log; writes only what changed, so it may be called after every change. */
export function markRuns(log) {
  const articles = [...log.querySelectorAll(":scope > article")];
  const facts = articles.map(factsOf);
  const joins = facts.map((fact, index) => index > 0 && isOneRun(facts[index - 1], fact));
  articles.forEach((article, index) => {
    const run = nameOf(joins[index], joins[index + 1]);
    if (article.dataset.run !== run) article.dataset.run = run;
  });
  separateDays(log, articles, facts);
}

/** By whom and when each message is: that never changes, and a long log asks for it often. */
const known = new WeakMap();

function factsOf(article) {
  if (!known.has(article)) {
    const date = new Date(article.querySelector("time[datetime]")?.dateTime ?? NaN);
    known.set(article, { from: article.dataset.from, at: date.getTime(), day: dayOf(date) });
  }
  return known.get(article);
}

const isOneRun = (one, next) => one.from === next.from && one.day === next.day && next.at - one.at <= PAUSE;

function nameOf(joinsPrevious, joinsNext) {
  if (joinsPrevious) return joinsNext ? "middle" : "end";
  return joinsNext ? "start" : "only";
}

function separateDays(log, articles, facts) {
  const stale = new Set(log.querySelectorAll(":scope > .day"));
  articles.forEach((article, index) => {
    const { day, at } = facts[index];
    if (Number.isNaN(at) || facts[index - 1]?.day === day) return;
    const below = lineAbove(article) ?? article;
    const previous = below.previousElementSibling;
    if (previous?.dataset.day === day) stale.delete(previous);
    else below.before(separator(day));
  });
  stale.forEach((element) => element.remove());
}

/** The line "New" that stands right above an article: a day begins before it. */
const lineAbove = ({ previousElementSibling: above }) => (above?.matches(".unread-line") ? above : null);

function separator(day) {
  const element = document.createElement("div");
  element.className = "day";
  element.dataset.day = day;
  const time = document.createElement("time");
  time.dateTime = `${day}T12:00`;
  time.dataset.style = "day";
  element.append(time);
  localise(element);
  return element;
}
