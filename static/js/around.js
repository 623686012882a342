/**
 * A chat opened elsewhere than at its end: at one of its messages, or where what is new begins. From there the way
 * leads to the newest.
 */

import { apply } from "./live.js";
import { scrollerOf, showPill, toEnd } from "./log.js";
import { lead, messageAt } from "./quote.js";
import { currentLog, isShort } from "./range.js";
import { get } from "./request.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

/** What stands above the line "New", as a hint of where one was, in pixels. */
const HINT = 24;

/** Show where what is new begins, if that is out of sight. */
export function showUnread() {
  const log = currentLog();
  const line = log?.querySelector(":scope > .unread-line");
  if (!line || log.dataset.around) return;
  const scroller = scrollerOf(log);
  const above = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top - HINT;
  if (above >= 0) return;
  scroller.scrollTop += above;
  showPill(log, true);
}

/** Lead to what the page was opened for, once. */
function show() {
  const log = currentLog();
  const article = log?.dataset.around && messageAt(log, log.dataset.around);
  if (!article) return;
  delete log.dataset.around;
  lead(article);
}

/** Draw the log anew with its newest page; the address no longer says anything else. */
async function jump() {
  const log = currentLog();
  const address = new URL(`/messages/@${log.dataset.with}/`, location.href);
  const answer = await get(`${address}?newest=1`).catch(() => null);
  if (log !== currentLog() || !isShort(log)) return;
  if (!answer?.ok) return void toast(word("unreachable"));
  apply(answer.html);
  if (location.pathname === address.pathname) history.replaceState(history.state, "", address);
  toEnd(log);
}

const jumpIfShort = () => currentLog() && isShort(currentLog()) && jump();

export function startAround() {
  document.addEventListener("pane:shown", show);
  document.addEventListener("click", ({ target }) => target.closest("#pill") && jumpIfShort());
  // What is sent stands at the end of the chat.
  document.addEventListener("submit", ({ target }) => target.matches(".composer-form") && jumpIfShort());
  show();
}
