/** The dialog "Share": opened from any video, sent without leaving it. */

import { offerWays, startWays } from "./outside.js";
import { get, post, wordsOf } from "./request.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

const dialog = () => document.getElementById("share-dialog");

/** Does a key that is pressed there belong to something else than the video? */
export const isWatched = (target) => target.closest("dialog, input, textarea, select, [popover]") !== null;

async function open(link) {
  if (link.ariaBusy === "true") return;
  link.ariaBusy = "true";
  const answer = await get(link.href).catch(() => null);
  link.ariaBusy = null;
  if (answer?.status === 401) return;
  if (!answer?.ok) return toast(word("unreachable"));
  fill(answer.html);
  dialog().showModal();
  offerWays(dialog(), link.closest("[data-reel]")?.querySelector("video")?.currentTime ?? 0);
}

/** Put the server's answer into the dialog; what is searched in it is htmx's. */
function fill(html) {
  dialog().innerHTML = html;
  window.htmx?.process(dialog());
}

async function submitted(event) {
  const form = event.target;
  if (form.id !== "share-form" || !dialog()?.contains(form)) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  const answer = await post(form.action, new URLSearchParams(new FormData(form))).catch(() => null);
  button.ariaBusy = null;
  if (answer?.status === 401) return;
  // The form keeps its id: to press again sends to nobody twice.
  if (answer === null || answer.status >= 500) return complain(form, word("unreachable"));
  const words = wordsOf(answer.html);
  if (words) return complain(form, words);
  fill(answer.html);
  dialog().querySelector("[autofocus]")?.focus();
}

function complain(form, words) {
  const place = form.querySelector("[data-error]");
  place.textContent = words;
  place.hidden = false;
}

function clicked(event) {
  const link = event.target.closest?.("[data-share]");
  if (link && dialog() && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(link);
  }
}

/** What looks like a button is pressed like one. */
function pressed(event) {
  if (event.key !== " " || !event.target.matches?.("[data-share]")) return;
  event.preventDefault();
  event.target.click();
}

export function startSharing() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.addEventListener("submit", submitted);
  startWays();
}
