/* Keeps the shell (static files, the offline page) and nothing else: no page of a user is ever stored. */

const SHELL = "shell-{{ version|escapejs }}";
const OFFLINE = "{{ offline|escapejs }}";
const STATIC = "{{ static_url|escapejs }}";
const PARTS = [{% for address in shell %}
  "{{ address|escapejs }}",{% endfor %}
];

// The offline page is fetched without the cookie, so that it can't hold anything of anybody.
const keepShell = async () => {
  const shell = await caches.open(SHELL);
  await shell.add(new Request(OFFLINE, { credentials: "omit", cache: "reload" }));
  await Promise.allSettled(PARTS.map((address) => shell.add(address)));
};

const dropOldShells = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)));
  await self.clients.claim();
};

/** From the network while there is one; a copy is kept for when there is none. */
const fromNetwork = async (request) => {
  const shell = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status !== 206) await shell.put(request, answer.clone());
    return answer;
  } catch (error) {
    return (await shell.match(request)) ?? Promise.reject(error);
  }
};

const orOfflinePage = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    return (await caches.match(OFFLINE)) ?? Promise.reject(error);
  }
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepShell());
});
self.addEventListener("activate", (event) => event.waitUntil(dropOldShells()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(orOfflinePage(request));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(fromNetwork(request));
});
