/** Keys that hold everywhere. `?` tells them; those of a single letter can be turned off there. */

import { keep, kept } from "./storage.js";

const dialog = () => document.getElementById("shortcuts");

/** Places where letters are typed, and those that have keys of their own. */
const BUSY = "input, textarea, select, [contenteditable], dialog[open], [popover]";

/** The chat below or above the open one in the list. */
function step(by) {
  const rows = [...document.querySelectorAll("a.chat-row")].filter((row) => row.checkVisibility());
  const at = rows.findIndex((row) => row.matches("[aria-current]"));
  const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  row?.scrollIntoView({ block: "nearest" });
  row?.click();
}

/** A key that something on the page has claimed with `aria-keyshortcuts`. */
function press(key) {
  const elements = [...document.querySelectorAll(`[aria-keyshortcuts="${CSS.escape(key)}"]`)];
  const element = elements.find((one) => one.checkVisibility());
  if (element?.matches("input")) element.focus();
  else element?.click();
  return element !== undefined;
}

function pressed(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || !dialog()) return;
  if (event.altKey && /^Arrow(Up|Down)$/.test(key) && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    step(key === "ArrowDown" ? 1 : -1);
  } else if (!event.altKey && !target.closest(BUSY) && kept("keys", "single") !== "off") {
    if (key === "?") dialog().showModal();
    else if (!press(key)) return;
    event.preventDefault();
  }
}

export function startShortcuts() {
  const box = dialog()?.querySelector("[data-single-keys]");
  if (!box) return;
  box.checked = kept("keys", "single") !== "off";
  box.addEventListener("change", () => keep("keys", "single", box.checked ? "" : "off"));
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", ({ target }) => target.closest?.("[data-shortcuts]") && dialog().showModal());
}
