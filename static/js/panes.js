/** htmx draws one pane anew while the rest of the page stays: whatever hangs on a pane starts over. */

import { showUnread } from "./around.js";
import { invite, openField } from "./field.js";
import { buryUnder } from "./fragments.js";
import { openLog } from "./log.js";
import { pump } from "./outbox.js";
import { adopt } from "./parts.js";
import { currentLog } from "./range.js";
import { endSession } from "./session.js";
import { followPane, followPeople } from "./socket.js";

const ROWS = "#chats a[href], #requests a[href]";

/** A chat slides in where it comes to lie upon the list, before eyes that can stand it; elsewhere it is just there. */
const slides = matchMedia("(width < 900px) and (prefers-reduced-motion: no-preference)");

/** The row whose chat is on its way: it is marked at once, and the next key goes on from there. */
let chosen = null;

/** Mark the row of the chat that is open or about to be, and only that. */
function markRows() {
  const open = chosen ? new URL(chosen.href).pathname : location.pathname;
  for (const link of document.querySelectorAll(ROWS)) {
    if (new URL(link.href).pathname === open) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** A row was chosen. */
function asked({ detail: { elt } }) {
  if (!elt.matches(ROWS)) return;
  chosen = elt;
  markRows();
}

/** Its chat could not be had, or another row was chosen meanwhile. */
function given({ detail: { elt, successful } }) {
  if (elt !== chosen || successful) return;
  chosen = null;
  markRows();
}

/** Something new stands on the page that did not come through a frame. */
function shown(element) {
  adopt(element);
  buryUnder(element);
  if (element.matches("#people")) followPeople();
  if (!element.matches("#pane") && !element.querySelector("#pane")) return;
  chosen = null;
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
  showUnread();
  openField();
  if (currentLog()) pump(currentLog().dataset.with);
}

export function startPanes() {
  adopt(document);
  openChat();
  markRows();
  document.addEventListener("htmx:load", ({ detail: { elt } }) => elt !== document.body && shown(elt));
  document.addEventListener("htmx:beforeRequest", asked);
  document.addEventListener("htmx:afterRequest", given);
  document.addEventListener("htmx:beforeOnLoad", answered);
  document.addEventListener("htmx:beforeTransition", (event) => {
    if (document.hidden || !slides.matches) event.preventDefault();
  });
  document.addEventListener("live:applied", markRows);
}
