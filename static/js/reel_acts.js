/** Hearts and subscriptions in the feed show as they are pressed, and are taken back where the server says no. */

const otherState = (button) => (button.ariaPressed === "true" ? "false" : "true");

/** All the buttons that offer to follow the same person. */
const sameOffers = (name) => [...document.querySelectorAll("[data-plus]")].filter(({ dataset }) => dataset.plus === name);

function foresee(button, holds) {
  if (button.matches("[data-heart]") && button.isConnected) button.ariaPressed = otherState(button);
  if (button.matches("[data-plus]")) sameOffers(button.dataset.plus).forEach((one) => (one.hidden = holds));
}

/** What has become of it elsewhere shows here, too. */
function applied({ detail }) {
  for (const { name, isOffered } of detail.flatMap((said) => said.offers)) {
    sameOffers(name).forEach((one) => (one.hidden = !isOffered));
  }
}

export function startReelActs() {
  document.addEventListener("live:applied", applied);
  document.addEventListener("act:begun", ({ detail }) => foresee(detail, true));
  document.addEventListener("act:failed", ({ detail }) => foresee(detail, false));
}
