/**
 * The scrubber of the GIF maker: pictures of the whole video under the slider "Start", whose thumb is as wide as
 * what is cut out. It stays one slider, so that keys and screen readers move it as any other.
 */

const PICTURES = 8;
const HEIGHT = 56;

const once = (film, name) => new Promise((resolve) => film.addEventListener(name, resolve, { once: true }));

/** Put the strip under a slider; answers the canvas to draw on. */
function lay(slider) {
  const box = document.createElement("div");
  const strip = document.createElement("canvas");
  box.className = "gif-scrub";
  strip.ariaHidden = "true";
  slider.replaceWith(box);
  box.append(strip, slider);
  strip.width = box.clientWidth * devicePixelRatio;
  strip.height = HEIGHT * devicePixelRatio;
  return strip;
}

/** Draw pictures of the video side by side, each cut to its place. */
async function draw(strip, source) {
  const film = document.createElement("video");
  Object.assign(film, { muted: true, preload: "auto", src: source });
  await once(film, "loadeddata");
  const [pen, width] = [strip.getContext("2d"), strip.width / PICTURES];
  for (let at = 0; at < PICTURES; at++) {
    film.currentTime = (film.duration * (at + 0.5)) / PICTURES;
    await once(film, "seeked");
    const scale = Math.max(width / film.videoWidth, strip.height / film.videoHeight);
    const [wide, high] = [width / scale, strip.height / scale];
    const [left, top] = [(film.videoWidth - wide) / 2, (film.videoHeight - high) / 2];
    pen.drawImage(film, left, top, wide, high, at * width, 0, width, strip.height);
  }
  film.removeAttribute("src");
  film.load();
  strip.dataset.drawn = "";
}

/**
 * Make a scrubber of the slider `start` for `video`, of which `length` seconds are cut out. `changed` is told
 * where the start had to give way to the length.
 */
export function startStrip(video, start, length, changed) {
  const strip = lay(start);
  const fit = () => {
    const most = Math.max(video.duration - Number(length.value), 0);
    const before = start.value;
    start.max = most.toFixed(1);
    start.parentElement.style.setProperty("--window", `${Math.min(Number(length.value) / video.duration, 1) * 100}%`);
    if (start.value !== before) changed();
  };
  length.addEventListener("input", fit);
  fit();
  draw(strip, video.currentSrc);
}
