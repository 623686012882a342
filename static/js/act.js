/** The page's one form: every button of a fragment that changes something is sent through it. */

import { begin, end, isBusy } from "./busy.js";
import { apply } from "./live.js";
import { post, wordsOf } from "./request.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

/**
 * Ask the server for a change and take in the answer; words of a refusal are shown as a toast.
 * Returns whether what was asked for holds now.
 */
export async function ask(url, fields) {
  const answer = await post(url, fields).catch(() => null);
  if (answer === null || answer.status >= 500) {
    toast(wordsOf(answer?.html ?? "") ?? word("unreachable"));
    return false;
  }
  apply(answer.html);
  if (!answer.ok && answer.status !== 401) toast(wordsOf(answer.html) ?? word("refused"));
  return answer.ok;
}

/** Whoever shows beforehand what will come of a press listens to `act:begun`, and takes it back on `act:failed`. */
const tell = (what, button) => document.dispatchEvent(new CustomEvent(what, { detail: button }));

async function submitted(event) {
  const button = event.submitter;
  if (event.target.id !== "act" || !button) return;
  event.preventDefault();
  button.closest("[popover]:not(#picker)")?.hidePopover();
  if (isBusy(button)) return;
  begin(button);
  tell("act:begun", button);
  try {
    const fields = button.name ? { [button.name]: button.value } : {};
    if (!(await ask(button.formAction, fields))) tell("act:failed", button);
  } finally {
    end(button);
  }
}

export const startActs = () => document.addEventListener("submit", submitted);
