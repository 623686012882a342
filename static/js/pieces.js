/** A file on its way to the server, piece by piece: what was lost is sent again, from where the server says it is. */

import { csrfToken } from "./request.js";

/** Small enough to be lost without grief, large enough to be quick; the server takes 4 MB at most. */
const PIECE = 2 * 1024 * 1024;

/** A piece may take this long, in milliseconds: a slow line carries 2 MB in a minute. */
const PATIENCE = 120_000;

/** Pauses before another try, in milliseconds. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** What the server says no to for good; its `text` is a sentence for the user. */
export class Refusal extends Error {}

async function ask(url, options, signal) {
  const response = await fetch(url, {
    ...options,
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken(), ...options.headers },
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
  });
  const told = await response.json().catch(() => ({}));
  if (response.ok || response.status === 409) return told;
  if (response.status === 404) return null;
  if (response.status >= 500 && response.status !== 507) throw new TypeError("The server is not itself.");
  throw new Refusal(told.text ?? "");
}

/** Have the server expect FILE; answers what it calls it. Throws Refusal. */
const begin = (url, file, signal) =>
  ask(url, { method: "POST", body: new URLSearchParams({ name: file.name, size: file.size }) }, signal);

/** Take an upload back. */
export const giveUp = (url) => ask(url, { method: "DELETE" }, new AbortController().signal).catch(() => null);

/**
 * Send FILE, or what is missing of it where `known` is an upload that had begun. `on.begun(upload)` and
 * `on.moved(received)` tell how it goes, `on.waits()` that there is no connection. Answers the whole upload.
 * Throws Refusal, and AbortError when `signal` says so.
 */
export async function send(file, { url, known, signal, on }) {
  let upload = known;
  let tries = 0;
  for (;;) {
    try {
      if (upload && tries + !upload.asked) upload = { ...(await ask(upload.url, { method: "GET" }, signal)), asked: 1 };
      if (!upload?.id) {
        upload = { ...(await begin(url, file, signal)), asked: 1 };
        on.begun(upload);
      }
      while (upload.received < upload.size) {
        on.moved(upload.received);
        const from = upload.received;
        const told = await ask(
          upload.url,
          {
            method: "PUT",
            body: file.slice(from, from + PIECE),
            headers: { "Upload-Offset": from, "Content-Type": "application/octet-stream" },
          },
          signal,
        );
        upload = told ? { ...told, asked: 1 } : null;
        if (!upload) break;
        tries = 0;
      }
      if (upload) {
        on.moved(upload.received);
        return upload;
      }
    } catch (error) {
      if (signal.aborted || error instanceof Refusal) throw error;
      on.waits();
      await pause(PAUSES[Math.min(tries, PAUSES.length - 1)], signal);
      tries += 1;
    }
  }
}

/** Wait for so many milliseconds, or until there is a connection again. */
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true, signal });
    signal.addEventListener("abort", resolve, { once: true });
  });
}
