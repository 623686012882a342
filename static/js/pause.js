/** How long to wait before trying again: longer each time, and never all tabs at once. */

/** The pause before attempt number `tries` (from 0), in milliseconds, between half and all of its due. */
export function pauseBefore(tries, { least = 500, most = 30_000 } = {}) {
  const due = Math.min(most, least * 2 ** tries);
  return due * (0.5 + Math.random() / 2);
}
