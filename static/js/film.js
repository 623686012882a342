/** One video of the feed: plays, holds still, is made ready and let go. Sound is one choice for all, and remembered. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SOUND = "sound";

let isLoud = remembered();

function remembered() {
  try {
    return localStorage.getItem(SOUND) === "on";
  } catch {
    return false;
  }
}

const filmOf = (reel) => reel.querySelector("video");

/** Who pays for every byte, or waits for it, gets the smaller file, and nothing in advance. */
function isSlow() {
  const { saveData = false, effectiveType = "4g" } = navigator.connection ?? {};
  return saveData || effectiveType !== "4g";
}

/** A video has come onto the page: the scripts' own controls take the place of the browser's. */
export function show(reel) {
  const film = filmOf(reel);
  film.dataset.large = film.getAttribute("src");
  // What is on its way already goes on, unless that is slow.
  if (film.preload !== "auto" || isSlow()) film.removeAttribute("src");
  film.controls = false;
  film.muted = !isLoud;
  if (film.height > film.width * 1.4) reel.dataset.tall = "";
  for (const element of reel.querySelectorAll("[data-toggle], [data-sound], .reel-progress")) element.hidden = false;
  tellSound(reel);
  film.addEventListener("timeupdate", () => progress(reel));
  film.addEventListener("play", () => (reel.dataset.playing = ""));
  film.addEventListener("pause", () => delete reel.dataset.playing);
  reel.querySelector("[data-toggle]").addEventListener("click", () => toggle(reel));
  reel.querySelector("[data-sound]").addEventListener("click", () => setSound(!isLoud));
}

/** Give the video its file. */
export function prepare(reel, preload = "auto") {
  const film = filmOf(reel);
  if (film.hasAttribute("src")) return;
  const start = film.dataset.large.split("#")[1];
  film.preload = isSlow() ? "none" : preload;
  film.src = isSlow() ? film.dataset.small + (start ? `#${start}` : "") : film.dataset.large;
}

/** Take its file away again: the poster is all that is left. */
export function release(reel) {
  const film = filmOf(reel);
  if (!film.hasAttribute("src")) return;
  film.removeAttribute("src");
  film.load();
}

/** It is in view: it plays, unless its reader wants no motion. */
export function start(reel) {
  prepare(reel);
  if (!calm.matches) play(reel);
}

export function stop(reel) {
  filmOf(reel).pause();
}

/** The page is left: what is under way in the background is worth nothing. */
export const forget = (reel) => stop(reel);

async function play(reel) {
  const film = filmOf(reel);
  prepare(reel);
  film.muted = !isLoud;
  try {
    await film.play();
  } catch (error) {
    // Sound needs a press first; without it a browser lets anything play.
    if (error.name !== "NotAllowedError" || film.muted) return;
    film.muted = true;
    await film.play().catch(() => {});
  }
}

function toggle(reel) {
  if (filmOf(reel).paused) play(reel);
  else stop(reel);
}

function setSound(wanted) {
  isLoud = wanted;
  try {
    localStorage.setItem(SOUND, wanted ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
  for (const reel of document.querySelectorAll("[data-reel]")) {
    filmOf(reel).muted = !wanted;
    tellSound(reel);
  }
}

const tellSound = (reel) => (reel.querySelector("[data-sound]").ariaPressed = String(isLoud));

function progress(reel) {
  const { currentTime, duration } = filmOf(reel);
  const line = reel.querySelector(".reel-progress > i");
  if (duration) line.style.transform = `scaleX(${currentTime / duration})`;
}
