/** The choice of one's picture: a file is cut to a square in a dialog, so that a large one needn't be sent whole. */

import { crop } from "./crop.js";

const SIDE = 512;
const QUALITY = 0.9;

const face = document.querySelector("[data-face]");
const input = face?.querySelector("input[type=file]");

input?.addEventListener("change", async () => {
  const [file] = input.files;
  if (!file) return;
  // A file that this browser can't draw goes as it is: the server says what it thinks of it.
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return;
  const canvas = await crop(picture, SIDE);
  picture.close();
  if (canvas) take(canvas);
  else input.value = "";
});

/** Let the form send what the canvas shows, and show it where the picture will be. */
function take(canvas) {
  canvas.toBlob(
    (blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "picture.jpg", { type: blob.type }));
      input.files = files.files;
      show(URL.createObjectURL(blob));
    },
    "image/jpeg",
    QUALITY,
  );
}

function show(address) {
  const image = new Image(96, 96);
  image.alt = "";
  image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  image.src = address;
  face.querySelector(".avatar").replaceChildren(image);
}
