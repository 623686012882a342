/** A dot on the faces in the list of those who are active now. */

import { get } from "./request.js";

/** Ask this often while the page is in view, in milliseconds: so long somebody counts as active after the last sign. */
const PERIOD = 60_000;
/** About this many people the server tells in one answer. */
const MOST = 100;

let active = new Set();
let timer = 0;

const rows = () => [...document.querySelectorAll("#chats > li")];
const nameOf = (row) => row.id.slice("chat-".length);

function mark() {
  for (const row of rows()) {
    const isActive = active.has(nameOf(row));
    row.querySelector(".avatar")?.toggleAttribute("data-active", isActive);
    row.querySelector("[data-active-words]")?.toggleAttribute("hidden", !isActive);
  }
}

async function ask() {
  clearTimeout(timer);
  timer = setTimeout(ask, PERIOD);
  const shown = rows().slice(0, MOST);
  if (document.hidden || !navigator.onLine || shown.length === 0) return;
  const query = new URLSearchParams(shown.map((row) => ["person", nameOf(row)]));
  const answer = await get(`/messages/active?${query}`).catch(() => null);
  if (!answer?.ok) return;
  active = new Set(JSON.parse(answer.html).active);
  mark();
}

export function startPresence() {
  if (!document.getElementById("chats")) return;
  document.addEventListener("live:applied", mark);
  document.addEventListener("visibilitychange", () => !document.hidden && ask());
  ask();
}
