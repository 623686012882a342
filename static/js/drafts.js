/** Drafts in the list of chats: what was typed and not sent stands in a row in place of the last message. */

import { onChange, kept } from "./storage.js";
import { word } from "./words.js";

const nameOf = (row) => row.id.slice("chat-".length);

/** Have a row say its draft, or its last message where there is none. */
function tell(row) {
  const preview = row.querySelector(".preview");
  const text = kept("draft", nameOf(row))?.trim() ?? "";
  const standing = preview?.querySelector(".draft");
  if (!preview || (!text && !standing)) return;
  preview.classList.toggle("has-draft", text !== "");
  if (!text) standing.remove();
  else if (!standing) preview.append(draftOf(text));
  else standing.lastChild.data = ` ${text}`;
}

function draftOf(text) {
  const draft = document.createElement("bdi");
  draft.className = "draft one-line";
  const label = document.createElement("strong");
  label.textContent = word("draft");
  draft.append(label, ` ${text}`);
  return draft;
}

const tellAll = () => document.querySelectorAll('.chats > li[id^="chat-"]').forEach(tell);

function tellOf(name) {
  const row = document.getElementById(`chat-${name}`);
  if (row) tell(row);
}

export function startDrafts() {
  onChange("draft", tellOf);
  document.addEventListener("storage:kept", ({ detail }) => detail.kind === "draft" && tellOf(detail.name));
  document.addEventListener("live:applied", tellAll);
  document.addEventListener("pane:shown", tellAll);
  tellAll();
}
