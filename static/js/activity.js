/** What others did: fetched while its list is on the page, and seen once that is before somebody's eyes. */

import { ask } from "./act.js";
import { requestSync } from "./sync.js";

/** A video that many like at once has its list drawn anew this often, in milliseconds. */
const TACT = 1_000;

let isAsking = false;

const list = () => document.querySelector("#acts[data-seen]");

/** Frames tell that there is more; the list itself comes with `/sync`. */
function heard({ detail }) {
  if (!list()) return;
  if (detail.some((said) => said.tellsOfActs)) requestSync(TACT);
  else look();
}

async function look() {
  const news = Number(document.getElementById("acts-badge")?.dataset.count ?? 0);
  if (!list() || !news || document.hidden || isAsking) return;
  isAsking = true;
  await ask(list().dataset.seen, { _method: "PUT" });
  isAsking = false;
}

export function startActivity() {
  document.addEventListener("live:applied", heard);
  document.addEventListener("visibilitychange", look);
  look();
}
