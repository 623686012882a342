/** Messages as plain text: into the clipboard, or into a file. */

import { toast } from "./toast.js";
import { word } from "./words.js";

/** The words of a message; empty where it has none. */
export const textOf = (article) => article.querySelector("[data-text]")?.textContent.trim() ?? "";

/** Several messages, a line each: when, who, what. */
export const linesOf = (articles) => articles.map(lineOf).join("\n");

function lineOf(article) {
  const who = article.querySelector(".visually-hidden")?.textContent.trim() ?? "";
  const time = article.querySelector("time");
  const said = textOf(article) || `[${article.querySelector(".bubble img")?.alt ?? ""}]`;
  return `[${time?.title || time?.textContent}] ${who} ${said}`;
}

/** Put a text into the clipboard, and say so. */
export async function copy(text) {
  const isCopied = navigator.clipboard ? await write(text) : copyByHand(text);
  toast(word(isCopied ? "copied" : "uncopied"));
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** On plain http there is no clipboard to write to: what is selected is copied, as a key would. */
function copyByHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  // Within an open dialog only what stands in it can be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  const { activeElement } = document;
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  activeElement?.focus({ preventScroll: true });
  return isCopied;
}

/** Save messages as a file that is named after the chat. */
export function download(articles) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${linesOf(articles)}\n`], { type: "text/plain" }));
  link.download = `paperplane-${articles[0]?.closest("[data-with]")?.dataset.with ?? "chat"}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
