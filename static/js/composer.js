/** Sending what was typed: by the button, or by Enter where a keyboard is at hand. */

import { currentField, enterSends, fill, invite, peerOf, putBack } from "./field.js";
import { send } from "./outbox.js";
import { isPickerOpen } from "./picker.js";
import { nameShown } from "./quote.js";
import { takeReply } from "./reply.js";
import { isSignedIn } from "./session.js";
import { newId } from "./uuid.js";

function pressed(event) {
  if (event.target !== currentField() || event.key !== "Enter") return;
  // Enter that ends the choice of an input method belongs to it (229 is how Safari says so).
  if (event.shiftKey || event.isComposing || event.keyCode === 229 || !enterSends()) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

function submitted(event) {
  const field = currentField();
  if (!field || event.target !== field.form) return;
  event.preventDefault();
  const text = field.value.trim();
  if (!text || !isSignedIn()) return;
  showError(field.form, "");
  const id = newId();
  const fields = { client_id: id, text, ...takeReply() };
  // The field first: what follows looks at where things stand, and the page is laid out once for both.
  fill(field, "");
  send({ name: peerOf(field), shown: nameShown(), id, url: field.form.action, fields, at: Date.now() });
  // On a phone the field would bring its keyboard, in the place of the picker.
  if (enterSends() || !isPickerOpen()) field.focus({ preventScroll: true });
}

/** The server would not take a message: its words stand by the field, the text is in it again. */
function returned({ detail: { name, text, words } }) {
  putBack(name, text);
  const field = currentField();
  if (field && peerOf(field) === name && !field.form.hidden) showError(field.form, words);
}

function showError(form, words) {
  const place = form.querySelector("[data-error]");
  if (!place) return;
  place.textContent = words;
  place.hidden = !words;
}

export function startComposer() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("submit", submitted);
  document.addEventListener("outbox:returned", returned);
  document.addEventListener("click", ({ target }) => target.closest("[data-retry]") && invite());
  invite();
}
