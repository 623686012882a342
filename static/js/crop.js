/** A dialog in which a picture is moved and zoomed under a square. The canvas shows what will be kept, and keeps it. */

const STEP = 0.04; // of what is in view, for an arrow key
const WHEEL = 0.002; // of the zoom, for a pixel of the wheel

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Ask how to cut `picture` (an ImageBitmap). The canvas, `side` pixels square, or null if it was called off. */
export function crop(picture, side) {
  const dialog = document.getElementById("crop");
  const view = new View(dialog, picture, side);
  const { promise, resolve } = Promise.withResolvers?.() ?? deferred();
  const over = new AbortController();
  const on = (target, type, act) => target.addEventListener(type, act, { signal: over.signal });

  listen(view, on);
  for (const button of dialog.querySelectorAll("button")) on(button, "click", () => dialog.close(button.value));
  on(dialog, "close", () => {
    over.abort();
    resolve(dialog.returnValue === "use" ? view.canvas : null);
  });
  dialog.returnValue = "";
  dialog.showModal();
  view.draw();
  return promise;
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve) => Object.assign(parts, { resolve }));
  return parts;
}

/** What part of a picture is in view: the square around (x, y) that `zoom` leaves of the largest one. */
class View {
  constructor(dialog, picture, side) {
    this.canvas = dialog.querySelector("canvas");
    this.slider = dialog.querySelector("input");
    Object.assign(this, { picture, side, zoom: 1, x: picture.width / 2, y: picture.height / 2 });
    this.canvas.width = this.canvas.height = side;
    this.slider.value = 1;
  }

  /** The edge of the square in pixels of the picture. */
  get edge() {
    return Math.min(this.picture.width, this.picture.height) / this.zoom;
  }

  /** Move by parts of what is in view. */
  move(right, down) {
    this.x += right * this.edge;
    this.y += down * this.edge;
    this.draw();
  }

  zoomTo(zoom) {
    this.zoom = clamp(zoom, Number(this.slider.min), Number(this.slider.max));
    this.slider.value = this.zoom;
    this.draw();
  }

  draw() {
    const { edge, picture, side } = this;
    this.x = clamp(this.x, edge / 2, picture.width - edge / 2);
    this.y = clamp(this.y, edge / 2, picture.height - edge / 2);
    const paper = this.canvas.getContext("2d");
    paper.imageSmoothingQuality = "high";
    paper.fillStyle = "white";
    paper.fillRect(0, 0, side, side);
    paper.drawImage(picture, this.x - edge / 2, this.y - edge / 2, edge, edge, 0, 0, side, side);
  }
}

/** Fingers, mouse, wheel, arrow keys and slider; two fingers zoom. */
function listen(view, on) {
  const fingers = new Map();
  const spread = () => {
    const [one, other] = fingers.values();
    return other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  };
  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  on(view.canvas, "pointerdown", (event) => {
    view.canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
  });
  on(view.canvas, "pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const wide = spread();
    fingers.set(event.pointerId, event);
    const size = view.canvas.clientWidth * fingers.size;
    view.move((before.x - event.x) / size, (before.y - event.y) / size);
    if (wide) view.zoomTo((view.zoom * spread()) / wide);
  });
  for (const type of ["pointerup", "pointercancel"]) on(view.canvas, type, (event) => fingers.delete(event.pointerId));
  on(view.canvas, "wheel", (event) => {
    event.preventDefault();
    view.zoomTo(view.zoom * (1 - event.deltaY * WHEEL));
  });
  on(view.canvas, "keydown", (event) => {
    const [right, down] = keys[event.key] ?? [];
    if (right === undefined) return;
    event.preventDefault();
    view.move(right * STEP, down * STEP);
  });
  on(view.slider, "input", () => view.zoomTo(Number(view.slider.value)));
}
