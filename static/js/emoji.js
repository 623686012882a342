/** The picker's emoji: they go where the caret is. What was used last comes first; a word finds the rest. */

import { currentField, enterSends } from "./field.js";
import { find } from "./find.js";
import { arrange } from "./grid.js";
import { picked } from "./picker.js";
import { recents, remember } from "./recent.js";
import { closeGaps, copyOf, lay } from "./rows.js";
import { leaveOut } from "./support.js";
import { keepTone, showTone, tint } from "./tone.js";


const panelNow = () => document.getElementById("picker-emoji");
const inGroups = (panel) => [...panel.querySelectorAll("[data-group] .emoji")];
const plainOf = (button) => button.dataset.plain ?? button.textContent;

function search(panel) {
  const text = panel.querySelector("[type=search]").value.trim();
  const hits = text ? find(inGroups(panel), text) : [];
  for (const section of panel.querySelectorAll("[data-group]")) section.hidden = Boolean(text);
  panel.querySelector(".picker-places").hidden = Boolean(text);
  lay(panel.querySelector("[data-hits]"), hits.map(copyOf));
  panel.querySelector("[data-none]").hidden = !text || hits.length > 0;
  if (text) panel.querySelector("[data-recent]").hidden = true;
  else showRecents(panel);
  panel.scrollTop = 0;
  arrange(panel.querySelector("#emoji-found"));
}

/** What was used last, as it was used: another tone since then changes nothing about it. */
function showRecents(panel) {
  const known = new Map(inGroups(panel).map((button) => [plainOf(button), button]));
  const buttons = recents("emoji").map(({ id, of }) => {
    const original = known.get(of);
    if (!original) return null;
    const copy = copyOf(original);
    copy.dataset.plain = of;
    copy.textContent = id;
    return copy;
  });
  lay(panel.querySelector("[data-recent]"), buttons.filter(Boolean));
}

function loaded({ detail: panel }) {
  if (panel !== panelNow()) return;
  leaveOut(panel.querySelectorAll("[data-since]"));
  panel.querySelectorAll("[data-group]").forEach(closeGaps);
  showTone(panel.querySelector(".tones"));
  inGroups(panel).forEach(tint);
}

function shown({ detail: panel }) {
  if (panel === panelNow() && !panel.querySelector("[type=search]").value) showRecents(panel);
}

/** Put an emoji where the caret is; what is marked there gives way. */
function insert(field, emoji) {
  const { selectionStart: start, selectionEnd: end, value, maxLength } = field;
  if (maxLength >= 0 && value.length - (end - start) + emoji.length > maxLength) return;
  field.setRangeText(emoji, start, end, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: emoji }));
}

function take(button, isByPointer) {
  const field = currentField();
  if (!field || field.form.hidden) return;
  insert(field, button.textContent);
  remember("emoji", { id: button.textContent, of: plainOf(button) });
  picked();
  // With a mouse one writes on; with the keyboard one stays among the emoji, until Escape.
  if (isByPointer && enterSends()) field.focus({ preventScroll: true });
}

function clicked({ target, detail }) {
  const button = target.closest("#picker-emoji .emoji");
  if (button) take(button, detail > 0);
}

/** The choice of a tone closes where the focus leaves it. */
function focused({ target }) {
  const open = document.querySelector("#picker .tones[open]");
  if (open && !open.contains(target)) open.open = false;
}

function changed({ target }) {
  const choice = target.closest?.("#picker .tones");
  if (!choice) return;
  keepTone(target);
  showTone(choice);
  inGroups(panelNow()).forEach(tint);
  search(panelNow());
}

function submitted(event) {
  if (!event.target.matches("#picker [role=search]")) return;
  event.preventDefault();
  const first = panelNow().querySelector("[data-hits] .emoji");
  if (panelNow().contains(event.target) && first) take(first, false);
}

export function startEmoji() {
  document.addEventListener("picker:loaded", loaded);
  document.addEventListener("picker:shown", shown);
  document.addEventListener("click", clicked);
  document.addEventListener("change", changed);
  document.addEventListener("focusin", focused);
  document.addEventListener("submit", submitted);
  document.addEventListener("input", ({ target }) => target.matches("#picker-emoji [type=search]") && search(panelNow()));
}
