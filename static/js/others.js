/** The other tabs of this browser: what they tell each other, and who of them is signed in. */

import { me, renewSession } from "./session.js";

const channel = new BroadcastChannel("paperplane");

/** Tell all other tabs of this user something. */
export const tellOthers = (what, detail = null) => channel.postMessage({ what, me: me(), detail });

/** Call back with the detail whenever another tab of this user says so. */
export function onOthers(what, callback) {
  channel.addEventListener("message", ({ data }) => data.what === what && data.me === me() && callback(data.detail));
}

/** A page was opened: this browser's session is of whom that was drawn for. */
function opened({ data }) {
  if (data.what !== "opened") return;
  if (data.me === me()) renewSession();
  else location.reload();
}

export function startOthers() {
  channel.addEventListener("message", opened);
  tellOthers("opened");
}
