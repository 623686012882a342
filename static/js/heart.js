/** Likes: shown as they are pressed, taken back where the server says no; a double tap on a bubble likes it. */

import { likeOf } from "./message.js";

/** Two taps are one double tap within so many milliseconds. */
const TWICE = 320;

const before = new WeakMap();
let last = { article: null, at: 0 };

const heartsOf = (button) => button.closest("article").querySelector("[data-part=hearts]");

/** Show what will be, as far as eyes go; the words come with the answer. */
function foresee(button) {
  const hearts = heartsOf(button);
  const isLiked = button.ariaPressed !== "true";
  before.set(button, [...hearts.cloneNode(true).childNodes]);
  button.ariaPressed = String(isLiked);
  const count = hearts.querySelector("[data-count]");
  if (!isLiked) return count?.textContent ? count.replaceChildren() : hearts.replaceChildren();
  if (count) count.textContent = "2";
  else hearts.append(document.getElementById("own-heart")?.content.cloneNode(true) ?? "");
  return hearts.querySelector(".icon")?.classList.add("beat");
}

function takeBack(button) {
  // Drawn anew meanwhile, it shows what the server says.
  if (!button.isConnected) return;
  button.ariaPressed = String(button.ariaPressed !== "true");
  heartsOf(button).replaceChildren(...before.get(button));
}

const isLike = (button) => button.matches("[data-like]") && button.closest("article");

/** Twice is meant only on the bubble itself: a link in it is followed, a button pressed. */
function bubbleAt(target) {
  if (target.closest("a, button, [data-selecting]")) return null;
  return target.closest(".bubble")?.closest("article[data-seq]") ?? null;
}

function like(article) {
  const button = likeOf(article);
  if (button?.ariaPressed === "false") button.click();
}

function tapped(event) {
  if (event.pointerType !== "touch") return;
  const article = bubbleAt(event.target);
  const isSecond = article !== null && article === last.article && event.timeStamp - last.at < TWICE;
  last = isSecond ? { article: null, at: 0 } : { article, at: event.timeStamp };
  if (isSecond) like(article);
}

function doubleClicked(event) {
  const article = bubbleAt(event.target);
  if (!article) return;
  getSelection().removeAllRanges();
  like(article);
}

export function startHearts() {
  document.addEventListener("act:begun", ({ detail }) => isLike(detail) && foresee(detail));
  document.addEventListener("act:failed", ({ detail }) => isLike(detail) && takeBack(detail));
  document.addEventListener("pointerup", tapped);
  document.addEventListener("dblclick", doubleClicked);
}
