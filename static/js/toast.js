/** Short words at the edge of the page that go by themselves. */

/** A reader needs about this long for a short sentence, in milliseconds. */
const STAY = 5_000;

/** Show a sentence for a while; the region is announced politely. */
export function toast(words) {
  const region = document.getElementById("toasts");
  if (!region || !words) return;
  const element = document.createElement("p");
  element.className = "toast";
  element.textContent = words;
  region.append(element);
  dismissLater(element);
}

const dismissLater = (element) => setTimeout(() => element.remove(), STAY);

/** The server's own words after a plain form stand as toasts too. */
export const startToasts = () => document.querySelectorAll("#toasts > .toast").forEach(dismissLater);
