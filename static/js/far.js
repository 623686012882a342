/** Messages far out of view take no part in layout until they come near, so that a long chat stays as quick as a short
 *  one. Each keeps the height it had (`contain-intrinsic-block-size: auto`), so nothing moves. */

import { scrollerOf } from "./scroller.js";

/** So far beyond either edge of what is seen they are laid out, in heights of it: whoever scrolls meets them ready. */
const AHEAD = "150%";

let near = null;
let width = 0;

function crossed(entries) {
  for (const { target, isIntersecting } of entries) target.classList.toggle("distant", !isIntersecting);
}

const added = new MutationObserver((changes) => {
  for (const { addedNodes, removedNodes } of changes) {
    for (const node of removedNodes) if (node.localName === "article") near.unobserve(node);
    for (const node of addedNodes) if (node.localName === "article") near.observe(node);
  }
});

/** Turned or resized, all of them are laid out once more: their heights are others now. */
const resized = new ResizeObserver(([{ target, contentRect }]) => {
  if (width && width !== contentRect.width) watchFar(target);
  width = contentRect.width;
});

/** Watch over the messages of this log, and no longer over those of another. */
export function watchFar(log) {
  near?.disconnect();
  near = new IntersectionObserver(crossed, { root: scrollerOf(log), rootMargin: `${AHEAD} 0px` });
  for (const article of log.querySelectorAll(":scope > article")) {
    article.classList.remove("distant");
    near.observe(article);
  }
  added.disconnect();
  added.observe(log, { childList: true });
  resized.disconnect();
  width = 0;
  resized.observe(log);
}
