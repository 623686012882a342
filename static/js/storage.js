/** What this browser keeps between pages, for one user at a time; a browser that keeps nothing is no fault. */

import { me } from "./session.js";

const LEAVING = "leaving:";

const keyOf = (kind, name) => `${kind}:${me()}:${name}`;

/** What is kept under KIND for the chat with NAME, or null. */
export function kept(kind, name) {
  try {
    return localStorage.getItem(keyOf(kind, name));
  } catch {
    return null;
  }
}

/** Keep a text under KIND for the chat with NAME; an empty one is forgotten. This tab hears of it as `storage:kept`. */
export function keep(kind, name, text) {
  try {
    if (text) localStorage.setItem(keyOf(kind, name), text);
    else localStorage.removeItem(keyOf(kind, name));
  } catch {
    // Full or forbidden: the text stays where it is, on the page.
  }
  document.dispatchEvent(new CustomEvent("storage:kept", { detail: { kind, name } }));
}

/** The NAMEs for which something of KIND is kept. */
export function namesWith(kind) {
  const start = keyOf(kind, "");
  return allKeys().filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}

/** Call back with NAME and the new text (null: forgotten) when another tab changes something of KIND. */
export function onChange(kind, callback) {
  addEventListener("storage", ({ key, newValue }) => {
    const start = keyOf(kind, "");
    if (key?.startsWith(start)) callback(key.slice(start.length), newValue);
  });
}

/** Note, for the page that comes next, that the user of this one signs out; or that everything of hers is forgotten. */
export function noteLeaving(name, isLeaving) {
  try {
    if (isLeaving) localStorage.setItem(`${LEAVING}${name}`, "yes");
    else localStorage.removeItem(`${LEAVING}${name}`);
  } catch {
    // Then nothing was kept either.
  }
}

/** Who signed out, and may have left something. */
export const leavers = () =>
  allKeys().filter((key) => key.startsWith(LEAVING)).map((key) => key.slice(LEAVING.length));

function allKeys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

const placeOf = (item) => `${item.name}:${item.id}`;

/** Note something that is about to be kept among what waits to be sent (see waiting.js): here it is kept at once. */
export const jot = (item) => keep("outbox", placeOf(item), JSON.stringify(item));

export const unjot = (item) => keep("outbox", placeOf(item), "");

/** What was noted by pages that had no time for more, in the order in which it was written. */
export const jotted = () =>
  namesWith("outbox")
    .map((place) => ({ me: me(), ...JSON.parse(kept("outbox", place)) }))
    .sort((one, other) => one.at - other.at);
