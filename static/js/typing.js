/** Typing: told while the text changes, and shown as three dots below the last message. */

import { currentField, peerOf } from "./field.js";
import { keepPlace } from "./log.js";
import { currentLog } from "./range.js";
import { post } from "./request.js";
import { isSignedIn } from "./session.js";

/** It is told at most this often, and holds for so long, in milliseconds. */
const EVERY = 3_000;
const HOLDS = 5_000;

let told = { name: null, at: -Infinity };
let timer = 0;
let newest = null;

function typed({ target }) {
  if (target !== currentField() || !target.value.trim() || !isSignedIn() || !navigator.onLine) return;
  const [name, now] = [peerOf(target), performance.now()];
  if (name === told.name && now - told.at < EVERY) return;
  told = { name, at: now };
  // Of no consequence: whoever misses it sees the message soon.
  post(`${target.form.action}typing`, {}).catch(() => null);
}

const dotsOf = (log) => document.querySelector(`#typing-${CSS.escape(log.dataset.with)} > .typing`);
const newestIn = (log) => [...log.querySelectorAll(":scope > article.theirs[data-seq]")].at(-1)?.id;

function show(isTyping) {
  clearTimeout(timer);
  const log = currentLog();
  const dots = log && dotsOf(log);
  if (!dots) return;
  if (dots.hidden === isTyping) keepPlace(() => (dots.hidden = !isTyping));
  if (isTyping) timer = setTimeout(show, HOLDS, false);
}

/** Dots come with the word that somebody is typing, and go as the message comes. */
function applied({ detail }) {
  const log = currentLog();
  if (!log) return;
  if (newestIn(log) !== newest) show(false);
  newest = newestIn(log);
  if (detail.some((said) => said.typing === log.dataset.with)) show(true);
}

export function startTyping() {
  document.addEventListener("input", typed);
  document.addEventListener("live:applied", applied);
}
