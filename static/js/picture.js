/**
 * A sticker or GIF as scripts hold it: `{kind, id, url, still, width, height, alt}`. It is drawn from that alone, so
 * that it can be kept between pages.
 */

/** What a button of the picker offers. */
export function pictureIn(button) {
  const image = button.querySelector("img");
  return {
    kind: button.name,
    id: button.value,
    url: image.getAttribute("src"),
    still: button.querySelector("source")?.getAttribute("srcset") ?? "",
    width: Number(image.getAttribute("width")),
    height: Number(image.getAttribute("height")),
    alt: image.alt,
  };
}

/** The `<picture>`, which holds still where its reader wants no motion. */
export function draw({ url, still, width, height, alt }) {
  const picture = document.createElement("picture");
  if (still) {
    const source = document.createElement("source");
    source.media = "(prefers-reduced-motion: reduce)";
    source.srcset = still;
    picture.append(source);
  }
  const image = new Image(width, height);
  image.alt = alt;
  image.src = url;
  picture.append(image);
  return picture;
}

/** The same, or the poster of a video, as it stands in a message. */
export function pictureOf(picture) {
  const drawn = draw(picture);
  if (picture.kind === "sticker") {
    drawn.className = "sticker";
    return drawn;
  }
  const box = document.createElement("div");
  if (picture.kind === "video") {
    box.className = picture.height > picture.width ? "film-card" : "film-card film-wide";
    drawn.className = "film-poster";
  } else box.className = picture.height > picture.width * 1.2 ? "gif gif-tall" : "gif";
  box.append(drawn);
  return box;
}
