/** Sharing a video without a connection: the dialog as it was had last, and what waits instead of being sent. */

import { send } from "./outbox.js";
import { newId } from "./uuid.js";
import * as waiting from "./waiting.js";

/** Must what a form says wait: is there no connection, or does something wait for one of the same people already? */
export async function mustWait(fields) {
  const names = fields.getAll("to");
  return !navigator.onLine || (await waiting.all()).some((item) => names.includes(item.name) && !item.returned);
}

/** The dialog of an earlier video, made into one of this: its people, under an id of its own, and nothing else of it. */
export function anew(html, link) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const form = holder.content.querySelector("#share-form");
  if (!form) return null;
  const film = link.closest("[data-reel]")?.querySelector("video");
  form.setAttribute("action", link.getAttribute("href"));
  form.querySelector("[name=client_id]").setAttribute("value", newId());
  form.querySelector("textarea").textContent = "";
  Object.assign(form.dataset, { poster: film?.poster ?? "", width: film?.width ?? 9, height: film?.height ?? 16 });
  // Why somebody could not get that video may not hold for this one: it is asked again on arrival.
  holder.content.querySelectorAll(".share-search, .share-elsewhere").forEach((part) => part.remove());
  holder.content.querySelectorAll("[name=to]").forEach((box) => box.removeAttribute("checked"));
  return holder.innerHTML;
}

/** What a form says waits among the messages to each of those it is for; the same id sends to nobody twice. */
export function sendLater(form, people) {
  const { client_id: clientId, text } = Object.fromEntries(new FormData(form));
  const { poster: url, width, height } = form.dataset;
  const picture = { kind: "video", url, width: Number(width), height: Number(height), alt: "" };
  for (const { to, shown } of people) {
    const fields = { client_id: clientId, to, text };
    send({ name: to, shown, id: newId(), url: form.action, fields, at: Date.now(), picture });
  }
}

/** What the dialog says of it. */
export function waitingFor(people) {
  const list = document.getElementById("share-waits").content.cloneNode(true);
  const row = list.querySelector("li");
  for (const { shown } of people) {
    const one = row.cloneNode(true);
    one.querySelector("[data-shown]").textContent = shown;
    row.before(one);
  }
  row.remove();
  return list;
}
