/** What can be done with a message, whichever way it is asked for: its menu, or a key. */

import { copy, textOf } from "./copy.js";
import { askToDelete } from "./remove.js";
import { replyTo } from "./reply.js";
import { startSelecting } from "./select.js";

let filledFor = null;

/** The button that likes a message or takes that back. */
export const likeOf = (article) => article.querySelector("[data-like]");

const DEEDS = {
  like: (article) => likeOf(article)?.click(),
  reply: replyTo,
  copy: (article) => textOf(article) && copy(textOf(article)),
  select: startSelecting,
  delete: (article) => askToDelete([article]),
};

/** Do with a message what a word says: like, reply, copy, select or delete. */
export const doWith = (article, word) => DEEDS[word]?.(article);

function fill({ detail: { menu, subject } }) {
  if (menu.id !== "message-menu") return;
  menu.querySelector("[data-label]").textContent = likeOf(subject).ariaLabel;
  menu.querySelector("[data-do=copy]").hidden = !textOf(subject);
  const address = `@${subject.closest("[data-with]").dataset.with}/${subject.dataset.seq}`;
  for (const link of menu.querySelectorAll("a[data-for]")) {
    // What is one's own is nothing to report.
    link.hidden = subject.matches(".mine");
    link.dataset.pattern ??= link.getAttribute("href");
    link.href = link.dataset.pattern.replace(link.dataset.for, address);
  }
  filledFor = subject;
}

/** Nothing on the page points any more at a message that is gone. */
function forgetIfGone() {
  if (!filledFor || filledFor.isConnected) return;
  filledFor = null;
  for (const link of document.querySelectorAll("#message-menu a[data-for]")) link.href = link.dataset.pattern;
}

export function startMessages() {
  document.addEventListener("menu:opening", fill);
  document.addEventListener("live:applied", forgetIfGone);
  document.addEventListener("menu:chosen", ({ detail: { menu, subject, item } }) => {
    if (menu.id === "message-menu") doWith(subject, item.dataset.do);
  });
}
