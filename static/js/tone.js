/** The tone of skin that a user has chosen for hands and faces, and for the second of two people where it differs. */

import { keep, kept } from "./storage.js";

const LIGHT = "🏻";
const SECOND = "🏼";
const NAMES = { tone: "tone", "second-tone": "second" };

const tone = () => kept("picker", "tone") ?? "";
const secondTone = () => kept("picker", "second") ?? "";

/** An emoji's button says the emoji in the chosen tone; the one without any is kept on it. */
export function tint(button) {
  const { toned, paired } = button.dataset;
  if (!toned) return;
  button.dataset.plain ??= button.textContent;
  button.textContent = tintedOf(button.dataset.plain, toned, paired);
}

function tintedOf(plain, toned, paired) {
  const [first, second] = [tone(), secondTone()];
  if (!first) return plain;
  if (!paired || !second || second === first) return toned.replaceAll(LIGHT, first);
  return [...paired].map((one) => ({ [LIGHT]: first, [SECOND]: second })[one] ?? one).join("");
}

/** The choice shows what was chosen. */
export function showTone(choice) {
  for (const input of choice.querySelectorAll("input")) input.checked = input.value === (kept("picker", NAMES[input.name]) ?? "");
  choice.querySelector("[data-hand]").textContent = `✋${tone()}`;
  // Without a tone there are no two to tell apart.
  choice.querySelector("[data-second]").disabled = !tone();
}

/** Keep what was chosen with a radio button. */
export const keepTone = (input) => keep("picker", NAMES[input.name], input.value);
