/** What was picked last, newest first; for each user of this browser, until she signs out. */

import { keep, kept } from "./storage.js";

const MOST = { emoji: 24, sticker: 4, gif: 4 };

/** What was picked last of KIND: texts for emoji, pictures (see picture.js) for the others. */
export function recents(kind) {
  try {
    return JSON.parse(kept("picker", kind)) ?? [];
  } catch {
    return [];
  }
}

/** Put what was picked now before all others. */
export const remember = (kind, picked) =>
  save(kind, [picked, ...without(kind, picked)].slice(0, MOST[kind]));

/** Offer something no longer. */
export const forget = (kind, picked) => save(kind, without(kind, picked));

const save = (kind, list) => keep("picker", kind, list.length ? JSON.stringify(list) : "");

const keyOf = (picked) => picked.id ?? picked;

const without = (kind, picked) => recents(kind).filter((other) => keyOf(other) !== keyOf(picked));
