/** The session of this page: who is signed in, and whether that still holds. */

let over = false;

/** NAME of the user, or undefined where nobody is signed in. */
export const me = () => document.body.dataset.me;

/** Is somebody signed in, as far as this tab knows? */
export const isSignedIn = () => Boolean(me()) && !over;

/** The session has ended: whoever talks to the server stops, what was typed stays. */
export function endSession() {
  if (over || !me()) return;
  over = true;
  document.dispatchEvent(new CustomEvent("session:ended"));
}

/** The same user has signed in again elsewhere in this browser: everybody goes on. */
export function renewSession() {
  if (!over) return;
  over = false;
  document.dispatchEvent(new CustomEvent("session:renewed"));
}
