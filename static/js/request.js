/** Requests to the server, the same way for all: as the page's own forms would send them, with a time limit. */

import { endSession, me } from "./session.js";

/** How long an answer may take, in milliseconds. */
const PATIENCE = 15_000;
/** The same for a file, which takes its time on its way up. */
const PATIENCE_WITH_FILES = 120_000;

/** The token as the browser holds it now: a sign-in in another tab changes it under an open page. */
export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )(?:__(?:Host|Secure)-)?csrftoken=([^;]+)/);
  return cookie?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** Ask for fragments; see `send` for what comes back. */
export const get = (url) => send(url, { method: "GET" });

/** Send fields as a form does, or FormData with files; see `send` for what comes back. */
export function post(url, fields) {
  const hasFiles = fields instanceof FormData;
  const body = hasFiles ? fields : new URLSearchParams(fields);
  return sendSigned(url, body, hasFiles ? PATIENCE_WITH_FILES : PATIENCE);
}

/** A token that was not taken says nothing about what was sent with it: the answer brings another, tried once. */
async function sendSigned(url, body, patience) {
  for (const isLast of [false, true]) {
    // For whom this page was drawn: the server takes nothing of hers from anybody else.
    const headers = { "X-CSRFToken": csrfToken(), "Paperplane-User": me() ?? "" };
    const answer = await send(url, { method: "POST", body, headers }, patience);
    if (!answer.isStale) return answer;
    if (isLast) throw new TypeError("The token is not taken.");
  }
  return undefined;
}

/** Set a state: PUT or DELETE, sent the way that plain forms can too. */
export const put = (url, fields = {}, method = "PUT") => post(url, { ...fields, _method: method });

/**
 * Returns `{status, ok, html, retryAfter, isStale}`, `retryAfter` in milliseconds or null. Throws where no answer
 * came in time. An answer that sends the user to sign in ends the session and counts as 401.
 */
async function send(url, options, patience = PATIENCE) {
  const response = await fetch(url, {
    ...options,
    credentials: "same-origin",
    headers: { "HX-Request": "true", ...options.headers },
    signal: AbortSignal.timeout(patience),
  });
  const redirect = response.headers.get("HX-Redirect");
  if (response.status === 401 || isSignIn(redirect ?? response.url)) {
    endSession();
    return { status: 401, ok: false, html: "", retryAfter: null, isStale: false };
  }
  if (redirect) location.assign(redirect);
  return {
    status: response.status,
    ok: response.ok,
    html: await response.text(),
    retryAfter: pauseOf(response),
    isStale: response.headers.has("Paperplane-Stale"),
  };
}

const isSignIn = (url) => new URL(url, location.href).pathname.endsWith("/login/");

function pauseOf(response) {
  const seconds = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  return Number.isNaN(seconds) ? null : seconds * 1000;
}

/** The words that an answer has for the user, or null. */
export function wordsOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const said = [...holder.content.querySelectorAll("[data-error]")].map((element) => element.textContent.trim());
  return said.find(Boolean) ?? null;
}
