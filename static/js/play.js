/** A GIF that holds still, because its reader wants no motion, moves once she asks it to. */

function play(event) {
  const button = event.target.closest?.("[data-play]");
  if (!button) return;
  event.preventDefault();
  button.parentElement.querySelector("source")?.remove();
  button.hidden = true;
}

export const startPlay = () => document.addEventListener("click", play);
