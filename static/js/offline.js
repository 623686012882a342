/** The page that stands in for one that can't be reached: it says why, and what waits, and goes when there is a way. */

import { countAll } from "./waiting.js";
import { word } from "./words.js";

/** How often it looks whether the server is there again, in milliseconds. */
const EVERY = 5_000;
/** Whoever came here by its own address is not waiting for another page. */
const OWN = "/offline";

const head = document.querySelector("h1");
const offline = head.textContent;

async function tell() {
  // There is a connection, and nobody at the other end of it.
  head.textContent = navigator.onLine && location.pathname !== OWN ? word("unreachable") : offline;
  const number = await countAll();
  const element = document.querySelector("[data-waiting]");
  element.hidden = !number;
  element.querySelector("[data-number]").textContent = number;
}

async function look() {
  if (document.hidden || !navigator.onLine || location.pathname === OWN) return;
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

addEventListener("online", look);
addEventListener("offline", tell);
setInterval(look, EVERY);
tell();
