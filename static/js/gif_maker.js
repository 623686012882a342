/** Where a GIF is cut out of a video: what is chosen plays again and again, with its caption, as it will be. */

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
}

function again() {
  video.currentTime = from();
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) video.play().catch(() => {});
}

video.addEventListener("timeupdate", () => {
  if (!video.paused && (video.currentTime >= until() || video.currentTime < from() - 0.2)) again();
});
video.addEventListener("loadedmetadata", () => (show(), again()), { once: true });
start.addEventListener("input", () => (show(), again()));
length.addEventListener("input", () => (show(), again()));
caption.addEventListener("input", show);
form.addEventListener("submit", () => {
  form.querySelector("button[type=submit]").disabled = true;
});
addEventListener("pageshow", () => (form.querySelector("button[type=submit]").disabled = false));
show();
if (video.readyState) again();
