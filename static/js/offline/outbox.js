// On every page of who logs sessions: keeps the copy on the phone fresh, and sends what waits there when it can.
import { all, dayOf, drop, get, put, wipe } from "./store.js";
import { ask, post } from "./server.js";

const body = document.body;
const person = body.dataset.person;
const bar = document.querySelector("[data-outbox]");
const may = !("outboxScript" in body.dataset); // log sessions; who may no more still sees what she wrote
const FRESH = 10 * 60 * 1000; // ms that a copy of the form is good
const EVERY = 20 * 1000; // ms between two tries while something waits

const mine = async () => (await all("outbox")).filter((row) => row.person === person).sort((a, b) => (a.at < b.at ? -1 : 1));
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const count = (one, many, n) => (n === 1 ? one : many.replace("{n}", n));

const begun = async () => (await all("drafts")).filter((row) => row.person === person).sort((a, b) => (a.at < b.at ? -1 : 1));

// --- The bar: how many wait, and why, and what has just been sent --------------------------------------------
let problem = "";
const sent = JSON.parse(sessionStorage.getItem("lyft-told") || "[]"); // before the page was opened anew
sessionStorage.removeItem("lyft-told");
export const show = async () => {
  const rows = await mine();
  // A form that is open offers its drafts itself.
  const drafts = document.querySelector("form[data-autosave]") ? [] : await begun();
  const waiting = rows.filter((row) => row.state === "waiting").length;
  const stuck = rows.length - waiting;
  const parts = [];
  if (waiting) parts.push(count(bar.dataset.one, bar.dataset.many, waiting));
  if (waiting && problem === "login") parts.push(bar.dataset.login);
  if (stuck) parts.push(count(bar.dataset.stuckOne, bar.dataset.stuckMany, stuck));
  if (drafts.length) parts.push(count(bar.dataset.draftOne, bar.dataset.draftMany, drafts.length));
  const waits = parts.length > 0;
  if (sent.length) parts.unshift(sent.length === 1 ? bar.dataset.sentOne.replace("{named}", sent[0].named).replace("{day}", sent[0].day) : bar.dataset.sentMany.replace("{n}", sent.length));
  bar.querySelector("[data-outbox-words]").textContent = parts.join(" ");
  bar.querySelector("a").href = !waits && sent.length === 1 ? sent[0].address : bar.dataset.page;
  bar.querySelector("a").hidden = !waits && sent.length > 1;
  bar.classList.toggle("l-warn", stuck > 0);
  bar.classList.toggle("l-ok", !waits);
  bar.hidden = parts.length === 0 || "outboxPage" in body.dataset;
  tell("lyft-outbox", { rows, drafts, problem });
};

// --- Sending: one after the other, by one window ----------------------------------------------------------------
const settle = async (row, state, more = {}) => {
  const now = await get("outbox", row.key);
  if (now && now.at === row.at) await put("outbox", { ...now, state, ...more }); // she may have changed it meanwhile
};
const sendOne = async (row, token) => {
  const data = new FormData();
  for (const [name, value] of row.fields) data.append(name, value);
  const { status, told } = await post(body.dataset.send, data, token);
  if (status === 201) {
    const now = await get("outbox", row.key);
    if (now && now.at === row.at) await drop("outbox", row.key);
    tell("lyft-sent", { row, address: told.address });
    sent.push({ named: row.named || "–", day: dayOf(row), address: told.address });
  } else if (status === 409) await settle(row, "conflict", { pairs: told.pairs, address: told.address });
  else if (status === 422) await settle(row, told.state, { words: told.words });
  else if (status === 413) await settle(row, "refused", { words: [bar.dataset.large] });
  else return status; // nobody answered, or the portal has trouble of its own: later
  return 0;
};
const sendWaiting = async () => {
  const rows = (await mine()).filter((row) => row.state === "waiting");
  problem = "";
  if (!rows.length) {
    if (may && "outboxPage" in body.dataset && (await ask()).state === "gone") problem = "gone";
    return;
  }
  for (const row of rows) {
    const asked = await ask();
    if (asked.state === "shut") { await settle(row, "refused", { words: [bar.dataset.shut] }); continue; }
    if (asked.state !== "ok" || String(asked.person) !== person) { problem = asked.state === "ok" ? "login" : asked.state; return; }
    if (await sendOne(row, asked.token)) return;
  }
  copied(true);
};
export const sendAll = async () => {
  const known = sent.length;
  await navigator.locks.request("lyft-send", { ifAvailable: true }, async (lock) => { if (lock) await sendWaiting(); });
  if (sent.length > known && "refresh" in body.dataset) { // the page still asks for what has just been sent
    sessionStorage.setItem("lyft-told", JSON.stringify(sent));
    location.reload();
    return;
  }
  await show();
};

// --- The copy on the phone ------------------------------------------------------------------------------------------
const copied = async (now = false) => {
  const last = JSON.parse(localStorage.getItem("lyft-copied") || "{}");
  const { lang, dataset } = document.documentElement, look = `${lang} ${dataset.bsTheme}`; // as she reads it now
  if (!now && last.person === person && last.look === look && Date.now() - last.at < FRESH) return;
  const worker = (await navigator.serviceWorker.ready).active;
  worker.postMessage({ copy: true });
  localStorage.setItem("lyft-copied", JSON.stringify({ person, look, at: Date.now() }));
};

// A form that was sent has been saved or lies in the outbox: its draft on this device goes.
const sentForm = sessionStorage.getItem("lyft-form");
if (sentForm && document.querySelector("form[data-autosave]")?.elements.key.value !== sentForm) {
  sessionStorage.removeItem("lyft-form");
  drop("drafts", sentForm);
}

// Logging out: first this device forgets, then the portal (which tells the browser once more, Clear-Site-Data).
const PATIENCE = 3000; // ms that forgetting may take
const forget = async () => {
  localStorage.removeItem("lyft-copied");
  const worker = navigator.serviceWorker?.controller;
  if (worker) {
    const channel = new MessageChannel();
    const done = new Promise((resolve) => { channel.port1.onmessage = resolve; });
    worker.postMessage({ forget: true }, [channel.port2]);
    await done;
  }
  await wipe();
};
const unsent = async () => {
  return new Set([...(await mine()), ...(await begun())].map((row) => row.key)).size;
};
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !("forget" in form.dataset)) return;
  event.preventDefault();
  // What is not sent would be gone: that is worth a question. It is counted now, since another window may have added to it.
  const n = form.dataset.answered ? 0 : await unsent().catch(() => 0);
  if (n) {
    form.dataset.confirm = count(bar.dataset.leaveOne, bar.dataset.leaveMany, n);
    form.requestSubmit(event.submitter || undefined); // static/js/lyft.js asks, and comes back with the answer
    delete form.dataset.confirm;
    return;
  }
  await Promise.race([forget(), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]).catch(() => {});
  form.submit();
});

if ("serviceWorker" in navigator && (may || localStorage.getItem("lyft-copied"))) {
  navigator.serviceWorker.register(body.dataset.worker, { type: "module", scope: "/", updateViaCache: "none" }).then(() => copied(), () => {});
}
addEventListener("online", sendAll);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sendAll(); });
setInterval(async () => { if ((await mine()).some((row) => row.state === "waiting")) sendAll(); }, EVERY);
sendAll();
