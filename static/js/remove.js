/** Deleting, of messages or of a whole chat: the dialog that says what it does, and what comes of a yes. */

import { ask } from "./act.js";
import { copy, download, linesOf, textOf } from "./copy.js";
import { currentLog } from "./range.js";

const dialog = () => document.getElementById("delete-dialog");

let articles = [];
let chat = null;

const addressOf = (article) => article.querySelector("[data-menu]").href;

/** Ask whether these messages are to go. */
export function askToDelete(messages) {
  if (messages.length) open({ messages, name: document.querySelector(".chat-peer .name")?.textContent });
}

/** Ask whether the chat with `peer`, who is shown as `name`, is to go. */
export const askToDeleteChat = (peer, name) => open({ peer, name });

function open({ messages = [], peer = null, name = "" }) {
  [articles, chat] = [messages, peer];
  const kind = peer === null ? (messages.length > 1 ? "many" : "one") : "chat";
  for (const element of dialog().querySelectorAll("[data-case]")) {
    element.hidden = !element.dataset.case.split(" ").includes(kind);
  }
  dialog().querySelector("[data-name]").textContent = name;
  const link = dialog().querySelector("a[download]");
  link.dataset.pattern ??= link.getAttribute("href");
  link.href = link.dataset.pattern.replace("@name", `@${peer}`);
  dialog().returnValue = "";
  dialog().showModal();
}

async function remove() {
  if (chat !== null) return removeChat(chat);
  const messages = articles.filter((article) => article.isConnected);
  document.dispatchEvent(new CustomEvent("messages:deleting"));
  for (const article of messages) {
    if (!(await ask(addressOf(article), { _method: "DELETE" }))) return undefined;
  }
  return undefined;
}

async function removeChat(peer) {
  const isDeleted = await ask(`/messages/@${peer}/`, { _method: "DELETE" });
  // What is left of an open chat is nothing: back to the list.
  if (isDeleted && currentLog()?.dataset.with === peer) document.querySelector(".chat-head .back a")?.click();
}

function keepFirst(how) {
  if (how === "download") return download(articles);
  return copy(articles.length > 1 ? linesOf(articles) : textOf(articles[0]) || linesOf(articles));
}

export function startRemoving() {
  document.addEventListener("close", ({ target }) => {
    if (target === dialog() && target.returnValue === "delete") remove();
  }, true);
  document.addEventListener("click", ({ target }) => {
    const how = target.closest?.("#delete-dialog [data-keep]")?.dataset.keep;
    if (how) keepFirst(how);
  });
}
