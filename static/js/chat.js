/** What can be done with a chat, from its row in the list and from its head. */

import { currentField } from "./field.js";
import { askToDeleteChat } from "./remove.js";

/** How a chat stands, in words: listed, row, pinned, muted, unread. */
function stateOf({ opener, subject }) {
  const state = subject.dataset.is ?? document.getElementById(`state-${opener.dataset.chat}`)?.dataset.is ?? "";
  return new Set(state.split(" "));
}

const fits = ({ dataset }, state) =>
  (dataset.if === undefined || state.has(dataset.if)) && !(dataset.unless !== undefined && state.has(dataset.unless));

function fill({ detail }) {
  if (detail.menu.id !== "chat-menu") return;
  const state = stateOf(detail);
  for (const item of detail.menu.querySelectorAll("[role=menuitem]")) {
    item.hidden = !fits(item, state);
    const leads = item.localName === "a" ? "href" : "formaction";
    if (!item.hasAttribute(leads)) continue;
    item.dataset.pattern ??= item.getAttribute(leads);
    item.setAttribute(leads, item.dataset.pattern.replace("@name", `@${detail.opener.dataset.chat}`));
  }
}

function chosen({ detail: { menu, opener, subject, item } }) {
  if (menu.id !== "chat-menu" || item.dataset.do !== "delete") return;
  askToDeleteChat(opener.dataset.chat, subject.querySelector(".name").textContent);
}

/** The buttons of somebody who asks to be answered. */
function clicked(event) {
  const link = event.target.closest("[data-answer], [data-delete-chat]");
  if (!link) return;
  event.preventDefault();
  if ("answer" in link.dataset) currentField()?.focus();
  else askToDeleteChat(link.dataset.deleteChat, document.querySelector(".chat-peer .name").textContent);
}

export function startChats() {
  document.addEventListener("menu:opening", fill);
  document.addEventListener("menu:chosen", chosen);
  document.addEventListener("click", clicked);
}
