/** A GIF from the picker's own form, or from an outside service: kept, or sent at once where it is for one use. */

import { begin, end, isBusy } from "./busy.js";
import { parse } from "./frame.js";
import { apply } from "./live.js";
import { sendPicture } from "./pick.js";
import { picker } from "./picker.js";
import { pictureIn } from "./picture.js";
import { post, wordsOf } from "./request.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

/** What the server takes: its limit for any request, less what surrounds the file. */
const MOST_BYTES = 4 * 1024 * 1024 - 64 * 1024;

/** Post what makes a GIF; answers `{html}`, or `{words}` that say why there is none. */
async function make(url, fields) {
  const answer = await post(url, fields).catch(() => null);
  if (answer?.ok) return { html: answer.html };
  if (answer?.status === 401) return { words: "" };
  return { words: wordsOf(answer?.html ?? "") ?? word(answer ? "refused" : "unreachable") };
}

const buttonIn = (html) => parse(html)[0]?.querySelector("button.pick") ?? null;

/** Mark a button while something is under way, and let it begin only once. */
async function busy(button, work) {
  if (isBusy(button)) return;
  begin(button);
  try {
    await work();
  } finally {
    end(button);
  }
}

async function upload(form) {
  const isForOnce = form.elements.once.checked;
  const [file] = form.elements.file.files;
  const told = file?.size > MOST_BYTES ? { words: word("too-large") } : await make(form.action, new FormData(form));
  complain(form, told.words ?? "");
  if (!told.html) return;
  form.reset();
  form.closest("details").open = false;
  if (isForOnce) {
    sendPicture(pictureIn(buttonIn(told.html)));
    return;
  }
  apply(told.html);
  const { value } = buttonIn(told.html);
  form.closest(".picker-tab").querySelector(`#gif-${value} .pick`)?.focus();
}

function complain(form, words) {
  const place = form.querySelector("[data-error]");
  place.textContent = words;
  place.hidden = !words;
}

async function fetchOutside(form, button) {
  const told = await make(form.action, { outside: button.value, once: "on" });
  if (told.html) sendPicture(pictureIn(buttonIn(told.html)));
  else if (told.words) toast(told.words);
}

function submitted(event) {
  const { target: form, submitter } = event;
  if (!submitter || !picker()?.contains(form)) return;
  if (form.id !== "gif-form" && form.id !== "fetch") return;
  event.preventDefault();
  busy(submitter, () => (form.id === "gif-form" ? upload(form) : fetchOutside(form, submitter)));
}

export const startUploads = () => document.addEventListener("submit", submitted);
