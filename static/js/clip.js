/** A video in a chat plays in its place; a second press on its name leads to its page. */

function play(event) {
  const poster = event.target.closest?.("[data-clip]");
  if (!poster || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const film = document.createElement("video");
  film.src = poster.dataset.clip;
  film.poster = poster.querySelector("img").currentSrc;
  film.ariaLabel = poster.querySelector("img").alt;
  Object.assign(film, { controls: true, autoplay: true, playsInline: true, loop: false });
  // One at a time.
  document.querySelectorAll(".film-poster > video").forEach((other) => other.pause());
  const place = document.createElement("div");
  place.className = poster.className;
  place.append(film);
  poster.replaceWith(place);
  film.focus({ preventScroll: true });
}

export const startClips = () => document.addEventListener("click", play);
