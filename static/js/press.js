/** Opening a menu at what one points to: by a right click, the menu key, or a finger that rests on it. */

import { isMenuOpen, openMenu, swallow } from "./menu.js";

/** A finger rests after so long, in milliseconds, if it has moved no further than this, in pixels. */
const LONG = 450;
const SLOP = 10;

let timer = 0;
let start = null;

/** What opens the menu of the message or the chat under an element, or null. */
function openerAt(target) {
  const subject = target.closest?.(".log > article[data-seq], .chats > li");
  return target.closest?.("[data-selecting]") ? null : subject?.querySelector("[data-menu]") ?? null;
}

/** The browser's own menu is of more use on a link in a message, and on words that are selected there. */
function isForBrowser(event) {
  const isSelected = !getSelection().isCollapsed && getSelection().containsNode(event.target, true);
  return event.shiftKey || isSelected || event.target.closest(".words a") !== null;
}

function asked(event) {
  if (isMenuOpen()) return event.preventDefault();
  const opener = openerAt(event.target);
  if (!opener || isForBrowser(event)) return undefined;
  event.preventDefault();
  // Some browsers tell so of a finger, too, and may be quicker than the timer.
  if (start) return openByFinger(opener);
  return openMenu(opener, event.button === 2 ? { x: event.clientX, y: event.clientY } : null);
}

function touched(event) {
  rest();
  if (event.pointerType !== "touch" || !event.isPrimary) return;
  const opener = openerAt(event.target);
  if (!opener || event.target.closest(".acts, .row-more, .words a")) return;
  start = { x: event.clientX, y: event.clientY };
  timer = setTimeout(openByFinger, LONG, opener);
}

function openByFinger(opener) {
  rest();
  navigator.vibrate?.(10);
  openMenu(opener);
  // As the finger is lifted it must not press what it has rested on.
  addEventListener("click", swallow, true);
}

function moved(event) {
  if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLOP) rest();
}

function rest() {
  clearTimeout(timer);
  start = null;
}

export function startPresses() {
  document.addEventListener("contextmenu", asked);
  document.addEventListener("pointerdown", touched);
  document.addEventListener("pointermove", moved, { passive: true });
  document.addEventListener("pointerup", rest);
  document.addEventListener("pointercancel", rest);
}
