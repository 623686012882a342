/**
 * Menus that belong to a message or a chat: `<a data-menu="ID">` opens the one with that id, at its own place or
 * where it was asked for. Arrows move within every menu; Escape, Tab and a press elsewhere close it, and the focus
 * goes back. Whoever fills a menu listens to `menu:opening`, whoever does what was chosen to `menu:chosen`; the
 * detail of both is `{menu, opener, subject, item}`.
 */

import { placeMenu } from "./placing.js";

const OWNERS = "article, li, header";
const ITEMS = "[role=menuitem]:not([hidden])";

let opened = null;

const itemsOf = (menu) => [...menu.querySelectorAll(ITEMS)];
const tell = (what, detail) => document.dispatchEvent(new CustomEvent(what, { detail }));

/** Is one of these menus open? */
export const isMenuOpen = () => opened !== null;

/** What a menu is about stands out; around a message all else in its pane steps back. */
function lift(subject, isLifted) {
  subject.toggleAttribute("data-lifted", isLifted);
  if (subject.matches("article")) document.getElementById("pane")?.toggleAttribute("data-dimmed", isLifted);
}

/** Open the menu of `opener`: at `point` (`{x, y}` in the view), or beside what it is about. */
export function openMenu(opener, point = null) {
  closeMenu();
  const menu = document.getElementById(opener.dataset.menu);
  if (!menu) return;
  opened = { menu, opener, subject: opener.closest(OWNERS) };
  tell("menu:opening", opened);
  lift(opened.subject, true);
  opener.ariaExpanded = "true";
  menu.showPopover();
  placeMenu(menu, point ?? opened.subject.querySelector(".bubble") ?? opener);
  itemsOf(menu)[0]?.focus({ preventScroll: true });
}

/** Close the open menu, if any; the focus goes back to where it was opened from. */
export function closeMenu() {
  if (!opened) return;
  const { menu, opener, subject } = opened;
  const hadFocus = menu.contains(document.activeElement);
  opened = null;
  menu.hidePopover();
  lift(subject, false);
  opener.ariaExpanded = null;
  // What it was opened from may have been drawn anew meanwhile.
  if (hadFocus) (opener.isConnected ? opener : subject.querySelector("[data-menu]"))?.focus({ preventScroll: true });
}

function choose(item) {
  const chosen = { ...opened, item };
  closeMenu();
  tell("menu:chosen", chosen);
}

function pressed(event) {
  const menu = event.target.closest?.("[role=menu]:popover-open");
  if (!menu) return;
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length).focus();
  } else if (menu === opened?.menu && (event.key === "Escape" || event.key === "Tab")) {
    if (event.key === "Escape") event.preventDefault();
    event.stopPropagation();
    closeMenu();
  }
}

function clicked(event) {
  const opener = event.target.closest("[data-menu]");
  const item = event.target.closest("[role=menuitem]");
  if (opener && document.getElementById(opener.dataset.menu)) {
    event.preventDefault();
    openMenu(opener);
  } else if (item && opened?.menu.contains(item)) {
    choose(item);
  }
}

/** A press elsewhere only closes the menu, as menus do: it is not meant for what lies there. */
function pressedElsewhere(event) {
  removeEventListener("click", swallow, true);
  if (!opened || opened.menu.contains(event.target)) return;
  closeMenu();
  if (event.button === 0) addEventListener("click", swallow, true);
}

/** Take the next click away from what lies under it. */
export function swallow(event) {
  removeEventListener("click", swallow, true);
  event.preventDefault();
  event.stopPropagation();
}

/** Close where what the menu is about is gone, or stands elsewhere. */
const closeIfLost = () => opened && !opened.subject.isConnected && closeMenu();

export function startMenus() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  document.addEventListener("live:applied", closeIfLost);
  document.addEventListener("pane:shown", closeIfLost);
  addEventListener("pointerdown", pressedElsewhere, true);
  addEventListener("wheel", ({ target }) => opened?.menu.contains(target) || closeMenu(), { passive: true });
  addEventListener("resize", closeMenu);
  // Menus that the browser itself opens begin with their first item, too.
  document.addEventListener("toggle", ({ target, newState }) => {
    if (newState === "open" && target.matches?.("[role=menu]") && target !== opened?.menu) itemsOf(target)[0]?.focus();
  }, true);
}
