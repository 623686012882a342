/** Keeps the file that is being uploaded in this browser, so that a reload goes on without choosing it again. */

import { me } from "./session.js";

const STORE = "files";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("paperplane-upload", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Do something with the store; a browser that keeps nothing is no fault, and answers undefined. */
async function use(mode, act) {
  try {
    const database = await open();
    const request = act(database.transaction(STORE, mode).objectStore(STORE));
    return await new Promise((resolve) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve();
    }).finally(() => database.close());
  } catch {
    return undefined;
  }
}

/** Keep `{file, upload}` of who is signed in. */
export const keepFile = (held) => use("readwrite", (store) => store.put(held, me()));

/** What is kept, or undefined. */
export const keptFile = () => use("readonly", (store) => store.get(me()));

export const dropFile = () => use("readwrite", (store) => store.delete(me()));
