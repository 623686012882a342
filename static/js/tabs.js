/**
 * The tabs of the picker. Each is fetched when it is first shown, and stays. Whoever fills one listens to
 * `picker:loaded` and `picker:shown`; the detail of both is its panel.
 */

import { enterSends } from "./field.js";
import { adopt } from "./parts.js";
import { get } from "./request.js";
import { keep, kept } from "./storage.js";

const box = () => document.getElementById("picker");
const tabs = () => [...box().querySelectorAll("[role=tab]")];
const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
const lastShown = () => tabs().find((tab) => tab.id === kept("picker", "tab")) ?? tabs()[0];
const tell = (what, panel) => document.dispatchEvent(new CustomEvent(what, { detail: panel }));

/** Show the tab that was shown last. */
export const showLast = () => show(lastShown());

/** Fetch that tab before it is asked for. */
export function prepare() {
  const panel = panelOf(lastShown());
  if (!panel.dataset.state) load(panel);
}

function show(tab) {
  for (const one of tabs()) {
    one.ariaSelected = String(one === tab);
    one.tabIndex = one === tab ? 0 : -1;
    panelOf(one).hidden = one !== tab;
  }
  panelOf(tab).scrollTop = 0;
  keep("picker", "tab", tab.id);
  shown(panelOf(tab));
}

/** A panel is in view: what is in it is brought up to date, or fetched. */
function shown(panel) {
  if (panel.dataset.state === "loaded") {
    tell("picker:shown", panel);
    seek(panel);
  } else if (!panel.dataset.state) {
    load(panel);
  }
}

async function load(panel) {
  panel.dataset.state = "loading";
  fill(panel, "picker-waits");
  const answer = await get(panel.dataset.from).catch(() => null);
  if (!answer?.ok) {
    delete panel.dataset.state;
    fill(panel, "picker-failed");
    return;
  }
  panel.innerHTML = answer.html;
  panel.dataset.state = "loaded";
  window.htmx?.process(panel);
  adopt(panel);
  tell("picker:loaded", panel);
  if (!panel.hidden) shown(panel);
}

const fill = (panel, id) => panel.replaceChildren(document.getElementById(id).content.cloneNode(true));

/** With a keyboard at hand one types what one looks for; on a touch screen that would cover what is offered. */
function seek(panel) {
  if (enterSends() && document.activeElement === box()) panel.querySelector("[type=search]")?.focus();
}

function clicked(event) {
  const { target } = event;
  const tab = target.closest("#picker [role=tab]");
  const place = target.closest("#picker [data-place]");
  if (tab) show(tab);
  if (target.closest("[data-load-again]")) load(target.closest("[role=tabpanel]"));
  if (!place) return;
  event.preventDefault();
  document.getElementById(place.dataset.place)?.scrollIntoView({ block: "start" });
}

function pressed(event) {
  if (!event.target.matches?.("#picker [role=tab]")) return;
  const all = tabs();
  const at = all.indexOf(event.target);
  const forward = document.dir === "rtl" ? -1 : 1;
  const to = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = all.at(to % all.length);
  show(next);
  next.focus();
}

export function startTabs() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
}
