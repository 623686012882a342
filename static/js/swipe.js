/** A swipe along the line of reading answers the message under the finger. */

import { replyTo } from "./reply.js";

/** From here on a movement counts as a swipe, and from there on it is let go as an answer, in pixels. */
const BEGIN = 14;
const FAR = 64;
const MOST = 88;

let swipe = null;

const isForward = document.dir === "rtl" ? -1 : 1;

function begin(event) {
  end();
  const article = event.target.closest?.(".log > article[data-seq]");
  if (event.pointerType !== "touch" || !event.isPrimary || !article || article.closest("[data-selecting]")) return;
  swipe = { article, x: event.clientX, y: event.clientY, by: 0, mark: null };
}

function move(event) {
  if (!swipe) return;
  const by = (event.clientX - swipe.x) * isForward;
  const across = Math.abs(event.clientY - swipe.y);
  if (!swipe.mark && (across > BEGIN || by < -BEGIN)) return end();
  if (!swipe.mark && by < BEGIN) return undefined;
  swipe.mark ??= markOn(swipe.article);
  swipe.by = Math.min(Math.max(by - BEGIN, 0), MOST);
  swipe.mark.classList.toggle("far", swipe.by >= FAR);
  swipe.article.style.transform = `translateX(${swipe.by * isForward}px)`;
  return undefined;
}

function markOn(article) {
  const mark = document.getElementById("swipe-mark")?.content.firstElementChild.cloneNode(true);
  if (mark) article.append(mark);
  return mark ?? document.createElement("i");
}

function end() {
  if (!swipe) return;
  swipe.mark?.remove();
  swipe.article.style.transform = "";
  swipe = null;
}

function letGo() {
  const article = swipe?.by >= FAR && swipe.article;
  end();
  if (article) replyTo(article);
}

export function startSwipes() {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move, { passive: true });
  document.addEventListener("pointerup", letGo);
  document.addEventListener("pointercancel", end);
}
