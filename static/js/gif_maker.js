/** Where a GIF is cut out of a video: what is chosen plays again and again, with its caption, as it will be. */

import { startStrip } from "./gif_strip.js";

const form = document.getElementById("gif-maker");
const video = form.querySelector("video");
// Not by `elements.length`: that is how many there are.
const [start, length, caption] = ["start", "length", "caption"].map((name) => form.elements.namedItem(name));
const span = form.querySelector("[data-span]");
const words = form.querySelector(".gif-words");

const from = () => Number(start.value);
const until = () => Math.min(from() + Number(length.value), video.duration || Infinity);
const seconds = (value) => value.toFixed(1);

function show() {
  span.textContent = `${seconds(from())} – ${seconds(until())} s`;
  words.textContent = caption.value;
  fit();
}

/** Long words become smaller, as they will be in the GIF. */
function fit() {
  words.style.removeProperty("--fits");
  const room = words.clientWidth * 0.92;
  if (words.scrollWidth > room) words.style.setProperty("--fits", room / words.scrollWidth);
}

function again() {
  video.currentTime = from();
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) video.play().catch(() => {});
}

video.addEventListener("timeupdate", () => {
  if (!video.paused && (video.currentTime >= until() || video.currentTime < from() - 0.2)) again();
});
start.addEventListener("input", () => (show(), again()));
length.addEventListener("input", () => (show(), again()));
caption.addEventListener("input", show);
form.addEventListener("submit", () => {
  form.querySelector("button[type=submit]").disabled = true;
});
addEventListener("pageshow", () => (form.querySelector("button[type=submit]").disabled = false));

function ready() {
  startStrip(video, start, length, () => (show(), again()));
  show();
  again();
}

show();
if (video.readyState) ready();
else video.addEventListener("loadedmetadata", ready, { once: true });
