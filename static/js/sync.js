/** `/sync`: what brings this tab up to date. Asked by whoever suspects a gap, one request at a time. */

import { stamp } from "./cursor.js";
import { hasFrames } from "./frame.js";
import { apply } from "./live.js";
import { pauseBefore } from "./pause.js";
import { currentLog, peerShown, peopleOffered } from "./range.js";
import { get } from "./request.js";
import { settle } from "./revision.js";
import { isSignedIn } from "./session.js";

/** A tab that was hidden for longer than this asks as it is shown again, in milliseconds. */
const ASLEEP = 60_000;

/** About this many people of a page the server tells in one answer. */
const MOST = 100;

let timer = 0;
let due = Infinity;
let notBefore = 0;
let isUnderWay = false;
let isAskedAgain = false;
let failures = 0;

/** Ask within so many milliseconds, unless the server wished for a pause; askers in good time share one request. */
export function requestSync(within = 0) {
  if (!isSignedIn()) return;
  const now = performance.now();
  const at = Math.max(now + within, notBefore);
  if (at >= due) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(run, at - now);
}

async function run() {
  due = Infinity;
  isAskedAgain = isUnderWay;
  if (isUnderWay) return;
  isUnderWay = true;
  const log = currentLog();
  const answer = await get(addressFor(log)).catch(() => null);
  isUnderWay = false;
  if (answer?.ok && hasFrames(answer.html)) takeIn(answer, log);
  else tryAgain(answer);
}

function takeIn(answer, log) {
  failures = 0;
  if (hasOpened(answer)) return location.reload();
  apply(answer.html);
  if (log && log === currentLog()) settle(log);
  if (isAskedAgain) requestSync();
  return undefined;
}

/** Is this the page that says from when on the user may have messages, and has that time come? */
const hasOpened = ({ html }) => document.querySelector("main [data-closed]") !== null && !html.includes(" data-closed>");

function tryAgain(answer) {
  // A clear no is no fault: asking the same again would bring the same.
  if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) return;
  if (answer?.retryAfter) notBefore = performance.now() + answer.retryAfter;
  requestSync(pauseBefore(failures++));
}

/** Lists of their own that an answer brings where the page shows them. */
const LISTS = ["video-works", "acts"];

function addressFor(log) {
  const query = new URLSearchParams({ stamp: stamp() });
  for (const id of LISTS) if (document.getElementById(id)) query.append("shows", id);
  if (peerShown() !== null) query.set("with", peerShown());
  if (log) query.set("revision", log.dataset.revision ?? 0);
  for (const name of peopleOffered().slice(0, MOST)) query.append("person", name);
  return `/sync?${query}`;
}

/** The session may be over because somebody else has signed in: then this page is not hers, and `apply` sees to that. */
async function ended() {
  const answer = await get(addressFor(currentLog())).catch(() => null);
  if (answer?.ok && hasFrames(answer.html)) apply(answer.html);
}

export function startSync() {
  let hiddenSince = Infinity;
  document.addEventListener("live:ask", (event) => requestSync(event.detail ?? 0));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - hiddenSince > ASLEEP) requestSync();
    hiddenSince = document.hidden ? Date.now() : Infinity;
  });
  document.addEventListener("session:ended", ended);
  addEventListener("pageshow", (event) => event.persisted && requestSync());
}
