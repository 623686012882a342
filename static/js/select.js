/** Picking several messages: a box before each, and a bar that copies, saves or deletes what is picked. */

import { copy, download, linesOf } from "./copy.js";
import { invite } from "./field.js";
import { currentLog } from "./range.js";
import { askToDelete } from "./remove.js";
import { word } from "./words.js";

const paneNow = () => document.querySelector(".pane[data-selecting]");
const messagesOf = (pane) => [...pane.querySelectorAll(".log > article[data-seq]")];
const picked = (pane) => messagesOf(pane).filter((article) => article.querySelector(".select-box")?.checked);

/** Pick messages from now on, this one to begin with. */
export function startSelecting(article) {
  const pane = article.closest(".pane");
  pane.dataset.selecting = "";
  pane.querySelector(".select-bar").hidden = false;
  addBoxes();
  const box = article.querySelector(".select-box");
  box.checked = true;
  box.focus({ preventScroll: true });
  tell();
}

/** Messages that come meanwhile, or are drawn anew, have their box too. */
function addBoxes() {
  for (const article of paneNow() ? messagesOf(paneNow()) : []) {
    if (article.querySelector(".select-box")) continue;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "select-box";
    box.ariaLabel = word("select");
    article.prepend(box);
  }
}

function tell() {
  const pane = paneNow();
  if (!pane) return;
  const { length } = picked(pane);
  pane.querySelector("[data-selected]").textContent = word("selected").replace("%n", length);
  for (const button of pane.querySelectorAll("[data-select]:not([data-select=leave])")) button.disabled = !length;
}

function leave() {
  const pane = paneNow();
  if (!pane) return;
  const hadFocus = pane.contains(document.activeElement);
  delete pane.dataset.selecting;
  pane.querySelector(".select-bar").hidden = true;
  pane.querySelectorAll(".select-box").forEach((box) => box.remove());
  if (!hadFocus) return;
  currentLog()?.focus({ preventScroll: true });
  invite();
}

const DEEDS = {
  leave,
  async copy(articles) {
    await copy(linesOf(articles));
    leave();
  },
  download,
  delete: askToDelete,
};

function clicked({ target }) {
  const pane = paneNow();
  if (!pane) return;
  const deed = target.closest("[data-select]")?.dataset.select;
  if (deed) DEEDS[deed](picked(pane));
  else if (target.matches(".log > article[data-seq]")) target.querySelector(".select-box").click();
}

export function startSelection() {
  document.addEventListener("click", clicked);
  document.addEventListener("change", ({ target }) => target.matches(".select-box") && tell());
  document.addEventListener("live:applied", () => {
    addBoxes();
    tell();
  });
  document.addEventListener("messages:deleting", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) leave();
  });
}
