/** What this tab remembers of elements that do not stand on the page: versions it saw, and what is gone. */

const versions = new Map();
const gone = new Map();

/** The version of an element as a number; -1 where it tells none. */
export const versionOf = (element) => Number(element?.dataset.v ?? -1);

/**
 * Is what arrives older than what this tab knows? What stands on the page is asked before the memory:
 * a pane that was rendered earlier and swapped in later must be able to catch up.
 */
export function isStale(child, standing) {
  if (isGone(child)) return true;
  if (child.dataset.v === undefined) return false;
  return versionOf(child) < (standing ? versionOf(standing) : versions.get(child.id) ?? -1);
}

/** Remember the version of an element that found no place, so that no older one takes its place later. */
export function note(child) {
  if (child.dataset.v !== undefined) versions.set(child.id, versionOf(child));
}

/** Was it deleted? A deleted chat may come back with a greater version, a message never. */
export const isGone = (child) => gone.has(child.id) && !(versionOf(child) > gone.get(child.id));

/** Remember a deletion; true when it is news for what stands on the page. */
export function bury(child, standing) {
  const forever = child.dataset.v === undefined || child.id.startsWith("m-");
  const version = forever ? Infinity : versionOf(child);
  if (version < Math.max(versionOf(standing), versions.get(child.id) ?? -1)) return false;
  gone.set(child.id, Math.max(version, gone.get(child.id) ?? -1));
  return true;
}

/** A message that `/sync` no longer tells of, though it tells of its neighbours, was deleted. */
export const forget = (id) => gone.set(id, Infinity);
