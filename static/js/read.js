/** Telling the server how far the user has read: only what she can have seen, and never backwards. */

import { apply } from "./live.js";
import { isAtEnd } from "./log.js";
import { currentLog } from "./range.js";
import { put } from "./request.js";
import { isSignedIn } from "./session.js";

/** Messages that come in one breath are reported together, in milliseconds. */
const BREATH = 150;

/** How far each chat has been read, as far as this tab knows. */
const reached = new Map();
let timer = 0;
let isUnderWay = false;

const reachedIn = (log) => Math.max(reached.get(log.dataset.with) ?? 0, Number(log.dataset.read ?? 0));

function reach(name, seq) {
  reached.set(name, Math.max(seq, reached.get(name) ?? 0));
}

/** The newest message of the other one, if the user has it before her eyes and has not read it yet; else 0. */
function newlySeen(log) {
  if (document.hidden || !document.hasFocus() || !isAtEnd(log)) return 0;
  const newest = [...log.querySelectorAll(":scope > article.theirs[data-seq]")].at(-1);
  const seq = Number(newest?.dataset.seq ?? 0);
  return seq > reachedIn(log) ? seq : 0;
}

async function report() {
  timer = 0;
  const log = currentLog();
  if (!log || isUnderWay || !isSignedIn()) return;
  const seq = newlySeen(log);
  if (!seq) return;
  isUnderWay = true;
  const answer = await put(`/messages/@${log.dataset.with}/read`, { seq }).catch(() => null);
  isUnderWay = false;
  // Without an answer the next thing that happens on the page tries again.
  if (!answer || answer.status >= 500 || answer.status === 429) return;
  reach(log.dataset.with, seq);
  apply(answer.html);
  look();
}

function look() {
  const log = currentLog();
  if (log && newlySeen(log)) timer ||= setTimeout(report, BREATH);
}

export function startRead() {
  document.addEventListener("live:applied", ({ detail }) => {
    for (const said of detail) if (said.read !== null) reach(said.read, said.seq ?? 0);
    look();
  });
  document.addEventListener("scroll", look, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  document.addEventListener("pane:shown", () => {
    // Opened anew, the page knows best: it may have been marked unread since.
    reached.delete(currentLog()?.dataset.with);
    look();
  });
  addEventListener("focus", look);
  look();
}
