/**
 * Messages on their way: one at a time per chat, in order, by one tab whichever wrote them, each under an id of its own
 * that makes trying again harmless. They wait until the server has them, across reloads and restarts.
 */

import { alone } from "./alone.js";
import * as bubble from "./bubble.js";
import { apply } from "./live.js";
import { onOthers } from "./others.js";
import { changed, settle } from "./receipt.js";
import { post } from "./request.js";
import { isSignedIn, me } from "./session.js";
import { jot, jotted, unjot } from "./storage.js";
import * as waiting from "./waiting.js";

/** A moment this far ahead comes of a clock that was set back, not of a pause between two tries, in milliseconds. */
const LONGEST = 60_000;

const timers = new Map();

const keyOf = (name) => `outbox:${me()}:${name}`;

/**
 * Send something: `{name, shown, id, url, fields, at, picture}`, to NAME (displayed as `shown`), drawn under its id, as
 * typed or picked at that moment; `fields` hold the client id.
 */
export async function send(entry) {
  const item = { ...entry, me: me(), tries: 0, due: 0 };
  // A page that is closed this very moment has no time for more.
  jot(item);
  bubble.draw(item);
  if (await waiting.put(item)) unjot(item);
  const sending = pump(item.name);
  changed();
  return sending;
}

/** Send what waits for NAME; where another tab is at it there will be nothing left. */
export async function pump(name) {
  if (!isSignedIn()) return;
  await alone(keyOf(name), async () => {
    while (await step(name));
  });
}

/** Try everything at once: the connection is back, or the user said so. A pause that the server wished for is kept. */
export async function retryAll() {
  const names = new Set();
  for (const item of await waiting.all()) {
    if (item.returned || names.has(item.name)) continue;
    names.add(item.name);
    if (item.tries && !item.isAsked) await waiting.mark(item, { tries: 0, due: 0 });
  }
  if (names.size) changed();
  names.forEach(pump);
}

/** Send the first thing that waits for NAME; answers whether to go on with the next. */
async function step(name) {
  const item = (await waiting.allFor(name)).find((one) => !one.returned);
  clearTimeout(timers.get(name));
  if (!item || !isSignedIn() || !navigator.onLine) return false;
  const rest = item.due - Date.now();
  if (rest > 0 && (item.isAsked || rest < LONGEST)) {
    timers.set(name, setTimeout(pump, rest, name));
    return false;
  }
  return settle(item, await post(item.url, item.fields).catch(() => null));
}

/** Take something back that is not sent yet: answers it, or undefined where it was too late. */
export async function cancel(id) {
  const item = (await waiting.all()).find((one) => one.id === id);
  if (!item) return undefined;
  const [first] = (await waiting.allFor(item.name)).filter((one) => !one.returned);
  // The first may be under way this moment: then its answer says what has become of it.
  const isTaken = first.id === id ? await alone(keyOf(item.name), () => waiting.take(item)) : await waiting.take(item);
  changed();
  pump(item.name);
  return isTaken ? item : undefined;
}

/** What an earlier page, or one of an earlier release, had no time to put among what waits. */
async function takeUp() {
  for (const item of jotted()) if (await waiting.put({ tries: 0, due: 0, ...item })) unjot(item);
  return retryAll();
}

export function startOutbox() {
  takeUp();
  onOthers("frames", apply);
  addEventListener("online", retryAll);
  document.addEventListener("session:renewed", retryAll);
  document.addEventListener("live:socket", ({ detail }) => detail === "open" && retryAll());
  document.addEventListener("click", ({ target }) => target.closest("[data-retry]") && retryAll());
}
