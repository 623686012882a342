/** The picker: a sheet beneath the chat on a phone, a popover by the field elsewhere. */

import { currentField, enterSends, invite } from "./field.js";
import { placeMenu } from "./placing.js";
import { prepare, showLast } from "./tabs.js";

let hasPicked = false;
let wasOpenedByKey = false;

/** The picker of this page, or null. */
export const picker = () => document.getElementById("picker");

/** Is it open? */
export const isPickerOpen = () => picker()?.matches(":popover-open") ?? false;

const openerNow = () => currentField()?.form.querySelector("[data-picker]") ?? null;

function open(opener, isByKey) {
  wasOpenedByKey = isByKey;
  hasPicked = false;
  picker().showPopover({ source: opener });
  placeMenu(picker(), opener);
  opener.ariaExpanded = "true";
  // On a phone this also sends the keyboard away.
  picker().focus({ preventScroll: true });
  showLast();
}

/** Close it; the focus goes back to the caret, or to the button where that is where it came from. */
export function closePicker() {
  if (!isPickerOpen()) return;
  const hadFocus = picker().contains(document.activeElement);
  picker().hidePopover();
  picker().querySelectorAll("[type=search]").forEach(clear);
  const opener = openerNow();
  if (opener) opener.ariaExpanded = "false";
  if (!hadFocus) return;
  if (wasOpenedByKey && !hasPicked) opener?.focus({ preventScroll: true });
  else invite();
}

/** The next time nothing is being looked for. */
function clear(search) {
  if (!search.value) return;
  search.value = "";
  search.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Something of it was taken: the caret is where the user goes on from. */
export function picked() {
  hasPicked = true;
}

function clicked(event) {
  const opener = event.target.closest("[data-picker]");
  if (event.target.closest("[data-close-picker]")) closePicker();
  if (!opener || !picker() || opener !== openerNow()) return;
  event.preventDefault();
  if (isPickerOpen()) closePicker();
  else open(opener, event.detail === 0);
}

function pressed(event) {
  if (event.key !== "Escape" || !isPickerOpen()) return;
  event.preventDefault();
  event.stopPropagation();
  closePicker();
}

/** A press elsewhere closes it, but for the field that it writes into and what stands beside that. */
function pressedElsewhere({ target }) {
  if (isPickerOpen() && !picker().contains(target) && !target.closest(".composer, .toasts")) closePicker();
}

/** On a touch screen a keyboard comes with the field: there is no room for both. */
function focused({ target }) {
  if (target === currentField() && !enterSends()) closePicker();
}

/** What it writes into has gone, or a refusal stands there now. */
const closeIfLost = () => isPickerOpen() && !openerNow()?.checkVisibility() && closePicker();

/** What is in it is fetched once the hand is near. */
const near = ({ target }) => target.closest?.("[data-picker]") && picker() && prepare();

const placeAgain = () => isPickerOpen() && openerNow() && placeMenu(picker(), openerNow());

export function startPicker() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("focusin", focused);
  for (const hint of ["pointerover", "focusin"]) document.addEventListener(hint, near);
  addEventListener("pointerdown", pressedElsewhere, true);
  addEventListener("resize", placeAgain);
  document.addEventListener("live:applied", closeIfLost);
  document.addEventListener("pane:shown", closePicker);
}
