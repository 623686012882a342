/** One element of a frame finds its place on the page: brought up to date, put in, or taken away. */

import * as focus from "./focus.js";
import * as memory from "./memory.js";
import { adopt, update } from "./parts.js";
import { admit } from "./range.js";

/** Take in one child of a frame, as docs/wire.md says. */
export function takeIn(child) {
  const standing = document.getElementById(child.id);
  const isMessage = "seq" in child.dataset;
  if ("gone" in child.dataset) return takeAway(child, standing);
  // A message counts in the log's stretch even where nothing of it is shown.
  if (!isMessage && memory.isStale(child, standing)) return undefined;
  if (!isMessage) memory.note(child);
  const box = child.dataset.in ? document.getElementById(child.dataset.in) : standing?.parentElement;
  if (!box) return standing && focus.remove(standing);
  return (isMessage ? admit(box, child) : [child]).forEach((one) => place(one, box));
}

/** Put an element where its key says, or bring the one that stands up to date; what is gone or older is left. */
export function place(child, box) {
  const standing = document.getElementById(child.id);
  if (memory.isStale(child, standing)) return;
  if (!standing) adopt(child);
  const element = standing ? update(standing, child) : child;
  if (element.dataset.key !== undefined) position(element, box);
  else if (element.parentElement !== box) box.append(element);
  // What its links and buttons say to htmx holds for a row that comes in, too.
  if (element !== standing && !element.dataset.seq) window.htmx?.process(element);
}

/** Take away what was deleted meanwhile, wherever it stands under `root`. */
export function buryUnder(root) {
  for (const element of root.querySelectorAll("[id]")) {
    if (memory.isGone(element)) element.remove();
  }
}

function takeAway(child, standing) {
  if (memory.bury(child, standing) && standing) focus.remove(standing);
}

/** Move an element to its place among its siblings, unless it is there: moving costs the focus. */
function position(element, box) {
  const before = predecessor(element, box);
  if (element.parentElement === box && previousPeer(element) === before) return;
  focus.move(element, () => {
    if (before) before.after(element);
    else box.insertBefore(element, firstPeer(element, box));
  });
}

/** The last sibling with a key that sorts before the element's own, or null. */
function predecessor(element, box) {
  const { key } = element.dataset;
  const sortsBefore = box.dataset.order === "desc" ? (other) => other >= key : (other) => other <= key;
  let other = box.lastElementChild;
  while (other && (other === element || other.dataset.key === undefined || !sortsBefore(other.dataset.key))) {
    other = other.previousElementSibling;
  }
  return other;
}

/** What has a place of its own in a container: day separators and links stand where their neighbours let them. */
const isPeer = (element) => element.dataset.key !== undefined || element.localName === "article";

function previousPeer(element) {
  let other = element.previousElementSibling;
  while (other && !isPeer(other)) other = other.previousElementSibling;
  return other;
}

const firstPeer = (element, box) => [...box.children].find((other) => other !== element && isPeer(other)) ?? null;
