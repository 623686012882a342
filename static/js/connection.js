/** The banner that says how this tab stands with the server. It stays quiet about what heals by itself at once. */

import { socketState } from "./socket.js";

/** A connection may be away for this long before the user is told, in milliseconds. */
const TACT = 3_000;
/** How long "You're back" stays, in milliseconds. */
const STAY = 2_000;

let shown = null;
let absence = 0;
let farewell = 0;

function show(state) {
  const banner = document.getElementById("connection");
  if (!banner || shown === "signed-out") return;
  shown = state;
  banner.hidden = state === null;
  banner.dataset.shows = state;
  for (const child of banner.querySelectorAll("[data-state]")) child.hidden = child.dataset.state !== state;
  if (state === "signed-out") banner.querySelectorAll("a").forEach(comeBackHere);
}

/** After signing in the user finds herself where she was. */
function comeBackHere(link) {
  const address = new URL(link.href);
  address.searchParams.set("next", location.pathname + location.search);
  link.href = address;
}

/** Tell what holds now: at once what the user can act on, after a moment what will likely pass. */
function tell() {
  if (!navigator.onLine) return show("offline");
  if (socketState() === "open") return welcome();
  absence ||= setTimeout(miss, TACT);
  return undefined;
}

function miss() {
  absence = 0;
  if (navigator.onLine) show("reconnecting");
}

function welcome() {
  clearTimeout(absence);
  absence = 0;
  if (shown === null) return;
  show("back");
  clearTimeout(farewell);
  farewell = setTimeout(() => shown === "back" && show(null), STAY);
}

export function startConnection() {
  document.addEventListener("live:socket", tell);
  addEventListener("offline", tell);
  addEventListener("online", tell);
  document.addEventListener("session:ended", () => {
    clearTimeout(absence);
    show("signed-out");
  });
  document.addEventListener("session:renewed", () => {
    shown = null;
    show(null);
    tell();
  });
  tell();
}
