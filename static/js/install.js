/** The service worker, which keeps the shell for when there is no connection. */

export async function startServiceWorker() {
  // Not to be had on plain http away from this machine, nor in some private windows: the site does without.
  await navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
}
