/**
 * Messages on their way: one at a time per chat, in order, each under an id of its own that makes trying again
 * harmless. They are kept until the server has them, across reloads too.
 */

import * as bubble from "./bubble.js";
import { hasFrames } from "./frame.js";
import { apply } from "./live.js";
import { pauseBefore } from "./pause.js";
import { post, wordsOf } from "./request.js";
import { isSignedIn } from "./session.js";
import { keep, kept, namesWith } from "./storage.js";
import { word } from "./words.js";

/** A pause the server asks for is made silently up to this long; beyond it the words go back, in milliseconds. */
const SHORT = 30_000;

const queues = new Map();

function queueFor(name) {
  if (!queues.has(name)) queues.set(name, { entries: [], isBusy: false, tries: 0, timer: 0 });
  return queues.get(name);
}

const placeOf = (entry) => `${entry.name}:${entry.id}`;

/** Send a message: `{name, id, url, fields, at, picture}`, to NAME, under its client id, as typed or picked then. */
export function send(entry) {
  keep("outbox", placeOf(entry), JSON.stringify(entry));
  const queue = queueFor(entry.name);
  queue.entries.push(entry);
  bubble.draw(entry);
  pump(queue);
}

/** Draw what is still under way to NAME, whose log has come onto the page. */
export function resume(name) {
  const queue = queueFor(name);
  queue.entries.forEach(bubble.draw);
  pump(queue);
}

/** Try everything at once: the connection is back, or the user said so. */
export function retryAll() {
  for (const queue of queues.values()) {
    queue.tries = 0;
    pump(queue);
  }
}

async function pump(queue) {
  const [entry] = queue.entries;
  if (!entry || queue.isBusy || !isSignedIn()) return;
  clearTimeout(queue.timer);
  if (!navigator.onLine) return queue.entries.forEach((one) => bubble.tell(one, "waiting", true));
  queue.isBusy = true;
  if (queue.tries === 0) queue.entries.forEach((one) => bubble.tell(one, null, false));
  const answer = await post(entry.url, { ...entry.fields, client_id: entry.id }).catch(() => null);
  queue.isBusy = false;
  return take(answer, queue, entry);
}

/** What an answer means for the message at the head of its queue. */
function take(answer, queue, entry) {
  const { status = 0, ok = false, retryAfter = null } = answer ?? {};
  if (status === 401) return;
  const isBusyThere = status === 429 || status >= 500;
  if (ok && hasFrames(answer.html)) {
    apply(answer.html);
    discard(queue, [entry]);
    pump(queue);
  } else if (answer === null || ok || (isBusyThere && (retryAfter ?? 0) <= SHORT)) {
    later(queue, entry, retryAfter);
  } else {
    apply(answer.html);
    // After a refusal nothing that waits can go either; otherwise only this one is at fault.
    giveBack(queue, status === 403 ? [...queue.entries] : [entry], answer);
  }
}

function later(queue, entry, pause) {
  if (bubble.isDelivered(entry)) discard(queue, [entry]);
  else if (pause === null) bubble.tell(entry, "unsent", true);
  queue.timer = setTimeout(pump, pause ?? pauseBefore(queue.tries++, { least: 2_000 }), queue);
}

/** The words return to where they were typed: nothing that was written is lost. */
function giveBack(queue, entries, answer) {
  const text = entries.map((entry) => entry.fields.text).filter(Boolean).join("\n");
  const words = wordsOf(answer.html) ?? word("refused");
  discard(queue, entries);
  const { name, fields } = entries[0];
  const pictures = entries.map((entry) => entry.picture).filter(Boolean);
  const detail = { name, text, words, replyTo: fields.reply_to, pictures, status: answer.status };
  document.dispatchEvent(new CustomEvent("outbox:returned", { detail }));
  pump(queue);
}

function discard(queue, entries) {
  queue.entries = queue.entries.filter((entry) => !entries.includes(entry));
  queue.tries = 0;
  for (const entry of entries) {
    keep("outbox", placeOf(entry), "");
    bubble.erase(entry);
  }
}

/** Take up what an earlier page could not send. */
function takeUp() {
  const entries = namesWith("outbox").map((place) => JSON.parse(kept("outbox", place)));
  for (const entry of entries.sort((one, other) => one.at - other.at)) queueFor(entry.name).entries.push(entry);
}

export function startOutbox() {
  takeUp();
  retryAll();
  addEventListener("online", retryAll);
  document.addEventListener("live:socket", ({ detail }) => detail === "open" && retryAll());
  document.addEventListener("click", ({ target }) => target.closest("[data-retry]") && retryAll());
}
