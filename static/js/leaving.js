/** Signing out: nothing that was typed or picked outlives it on this machine. */

import { tellOthers } from "./others.js";
import { me } from "./session.js";
import { keep, leavers, namesWith, noteLeaving } from "./storage.js";
import { forgetAll } from "./waiting.js";

/** Forget what waits to be sent of all who signed out: the page on which they did may have had no time for it. */
async function finish() {
  for (const name of leavers()) {
    await forgetAll(name);
    noteLeaving(name, false);
  }
}

function submitted({ target }) {
  if (!me() || !new URL(target.action, location.href).pathname.endsWith("/logout/")) return;
  for (const kind of ["draft", "outbox", "picker", "reply"]) namesWith(kind).forEach((name) => keep(kind, name, ""));
  noteLeaving(me(), true);
  forgetAll(me()).then(() => tellOthers("outbox"));
}

export function startLeaving() {
  finish();
  document.addEventListener("submit", submitted);
}
