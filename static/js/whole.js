/** A container that is sent as a whole: what it lacks goes, unless it came after the answer was made. */

import { place, takeIn } from "./fragments.js";
import * as memory from "./memory.js";
import { adopt, takeAttributes } from "./parts.js";
import { dropAside, fromOf, seqOf, setRange, toOf } from "./range.js";

/**
 * Make the standing container hold what `fresh` holds; `stamp` is the moment of which `fresh` tells, where
 * its own version does not.
 */
export function takeWhole(fresh, stamp) {
  const standing = document.getElementById(fresh.id);
  if (!standing) return;
  const { to = 0, revision = 0 } = standing.dataset;
  const ids = new Set(keyed(fresh).map((child) => child.id));
  sweep(standing, fresh, ids, fresh.dataset.v === undefined ? stamp : memory.versionOf(fresh));
  takeAttributes(standing, fresh);
  standing.removeAttribute("data-whole");
  if (standing.matches('[role="log"]')) {
    setRange(standing, fromOf(fresh), Math.max(toOf(fresh), to));
    dropAside(standing, ids);
    standing.dataset.revision = Math.max(fresh.dataset.revision ?? 0, revision);
  }
  fill(standing, fresh);
}

/** Take away what the answer does not hold; bubbles under way and day separators are the page's own. */
function sweep(standing, fresh, ids, stamp) {
  for (const old of [...standing.children]) {
    if (ids.has(old.id) || old.matches("article:not([data-key])") || isNewer(old, fresh, stamp)) continue;
    if (old.dataset.seq && seqOf(old) >= fromOf(fresh)) memory.forget(old.id);
    old.remove();
  }
}

const isNewer = (old, fresh, stamp) =>
  old.dataset.seq ? seqOf(old) > toOf(fresh) : old.dataset.key !== undefined && memory.versionOf(old) > stamp;

/** Put in what the answer holds: keyed children through the ordinary door, the others on top as they come. */
function fill(standing, fresh) {
  const children = keyed(fresh);
  const loose = [...fresh.children].filter((child) => !children.includes(child));
  loose.forEach(adopt);
  standing.prepend(...loose);
  for (const child of children) {
    child.dataset.in ||= standing.id;
    takeIn(child);
  }
}

const keyed = (container) => [...container.children].filter((child) => child.dataset.key !== undefined);
