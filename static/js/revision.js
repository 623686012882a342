/** How far a log has seen its thread's changes: what `/sync` need not tell again. */

import { currentLog } from "./range.js";
import { versionOf } from "./memory.js";

/** Logs that were brought up to date since they came onto the page: only these can say what they have seen. */
const settled = new WeakSet();

/** `/sync` was asked for this log and has answered. */
export const settle = (log) => settled.add(log);

/** Move a log's revision along, never back. */
export function raise(log, revision) {
  if (revision > Number(log.dataset.revision ?? 0)) log.dataset.revision = revision;
}

/**
 * What a frame's messages say about the open log's revision: returns a function to call once
 * nothing before that frame is missing.
 */
export function claim(frame) {
  const log = currentLog();
  const seen = [...frame.children].filter((child) => child.dataset.seq && child.dataset.in === log?.id);
  const revision = Math.max(-1, ...seen.map(versionOf));
  return () => {
    if (log && settled.has(log)) raise(log, revision);
  };
}
