/** Passkeys and security keys. The work is done by the scripts of django-allauth; this says what went wrong with it. */

import { toast } from "./toast.js";

const words = document.getElementById("key-words").content;
const word = (name) => words.querySelector(`[data-word="${name}"]`)?.textContent;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  toast(word(event.detail.exception?.name) ?? word("failed"));
});

// Their listeners are there by now: a press before that would do nothing.
document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = false;
});
