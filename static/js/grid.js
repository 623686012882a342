/**
 * Many things in rows, `<div data-grid="SELECTOR OF THEM">`: one of them is Tab's stop, arrows lead from one to the
 * next and to the nearest in the row above or below, Home and End along a row or, with Ctrl, all the way.
 */

const BESIDES = ".star, .gif-edit";

const gridOf = (item) => {
  const grid = item.closest?.("[data-grid]");
  return grid && item.matches(grid.dataset.grid) ? grid : null;
};

const itemsOf = (grid) => [...grid.querySelectorAll(grid.dataset.grid)].filter((item) => !item.closest("[hidden]"));

const besidesOf = (item) => item.closest("li")?.querySelectorAll(BESIDES) ?? [];

/** Have Tab stop at one item, and at what belongs to it. */
function stopAt(grid, item) {
  for (const one of grid.querySelectorAll('[tabindex="0"]')) one.tabIndex = -1;
  item.tabIndex = 0;
  for (const beside of besidesOf(item)) beside.tabIndex = 0;
}

/** What is in a grid has changed: one stop again, the one there was if it still stands. */
export function arrange(grid) {
  const items = itemsOf(grid);
  const stop = items.find((item) => item === document.activeElement) ?? items.find((item) => item.tabIndex === 0);
  for (const one of grid.querySelectorAll(`:is(${grid.dataset.grid}, ${BESIDES}):not([tabindex="-1"])`)) one.tabIndex = -1;
  if (items.length) stopAt(grid, stop ?? items[0]);
}

const arrangeAll = (root) => root.querySelectorAll("[data-grid]").forEach(arrange);

const inSameRow = (one, other) => Math.abs(one.top + one.bottom - other.top - other.bottom) < one.height;

/** The nearest item in the row before or after: what stands next in the page is not far. */
function acrossFrom(items, at, by) {
  const box = items[at].getBoundingClientRect();
  let row = null;
  let best = null;
  let least = Infinity;
  for (let i = at + by; items[i]; i += by) {
    const other = items[i].getBoundingClientRect();
    if (inSameRow(box, other)) continue;
    row ??= other;
    if (!inSameRow(row, other)) break;
    const far = Math.abs(other.left - box.left);
    if (far < least) [best, least] = [items[i], far];
  }
  return best;
}

/** The last item of the row in one direction. */
function endOfRow(items, at, by) {
  const box = items[at].getBoundingClientRect();
  let end = at;
  while (items[end + by] && inSameRow(box, items[end + by].getBoundingClientRect())) end += by;
  return items[end];
}

function next(grid, item, { key, ctrlKey }) {
  const items = itemsOf(grid);
  const at = items.indexOf(item);
  const forward = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
  switch (key) {
    case "ArrowRight": return items[at + forward];
    case "ArrowLeft": return items[at - forward];
    case "ArrowDown": return acrossFrom(items, at, 1);
    case "ArrowUp": return acrossFrom(items, at, -1) ?? grid.closest(".picker-tab")?.querySelector("[type=search]");
    case "Home": return ctrlKey ? items[0] : endOfRow(items, at, -1);
    case "End": return ctrlKey ? items.at(-1) : endOfRow(items, at, 1);
    default: return undefined;
  }
}

function pressed(event) {
  const { target, key } = event;
  if (event.altKey || event.metaKey) return;
  const grid = gridOf(target);
  if (!grid && !(key === "ArrowDown" && target.matches?.(".picker-tab [type=search]"))) return;
  const to = grid ? next(grid, target, event) : itemsOf(target.closest(".picker-tab").querySelector("[data-grid]"))[0];
  if (to === undefined) return;
  event.preventDefault();
  to?.focus();
}

export function startGrids() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusin", ({ target }) => gridOf(target) && stopAt(gridOf(target), target));
  document.addEventListener("picker:loaded", ({ detail }) => arrangeAll(detail));
  document.addEventListener("picker:shown", ({ detail }) => arrangeAll(detail));
  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    const tab = elt.closest(".picker-tab");
    if (tab) arrangeAll(tab);
  });
  document.addEventListener("live:applied", () => document.querySelectorAll('[data-grid*=".pick"]').forEach(arrange));
  arrangeAll(document);
}
