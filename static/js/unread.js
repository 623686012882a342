/** How many chats wait to be read: wherever the page tells it, and in the tab's title. */

function tell() {
  const badge = document.getElementById("unread-badge");
  if (!badge) return;
  const count = Number(badge.dataset.count || 0);
  for (const element of document.querySelectorAll("[data-unread]")) {
    element.textContent = count || "";
    element.hidden = !count;
  }
  const plain = document.title.replace(/^\(\d+\) /, "");
  const title = count ? `(${count}) ${plain}` : plain;
  if (document.title !== title) document.title = title;
}

export function startUnread() {
  document.addEventListener("live:applied", tell);
  document.addEventListener("pane:shown", tell);
  tell();
}
