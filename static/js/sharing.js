/** The dialog "Share": opened from any video, sent without leaving it. */

import { begin, end, isBusy } from "./busy.js";
import { apply } from "./live.js";
import { offerWays, startWays } from "./outside.js";
import { isOpen } from "./receipt.js";
import { get, post, wordsOf } from "./request.js";
import { anew, mustWait, sendLater, waitingFor } from "./share_later.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

/** The dialog as the server drew it last: without a connection its people are offered again. */
let last = null;

const dialog = () => document.getElementById("share-dialog");

/** Does a key that is pressed there belong to something else than the video? */
export const isWatched = (target) => target.closest("dialog, input, textarea, select, [popover]") !== null;

async function open(link) {
  if (isBusy(link)) return;
  begin(link);
  const answer = await get(link.href).catch(() => null);
  end(link);
  if (answer?.status === 401) return;
  const html = answer?.ok ? (last = answer.html) : last && isOpen(answer) && anew(last, link);
  if (!html) return toast(word("unreachable"));
  fill(html);
  dialog().showModal();
  offerWays(dialog(), link.closest("[data-reel]")?.querySelector("video")?.currentTime ?? 0);
}

/** Put the server's answer into the dialog, without the frames, which are of the page; what is searched is htmx's. */
function fill(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  holder.content.querySelectorAll("live-frame").forEach((frame) => frame.remove());
  dialog().replaceChildren(holder.content);
  window.htmx?.process(dialog());
}

async function submitted(event) {
  const form = event.target;
  if (form.id !== "share-form" || !dialog()?.contains(form)) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (isBusy(button)) return;
  begin(button);
  const answer = (await mustWait(fieldsOf(form))) ? null : await post(form.action, fieldsOf(form)).catch(() => null);
  end(button);
  if (isOpen(answer)) later(form);
  else taken(form, answer);
  dialog().querySelector("[autofocus]")?.focus();
}

const fieldsOf = (form) => new URLSearchParams(new FormData(form));

function taken(form, { status, html }) {
  const words = wordsOf(html) ?? (status === 404 ? word("refused") : null);
  if (words) return complain(form, words);
  apply(html);
  return fill(html);
}

function later(form) {
  const picked = [...dialog().querySelectorAll("[name=to]:checked")];
  const people = picked.map(({ value, labels }) => ({ to: value, shown: labels[0].textContent.trim() }));
  if (!people.length) return complain(form, word("nobody-picked"));
  sendLater(form, people);
  return dialog().replaceChildren(waitingFor(people));
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
