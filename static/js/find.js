/** Finding an emoji by words, or by itself. */

/** Words as they are compared: in one case, without accents. */
const plain = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const wordsIn = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** What each emoji is found by: its own words before those that describe it. */
const indices = new WeakMap();

function indexOf(button) {
  if (!indices.has(button)) {
    indices.set(button, { name: wordsIn(button.ariaLabel), words: wordsIn(button.dataset.words) });
  }
  return indices.get(button);
}

const begins = (words, wanted) => wanted.every((one) => words.some((word) => word.startsWith(one)));

/** Those of all buttons that a text finds, those by name first. */
export function find(all, text) {
  const wanted = wordsIn(text);
  if (!wanted.length) return all.filter((button) => text.includes(button.dataset.plain ?? button.textContent));
  const named = all.filter((button) => begins(indexOf(button).name, wanted));
  const described = all.filter((button) => begins([...indexOf(button).name, ...indexOf(button).words], wanted));
  return [...new Set([...named, ...described])];
}
