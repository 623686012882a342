/** The socket: frames come in, nothing goes out. It opens itself again for as long as somebody is signed in. */

import { apply } from "./live.js";
import { pauseBefore } from "./pause.js";
import { namesShown } from "./range.js";
import { isSignedIn } from "./session.js";
import { requestSync } from "./sync.js";

/** The server speaks at least every 30 s: a socket silent for longer than this is dead, in milliseconds. */
const SILENCE = 45_000;
/** A socket that held for this long was well: the next attempt need not wait, in milliseconds. */
const WELL = 5_000;
const SIGNED_OUT = 4401;
/** A new password ends the session and begins another in the answer that is still on its way, in milliseconds. */
const RENEWAL = 700;
/** The server watches over this many people for one socket. */
const MOST = 100;

let socket = null;
let address = "";
let tries = 0;
let heard = 0;
let openedAt = Infinity;
let timer = 0;
let state = "closed";

/** `closed`, `connecting` or `open`. */
export const socketState = () => state;

function change(next) {
  state = next;
  document.dispatchEvent(new CustomEvent("live:socket", { detail: next }));
}

/** Where the socket for what this page shows is to be had. */
function addressNow() {
  const query = new URLSearchParams(namesShown().slice(0, MOST).map((name) => ["with", name]));
  const url = new URL(`/ws/?${query}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** Open a socket for what this page shows, in place of the one before. */
export function connect() {
  clearTimeout(timer);
  drop();
  if (!isSignedIn() || !navigator.onLine) return;
  address = addressNow();
  socket = new WebSocket(address);
  heard = Date.now();
  change("connecting");
  socket.onopen = opened;
  socket.onmessage = received;
  socket.onclose = closed;
}

function opened() {
  heard = openedAt = Date.now();
  change("open");
  // Not `requestSync` alone: a list of people has its own way to ask what it missed.
  document.dispatchEvent(new CustomEvent("live:ask"));
}

function received(event) {
  heard = Date.now();
  apply(event.data);
}

function closed(event) {
  if (Date.now() - openedAt > WELL) tries = 0;
  drop();
  if (event.code === SIGNED_OUT) timer = setTimeout(tryAgain, RENEWAL);
  else tryAgain();
}

/** Where no socket can be had, asking at every attempt still keeps the page alive, and tells of a lost session. */
function tryAgain() {
  requestSync();
  timer = setTimeout(connect, pauseBefore(tries++));
}

function drop() {
  if (!socket) return;
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
  socket = null;
  openedAt = Infinity;
  change("closed");
}

/** Connect now unless a socket is open and well. */
function ensure() {
  if (state === "closed" || Date.now() - heard > SILENCE) connect();
}

/** The page shows other people now: the socket follows. Answers whether it had to. */
export function followPeople() {
  const isElsewhere = state === "closed" || address !== addressNow();
  if (isElsewhere) connect();
  return isElsewhere;
}

/** The pane of this page changed: the socket follows it; the same chat drawn anew only needs what it missed. */
export const followPane = () => followPeople() || requestSync();

export function startSocket() {
  addEventListener("online", connect);
  addEventListener("offline", drop);
  addEventListener("pagehide", drop);
  addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("session:ended", () => {
    clearTimeout(timer);
    drop();
  });
  document.addEventListener("session:renewed", connect);
  document.addEventListener("visibilitychange", () => !document.hidden && ensure());
  setInterval(() => state !== "closed" && ensure(), 5_000);
  connect();
}
