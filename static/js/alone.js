/** One tab at a time: what is done under a key waits until no other tab of this browser, nor this one, is at it. */

/** A tab that the system has put to sleep in the midst of it is waited for this long, in milliseconds. */
const PATIENCE = 60_000;

/** Where the browser has no locks (plain http away from this machine): who is at it in this tab. */
const here = new Map();

/** Do `act` alone. Where tabs can't agree, or one sleeps, two may be at it: whatever is done must bear that. */
export function alone(key, act) {
  if (navigator.locks) return locked(key, act);
  const turn = (here.get(key) ?? Promise.resolve()).catch(() => {}).then(act);
  here.set(key, turn);
  return turn;
}

const locked = (key, act) =>
  navigator.locks.request(key, { signal: AbortSignal.timeout(PATIENCE) }, act).catch((error) => {
    if (error.name === "TimeoutError") return navigator.locks.request(key, { steal: true }, act);
    // Stolen from this tab, which slept.
    if (error.name === "AbortError") return undefined;
    throw error;
  });
