// Answers when the portal cannot be reached: the session's form from its copy, and a place for what is sent meanwhile.
// It never sends by itself; the pages do, when they reach the portal again (static/js/offline/outbox.js).
import { fieldsOf, put } from "{{ told.store }}";

const FILES = "lyft-files-{{ told.version }}", PAGES = "lyft-pages";
const ASSETS = [{% for address in told.assets %}"{{ address }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const FORM = "{{ told.form }}", COPY = "{{ told.copy }}", OUTBOX = "{{ told.outbox }}";
const PATIENCE = 8000; // ms until a page that does not come is taken from the phone

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => files.addAll(ASSETS)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("lyft-files-") && name !== FILES;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

// The copies are made anew when a page asks for it. One that the portal refuses does not stay, and none is made while
// somebody logs out.
let copying = Promise.resolve(), forgotten = false;
const copy = async (address) => {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  } catch {
    return; // no reception: the copy of before is better than none
  }
  if (forgotten) return;
  const pages = await caches.open(PAGES);
  if (answer.ok && !answer.redirected) await pages.put(address, answer);
  else if (answer.redirected || answer.status === 403) await pages.delete(address);
};
const forget = async () => {
  forgotten = true;
  await copying; // then the page deletes all of it (static/js/offline/store.js)
};
addEventListener("message", (event) => {
  if (event.data && event.data.copy) {
    forgotten = false;
    copying = Promise.allSettled([COPY, OUTBOX].map(copy));
    event.waitUntil(copying);
  }
  if (event.data && event.data.forget) event.waitUntil(forget().then(() => event.ports[0].postMessage("done")));
});

const fromPhone = async (path) => {
  const pages = await caches.open(PAGES);
  return (await pages.match(path === FORM || path === COPY ? COPY : OUTBOX)) || Response.error();
};
const page = async (request, path) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), path === FORM ? PATIENCE : 30000);
  try {
    return await fetch(request, { signal: stop.signal });
  } catch {
    return fromPhone(path);
  } finally {
    clearTimeout(timer);
  }
};

// A session that could not be sent is kept under the key of its form, whatever happened to it on the way: sending it
// again under the same key is harmless.
const log = async (request) => {
  const kept = request.clone();
  try {
    const answer = await fetch(request);
    if (![502, 503, 504].includes(answer.status) && !answer.headers.has("Lyft-Logged-Out")) return answer;
  } catch { /* nobody answered */ }
  // Nobody answered, the portal has trouble of its own, or the login has ended: then the way to what waits leads past it.
  const fields = fieldsOf(await kept.formData());
  const value = (name) => (fields.find(([one]) => one === name) || ["", ""])[1];
  await put("outbox", {
    key: value("key"), person: value("person"), named: value("companies"), at: new Date().toISOString(), state: "waiting", fields,
  });
  return Response.redirect(OUTBOX, 303);
};
const file = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreSearch: true })) || Response.error();
  }
};

addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "POST" && request.mode === "navigate" && address.pathname === FORM) event.respondWith(log(request));
  else if (request.method === "GET" && request.mode === "navigate") event.respondWith(page(request, address.pathname));
  else if (request.method === "GET" && ASSETS.includes(address.pathname)) event.respondWith(file(request));
});
