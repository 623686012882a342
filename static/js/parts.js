/**
 * Bring an element that stands on the page up to date without disturbing the reader: only the parts about
 * which the server says something new are changed, so focus, caret and open menus survive.
 */

import { replace } from "./focus.js";
import { localise } from "./times.js";

/** Attributes that the scripts themselves keep on elements of the server. */
const OURS = new Set(["aria-current", "data-lifted", "data-run", "tabindex"]);

/** What the server said, before scripts wrote local times and open states into it. */
const sources = new WeakMap();

/** Remember what the server said about everything under `root`, then say its times in the reader's zone. */
export function adopt(root) {
  for (const element of [root, ...root.querySelectorAll("[id][data-v], [data-part]")]) {
    if (element.nodeType === Node.ELEMENT_NODE) sources.set(element, element.outerHTML);
  }
  localise(root);
}

const partsOf = (element) =>
  new Map([...element.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));

const sameNames = (one, other) => one.size === other.size && [...one.keys()].every((name) => other.has(name));

/** Make `standing` say what `fresh` says; returns the element that stands afterwards. */
export function update(standing, fresh) {
  if (sources.get(standing) === fresh.outerHTML) return standing;
  const parts = partsOf(standing);
  const freshParts = partsOf(fresh);
  adopt(fresh);
  if (!parts.size || !sameNames(parts, freshParts) || !standing.dataset.v) {
    swap(standing, fresh);
    return fresh;
  }
  for (const [name, part] of parts) {
    const freshPart = freshParts.get(name);
    if (sources.get(part) !== sources.get(freshPart)) swap(part, freshPart);
  }
  sources.set(standing, sources.get(fresh));
  mirrorAttributes(standing, fresh);
  return standing;
}

/** Give `standing` the attributes of `fresh`, but for those that scripts keep. */
export function takeAttributes(standing, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (!OURS.has(name) && standing.getAttribute(name) !== value) standing.setAttribute(name, value);
  }
}

/** Give `standing` the attributes of `fresh`, and no others. */
function mirrorAttributes(standing, fresh) {
  takeAttributes(standing, fresh);
  for (const name of standing.getAttributeNames()) {
    if (!OURS.has(name) && !fresh.hasAttribute(name)) standing.removeAttribute(name);
  }
}

/** Put `fresh` in the place of `old`, with what scripts keep on it. */
function swap(old, fresh) {
  for (const name of OURS) {
    if (old.hasAttribute(name)) fresh.setAttribute(name, old.getAttribute(name));
  }
  replace(old, fresh);
}
