/** What waits to be sent, on the page: its bubbles in the open chat, how many there are, and what comes back. */

import * as bubble from "./bubble.js";
import { begin, end, isBusy } from "./busy.js";
import { invite } from "./field.js";
import { onOthers } from "./others.js";
import { cancel, pump } from "./outbox.js";
import { currentLog } from "./range.js";
import { isSignedIn } from "./session.js";
import { toast } from "./toast.js";
import * as waiting from "./waiting.js";
import { word } from "./words.js";

/** A tab with less to do with it leaves what comes back to others for this long, in milliseconds. */
const COURTESY = 400;

const nameHere = () => currentLog()?.dataset.with;

let turn = Promise.resolve();
let isDue = false;

/** Show how it stands with everything that waits, after whatever is being shown this moment. */
export function show() {
  if (!isDue) turn = turn.then(draw);
  isDue = true;
  return turn;
}

async function draw() {
  isDue = false;
  const drawn = bubble.idsDrawn();
  const items = await waiting.all();
  const unsent = items.filter((item) => !item.returned);
  count(unsent.length);
  const here = unsent.filter((item) => item.name === nameHere());
  for (const [index, item] of here.entries()) {
    bubble.draw(item);
    bubble.tell(item, stateOf(item, index, here[0]));
  }
  // What was drawn since has had no time to be kept.
  for (const id of drawn) if (!here.some((item) => item.id === id)) bubble.erase(id);
  const back = new Map(items.filter((item) => item.returned).map((item) => [item.name, item]));
  back.forEach(announce);
}

/** What keeps an item from being sent: a key of the words, or null while nothing does. */
function stateOf(item, index, first) {
  if (!isSignedIn()) return "waiting-sign-in";
  if (!navigator.onLine) return "waiting";
  if (!first.tries) return null;
  if (index > 0) return "waiting-turn";
  return first.isAsked ? "waiting-busy" : "unsent";
}

/** Say how many wait, wherever the page tells it. */
function count(number) {
  for (const element of document.querySelectorAll("[data-waiting]")) {
    element.hidden = !number;
    element.querySelector("[data-number]").textContent = number;
  }
}

/** Something came back: a tab that shows its chat takes it in, before others one in view; else it becomes the draft. */
function announce({ name }) {
  const courtesies = (document.hidden ? 1 : 0) + (name === nameHere() ? 0 : 2);
  setTimeout(collect, courtesies * COURTESY, name);
}

/** What the server would not take returns to where it was typed: nothing that was written is lost. */
async function collect(name) {
  const back = [];
  for (const item of await waiting.allFor(name)) {
    if (item.returned && (await waiting.take(item))) back.push(item);
  }
  if (!back.length) return;
  const { shown, returned } = back.at(-1);
  giveBack(name, back, returned);
  if (name === nameHere()) return;
  toast(word("returned").replace("%name", shown || name).replace("%words", returned.words));
}

function giveBack(name, items, { status, words }) {
  const text = items.map((item) => item.fields.text).filter(Boolean).join("\n");
  const pictures = items.map((item) => item.picture).filter(Boolean);
  const detail = { name, text, words, replyTo: items[0].fields.reply_to, pictures, status };
  items.forEach((item) => bubble.erase(item.id));
  document.dispatchEvent(new CustomEvent("outbox:returned", { detail }));
}

/** A press on Cancel: the words are there again to be changed, sent or deleted. */
async function clicked({ target }) {
  const button = target.closest("[data-cancel]");
  if (!button || isBusy(button)) return;
  begin(button);
  const item = await cancel(button.closest("article").id.slice("m-".length));
  end(button);
  if (item) giveBack(item.name, [item], { status: 0, words: "" });
  invite();
}

/** Another tab has written or sent something; if it is closed in the midst of that, this one goes on. */
async function heard() {
  await show();
  new Set((await waiting.all()).map((item) => item.name)).forEach(pump);
}

export function startWaits() {
  onOthers("outbox", heard);
  document.addEventListener("outbox:changed", show);
  document.addEventListener("click", clicked);
  document.addEventListener("pane:shown", show);
  document.addEventListener("session:ended", show);
  for (const event of ["online", "offline"]) addEventListener(event, show);
  show();
}
