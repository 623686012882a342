/** What the server's answer means for something that was sent. */

import * as bubble from "./bubble.js";
import { hasFrames } from "./frame.js";
import { apply } from "./live.js";
import { tellOthers } from "./others.js";
import { pauseBefore } from "./pause.js";
import { wordsOf } from "./request.js";
import * as waiting from "./waiting.js";
import { word } from "./words.js";

/** A pause after too many sends is made silently up to this long; beyond it the words go back, in milliseconds. */
const SHORT = 30_000;
/** Nothing else that waits for the same person can go either: she may not be written to, or is not there. */
const FOR_ALL = [403, 404];

/** The page is to show what has become of what waits, here and in the other tabs. */
export function changed() {
  document.dispatchEvent(new CustomEvent("outbox:changed"));
  tellOthers("outbox");
}

/** Do as an answer (null: none came) says; answers whether the next thing may be tried now. */
export function settle(item, answer) {
  // It waits for the next sign-in of its author.
  if (answer?.status === 401) return void changed();
  if (isOpen(answer)) return later(item, answer?.retryAfter ?? null);
  return answer.ok ? delivered(item, answer.html) : refused(item, answer);
}

/** Does an answer (null: none came) leave open what will become of it, so that it has to be sent again? */
export function isOpen(answer) {
  const { status = 0, ok = false, html = "", retryAfter = null } = answer ?? {};
  if (status === 0 || status === 401 || status === 408 || status >= 500) return true;
  // A network that lets nobody through says yes, and no, in words of its own.
  if (ok || status === 403) return !hasFrames(html);
  return status === 429 && (retryAfter ?? 0) <= SHORT;
}

async function delivered(item, html) {
  tellOthers("frames", html);
  try {
    apply(html);
  } finally {
    await waiting.take(item);
    changed();
  }
  return true;
}

/** `pause` is what the server wishes for, in milliseconds, or null. */
async function later(item, pause) {
  // Its answer was lost, but the message itself has come by another way.
  if (bubble.isDelivered(item)) await waiting.take(item);
  else await waiting.mark(item, postponed(item, pause));
  changed();
  return true;
}

const postponed = ({ tries }, pause) => ({
  tries: tries + 1,
  due: Date.now() + (pause ?? pauseBefore(tries, { least: 2_000 })),
  isAsked: pause !== null,
});

/** It will not be tried again: it waits for its author, and so does what was to follow where that can't go either. */
async function refused(item, { status, html }) {
  apply(html);
  const returned = { status, words: wordsOf(html) ?? word("refused") };
  const isFirst = (one) => one.id === item.id;
  const waits = (await waiting.allFor(item.name)).filter((one) => !one.returned);
  const doomed = FOR_ALL.includes(status) ? waits : waits.filter(isFirst);
  for (const one of doomed) await waiting.mark(one, { returned });
  changed();
  return true;
}
