/** The dialog "Report": opened from wherever something can be reported, sent without leaving it. */

import { begin, end, isBusy } from "./busy.js";
import { get, post, wordsOf } from "./request.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

const dialog = () => document.getElementById("report-dialog");

async function open(link) {
  if (isBusy(link)) return;
  begin(link);
  const answer = await get(link.href).catch(() => null);
  end(link);
  if (answer?.status === 401) return;
  if (!answer?.ok) return toast(wordsOf(answer?.html ?? "") ?? word("unreachable"));
  dialog().innerHTML = answer.html;
  dialog().showModal();
}

async function submitted(event) {
  const form = event.target;
  if (form.id !== "report-form" || !dialog()?.contains(form)) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (isBusy(button)) return;
  begin(button);
  const answer = await post(form.action, new URLSearchParams(new FormData(form))).catch(() => null);
  end(button);
  if (answer?.status === 401) return;
  if (answer === null || answer.status >= 500 || answer.status === 404) return complain(form);
  // What was wrong stands beside its field, in the form as the server has drawn it anew.
  dialog().innerHTML = answer.html;
  dialog().querySelector("[autofocus], [aria-invalid], .errorlist")?.focus();
}

function complain(form) {
  const place = form.querySelector("p[data-error]");
  place.textContent = word("unreachable");
  place.hidden = false;
}

function clicked(event) {
  const link = event.target.closest?.("a[data-report]");
  if (!link || !dialog() || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  link.closest("[popover]:popover-open")?.hidePopover();
  open(link);
}

export function startReports() {
  document.addEventListener("click", clicked);
  document.addEventListener("submit", submitted);
}
