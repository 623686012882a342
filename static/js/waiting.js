/**
 * What waits to be sent, in this browser's IndexedDB: unsent items only, each under the name of its author. They are
 * gone once the server has them, once they are taken back, and when their author signs out. A browser that keeps
 * nothing is no fault: there they live as long as the page.
 */

import { me } from "./session.js";
import { unjot } from "./storage.js";

const STORE = "items";

/** What the browser would not keep. */
const unkept = new Map();

/** A store that has not answered by then is taken for none, in milliseconds. */
const PATIENCE = 3_000;

let opening = null;

/** The database, opened once; a browser that closes it may be asked again. */
function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("paperplane-outbox", 1);
    request.onupgradeneeded = () => {
      // The number that an item gets is its place in the order of all that this browser sends.
      const items = request.result.createObjectStore(STORE, { keyPath: "n", autoIncrement: true });
      items.createIndex("me", "me");
      items.createIndex("place", ["me", "name", "id"], { unique: true });
    };
    request.onsuccess = () => {
      request.result.onclose = request.result.onversionchange = close;
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    setTimeout(reject, PATIENCE);
  });
  opening.catch(() => (opening = null));
  return opening;
}

function close({ target }) {
  target.close();
  opening = null;
}

/** Do something with the store; answers the result of the request that `act` makes once all of it is on the disk. */
async function use(mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const change = database.transaction(STORE, mode);
    const request = act(change.objectStore(STORE));
    change.oncomplete = () => resolve(request.result);
    change.onabort = () => reject(change.error);
  });
}

/** Put an item at the end of what waits; answers whether it outlives this page. One that is there stays as it is. */
export async function put(item) {
  try {
    item.n = await use("readwrite", (store) => store.add(item));
    return true;
  } catch (error) {
    if (error?.name === "ConstraintError") return true;
    // Behind all that is kept: those have small numbers.
    unkept.set(item.id, { ...item, n: Date.now() + unkept.size / 1000 });
    return false;
  }
}

/** Everything that waits and is of who is signed in, in the order in which it was written. */
export async function all() {
  const kept = await use("readonly", (store) => store.index("me").getAll(me())).catch(() => []);
  const others = [...unkept.values()].filter((item) => item.me === me());
  return [...kept, ...others].sort((one, other) => one.n - other.n);
}

/** What of it waits for NAME; an item that the server would not take waits for its author alone. */
export const allFor = async (name) => (await all()).filter((item) => item.name === name);

/** Note something about an item, if it still waits. */
export async function mark(item, changes) {
  if (unkept.has(item.id)) unkept.set(item.id, { ...unkept.get(item.id), ...changes });
  await use("readwrite", (store) => {
    const request = store.openCursor(item.n);
    request.onsuccess = () => request.result?.update({ ...request.result.value, ...changes });
    return request;
  }).catch(() => {});
}

/** Take an item away; answers whether it was this tab that did. */
export async function take(item) {
  if (unkept.delete(item.id)) return (unjot(item), true);
  const found = await use("readwrite", (store) => {
    const request = store.get(item.n);
    store.delete(item.n);
    return request;
  }).catch(() => undefined);
  return found !== undefined;
}

/** Forget everything of one author. */
export async function forgetAll(author) {
  for (const item of unkept.values()) if (item.me === author) unkept.delete(item.id);
  await use("readwrite", (store) => {
    const request = store.index("me").openCursor(author);
    request.onsuccess = () => {
      request.result?.delete();
      request.result?.continue();
    };
    return request;
  }).catch(() => {});
}

/** How much waits to be sent from this browser, whoever wrote it. */
export async function countAll() {
  const kept = await use("readonly", (store) => store.getAll()).catch(() => []);
  return kept.filter((item) => !item.returned).length;
}
