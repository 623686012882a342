/** What this browser keeps between pages, for one user at a time; a browser that keeps nothing is no fault. */

import { me } from "./session.js";

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

function allKeys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

/** Nothing that was typed or picked outlives a sign-out on this machine. */
export function startStorage() {
  document.addEventListener("submit", ({ target }) => {
    if (!new URL(target.action, location.href).pathname.endsWith("/logout/")) return;
    for (const kind of ["draft", "outbox", "picker", "reply"]) namesWith(kind).forEach((name) => keep(kind, name, ""));
  });
}
