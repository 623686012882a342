/** Where a menu stands: beside an element or at a point, wholly in view; on a phone it may be a sheet from below. */

/** Between a menu and what it belongs to, and between it and the edges of the view, in pixels. */
const GAP = 6;
const EDGE = 8;

const phone = matchMedia("(width < 900px)");

const clamp = (value, least, most) => Math.max(least, Math.min(value, most));

/** Place an open menu at an element or a point `{x, y}`; one that is not `.menu-near` stays a sheet on a phone. */
export function placeMenu(menu, at) {
  const isSheet = phone.matches && !menu.matches(".menu-near");
  menu.classList.toggle("placed", !isSheet);
  menu.style.left = menu.style.top = "";
  if (isSheet) return;
  const { left, right, top, bottom } = at instanceof Element ? at.getBoundingClientRect() : boxOf(at);
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isAtRight = (left + right) / 2 > innerWidth / 2;
  const below = bottom + GAP;
  const above = top - GAP - height;
  const y = below + height > innerHeight - EDGE && above >= EDGE ? above : below;
  menu.style.left = `${clamp(isAtRight ? right - width : left, EDGE, innerWidth - width - EDGE)}px`;
  menu.style.top = `${clamp(y, EDGE, innerHeight - height - EDGE)}px`;
}

const boxOf = ({ x, y }) => ({ left: x, right: x, top: y, bottom: y });
