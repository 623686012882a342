/** Which emoji this system can draw: what is newer than its letters shows as a box, or falls into pieces. */

/** Pixels a side: large enough to tell a picture from a box. */
const SIDE = 24;
/** What every system draws that draws any. */
const PLAIN = "😀";
/** So many of a version are looked at to tell whether this system draws it. */
const SAMPLES = 3;

function painter() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  paint.font = `${SIDE - 4}px ${getComputedStyle(document.documentElement).getPropertyValue("--font-emoji")}`;
  paint.textBaseline = "top";
  return paint;
}

/** A box is drawn in the colour of letters, a picture in colours of its own; one that falls apart is too wide. */
function isDrawn(paint, emoji) {
  paint.clearRect(0, 0, SIDE, SIDE);
  paint.fillStyle = "black";
  paint.fillText(emoji, 0, 0);
  const { data } = paint.getImageData(0, 0, SIDE, SIDE);
  const hasColour = data.some((value, at) => at % 4 < 3 && value > 0);
  return hasColour && paint.measureText(emoji).width < paint.measureText(PLAIN).width * 1.5;
}

/** Of the buttons of newer emoji, each with the version of Unicode's that brought it, take away what can't be drawn. */
export function leaveOut(buttons) {
  const paint = painter();
  // A system that draws none in colour tells nothing by that.
  if (!isDrawn(paint, PLAIN)) return;
  const samples = new Map();
  for (const { dataset, textContent } of buttons) {
    const those = samples.get(dataset.since) ?? [];
    if (those.length < SAMPLES) samples.set(dataset.since, [...those, textContent]);
  }
  const drawn = new Set([...samples.keys()].filter((version) => samples.get(version).some((one) => isDrawn(paint, one))));
  for (const button of buttons) if (!drawn.has(button.dataset.since)) button.remove();
}
