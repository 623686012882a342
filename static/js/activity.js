/** What others did is seen once its list is before somebody's eyes. */

import { ask } from "./act.js";

let isAsking = false;

async function look() {
  const list = document.querySelector("#acts[data-seen]");
  const news = Number(document.getElementById("acts-badge")?.dataset.count ?? 0);
  if (!list || !news || document.hidden || isAsking) return;
  isAsking = true;
  await ask(list.dataset.seen, { _method: "PUT" });
  isAsking = false;
}

export function startActivity() {
  document.addEventListener("live:applied", look);
  document.addEventListener("visibilitychange", look);
  look();
}
