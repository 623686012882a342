/** htmx draws one pane anew while the rest of the page stays: whatever hangs on a pane starts over. */

import { invite } from "./composer.js";
import { openField } from "./field.js";
import { buryUnder } from "./fragments.js";
import { openLog } from "./log.js";
import { resume } from "./outbox.js";
import { adopt } from "./parts.js";
import { currentLog } from "./range.js";
import { endSession } from "./session.js";
import { followPane, followPeople } from "./socket.js";

/** Mark the row of the open chat, and only that. */
function markRows() {
  for (const link of document.querySelectorAll("#chats a[href], #requests a[href]")) {
    if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Something new stands on the page that did not come through a frame. */
function shown(element) {
  adopt(element);
  buryUnder(element);
  if (element.matches("#people")) followPeople();
  if (!element.matches("#pane") && !element.querySelector("#pane")) return;
  markRows();
  openChat();
  followPane();
  document.dispatchEvent(new CustomEvent("pane:shown"));
  invite();
}

/** What a list asks by itself ends the session of the page where there is none; it leads nobody away unasked. */
function answered(event) {
  const { elt, xhr } = event.detail;
  if (xhr.status !== 401 || !elt.matches("[data-anyone]")) return;
  event.preventDefault();
  endSession();
}

/** The chat of this page, if it has one, begins: its log, what is under way in it, its draft. */
function openChat() {
  openLog();
  openField();
  if (currentLog()) resume(currentLog().dataset.with);
}

export function startPanes() {
  adopt(document);
  openChat();
  markRows();
  document.addEventListener("htmx:load", ({ detail: { elt } }) => elt !== document.body && shown(elt));
  document.addEventListener("htmx:beforeOnLoad", answered);
  document.addEventListener("live:applied", markRows);
}
