/** The keyboard's place on the page outlives what the server changes around it. */

const FOCUSABLE = "a[href], button, input, textarea, select, summary, [tabindex]";

/** Put `fresh` in the place of `old`: focus inside goes to its counterpart, else to what surrounds it. */
export function replace(old, fresh) {
  const focused = holderOf(old);
  const index = focused ? [...old.querySelectorAll(FOCUSABLE)].indexOf(focused) : -1;
  old.replaceWith(fresh);
  if (!focused) return;
  const heir = index < 0 ? fresh : fresh.querySelectorAll(FOCUSABLE)[index];
  give(heir?.localName === focused.localName ? heir : fresh.closest("[data-v]") ?? fresh);
}

/** Take an element away: focus inside goes to its neighbour, else to what it stood in. */
export function remove(element) {
  const neighbour = element.nextElementSibling ?? element.previousElementSibling ?? element.parentElement;
  const hadFocus = holderOf(element) !== null;
  element.remove();
  if (hadFocus) give(neighbour.querySelector(FOCUSABLE) ?? neighbour);
}

/** Move an element about without losing the focus inside it. */
export function move(element, how) {
  const focused = holderOf(element);
  how();
  focused?.focus({ preventScroll: true });
}

/** Focus an element, even one that is not on the keyboard's way. */
export function give(element) {
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

const holderOf = (element) => (element.contains(document.activeElement) ? document.activeElement : null);
