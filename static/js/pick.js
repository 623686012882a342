/** Stickers and GIFs go by one press: each is a message of its own, and is drawn in the chat at once. */

import { currentField, peerOf } from "./field.js";
import { send } from "./outbox.js";
import { closePicker, picked, picker } from "./picker.js";
import { draw, pictureIn } from "./picture.js";
import { nameShown } from "./quote.js";
import { forget, recents, remember } from "./recent.js";
import { takeReply } from "./reply.js";
import { isSignedIn } from "./session.js";
import { newId } from "./uuid.js";

const TILES = { sticker: "sticker-tile", gif: "gif-tile" };

/** Send a picture (see picture.js) to the one whose chat is open; returns whether there is one. */
export function sendPicture(picture) {
  const field = currentField();
  if (!field || field.form.hidden || !isSignedIn()) return false;
  const id = newId();
  const fields = { client_id: id, [picture.kind]: picture.id, ...takeReply() };
  send({ name: peerOf(field), shown: nameShown(), id, url: field.form.action, fields, at: Date.now(), picture });
  picked();
  closePicker();
  return true;
}

function submitted(event) {
  const { target: form, submitter } = event;
  if (form.id !== "pick" || !submitter || !picker()?.contains(form)) return;
  event.preventDefault();
  const picture = pictureIn(submitter);
  if (sendPicture(picture)) remember(picture.kind, picture);
}

function tileOf(picture) {
  const button = document.createElement("button");
  Object.assign(button, { className: "pick", type: "submit", name: picture.kind, value: picture.id });
  button.setAttribute("form", "pick");
  button.append(draw(picture));
  if (picture.kind === "sticker") button.firstElementChild.className = "sticker";
  const tile = document.createElement("li");
  tile.className = TILES[picture.kind];
  tile.append(button);
  return tile;
}

/** What was sent last stands first. */
function showRecents(root) {
  for (const list of root.querySelectorAll("ul[data-recent]")) {
    list.replaceChildren(...recents(list.dataset.recent).map(tileOf));
  }
}

/** A picture that is no longer there is offered no longer. */
function failed({ target }) {
  const tile = target.closest?.("#picker ul[data-recent] > li");
  if (!tile) return;
  const picture = pictureIn(tile.querySelector("button"));
  forget(picture.kind, picture);
  tile.remove();
}

export function startPicks() {
  document.addEventListener("submit", submitted);
  document.addEventListener("error", failed, true);
  document.addEventListener("picker:shown", ({ detail }) => showRecents(detail));
  document.addEventListener("htmx:load", ({ detail: { elt } }) => picker()?.contains(elt) && showRecents(elt));
  // What the server would not take is gone from what is offered, too.
  document.addEventListener("outbox:returned", ({ detail: { pictures, status } }) => {
    if (status === 422) pictures.forEach((picture) => forget(picture.kind, picture));
  });
}
