/** A video's address on its way out of here: the system's own sheet, other networks, or the clipboard. */

import { copy } from "./copy.js";

/** What only scripts can do is offered by them; `seconds` says how far the video has played. */
export function offerWays(dialog, seconds) {
  const ways = dialog.querySelector("[data-address]");
  if (!ways) return;
  ways.querySelector("[data-copy-link]").hidden = false;
  const isOffered = typeof navigator.share === "function";
  ways.querySelector("[data-system]").hidden = !isOffered;
  for (const way of ways.querySelectorAll("[data-network]")) way.hidden = isOffered;
  offerStart(ways, Math.floor(seconds));
}

/** Whoever has watched for a while may send others to that second. */
function offerStart(ways, seconds) {
  if (seconds < 1) return;
  ways.dataset.seconds = seconds;
  ways.querySelector("[data-start-choice]").hidden = false;
  ways.querySelector("[data-start-time]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The address that goes out: with the second, if that was asked for. */
function addressOf(ways) {
  const isFrom = ways.querySelector("[data-start]").checked;
  return isFrom ? `${ways.dataset.address}?t=${ways.dataset.seconds}` : ways.dataset.address;
}

function changed({ target }) {
  const ways = target.closest?.("[data-address]");
  if (!ways || !target.matches("[data-start]")) return;
  for (const link of ways.querySelectorAll("[data-network] > a")) {
    link.dataset.pattern ??= link.getAttribute("href");
    const plain = encodeURIComponent(ways.dataset.address);
    link.href = link.dataset.pattern.replace(plain, encodeURIComponent(addressOf(ways)));
  }
}

function clicked({ target }) {
  const ways = target.closest?.("[data-address]");
  if (!ways) return;
  if (target.closest("[data-copy-link]")) copy(addressOf(ways));
  if (target.closest("[data-system-share]")) {
    navigator.share({ title: ways.dataset.words, url: addressOf(ways) }).catch(() => {});
  }
}

export function startWays() {
  document.addEventListener("click", clicked);
  document.addEventListener("change", changed);
}
