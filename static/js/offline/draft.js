// What is typed in the session's form is kept: on the server, or on this device while the server cannot be reached.
// A newer draft is never overwritten: the server says so, and she chooses.
import { all, clock, drop, fieldsOf, put, valueOf } from "./store.js";
import { ask, post } from "./server.js";

const form = document.querySelector("form[data-autosave]");
const WAIT = 1500; // ms after the last key

if (form) {
  const words = form.dataset;
  const person = document.body.dataset.person;
  const place = document.querySelector("[data-draft-state]");
  const isCopy = "offline" in form.dataset; // the copy that lies on the phone
  const corrects = "corrects" in form.dataset; // a session that is logged already
  const kept = form.elements.revision; // goes to and fro with the form, so that a page that comes back knows its draft
  let typed = "typed" in form.dataset; // there is something to keep: an untouched form is no draft
  let timer = 0, stopped = false, running = null, again = false;

  const key = () => form.elements.key.value;
  const address = () => form.dataset.autosave.replace("00000000-0000-0000-0000-000000000000", key());
  const named = () => [...form.querySelectorAll("input[data-company]:checked")].map((chip) => chip.dataset.name).join(", ");
  const element = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text });
  const button = (text, act) => {
    const made = element("button", "l-btn c-tap", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const say = (text, kind = "") => {
    place.hidden = false;
    place.className = `c-draft l-small ${kind}`;
    place.textContent = text;
  };
  const notice = (text, ...acts) => {
    const note = element("div", "l-note l-warn mb-3", "");
    note.setAttribute("role", "status");
    const row = element("div", "l-row mt-2", "");
    row.append(...acts);
    note.append(element("p", "mb-0", text), row);
    form.prepend(note);
    return note;
  };

  // --- On this device -----------------------------------------------------------------------------------
  const onDevice = async (text) => {
    const fields = fieldsOf(new FormData(form)).filter(([, value]) => typeof value === "string");
    await put("drafts", { key: key(), person, at: new Date().toISOString(), revision: kept.value, named: named(), form: form.getAttribute("action"), fields });
    say(text.replace("{at}", clock(new Date())));
  };

  // --- On the server --------------------------------------------------------------------------------------
  // A token of the present login, for the form too: whoever was logged out and in again in another tab just goes on.
  const renewed = async () => {
    const asked = await ask();
    if (asked.state === "ok" && String(asked.person) === person) form.elements.csrfmiddlewaretoken.value = asked.token;
    return asked;
  };
  const send = async () => {
    const data = new FormData(form);
    data.delete("attached"); // photos are sent with the session itself
    let answer = { status: 403 };
    if (!isCopy) answer = await post(address(), data, form.elements.csrfmiddlewaretoken.value);
    if (answer.status === 403) { // the page is a copy, or older than the last login: with a token of now
      const asked = await renewed();
      if (asked.state === "login") return { status: 401 };
      if (asked.state === "gone") return { status: 0 };
      if (asked.state === "ok" && String(asked.person) === person) answer = await post(address(), data, asked.token);
    }
    return answer;
  };
  const save = async () => {
    const { status, told } = await send();
    if (stopped) return;
    if (status === 200) {
      kept.value = told.revision;
      typed = again; // meanwhile
      delete form.dataset.guard; // what is saved may be left
      say(words.wordSaved.replace("{at}", told.at), "l-ok");
      await drop("drafts", key());
    } else if (status === 409 && told.state === "newer") {
      stopped = true;
      await onDevice(words.wordKept);
      const note = notice(
        words.wordNewer.replace("{at}", told.at),
        button(words.wordShow, () => { delete form.dataset.guard; drop("drafts", key()).finally(() => { location.href = told.address; }); }),
        button(words.wordMine, () => { stopped = false; kept.value = told.revision; form.elements.key.value = told.key; note.remove(); soon(0); }),
      );
    } else if (status === 409) {
      stopped = true;
      const link = element("a", "l-btn c-tap", words.wordOpen);
      link.href = told.address;
      notice(words.wordLogged, link);
      await drop("drafts", key());
    } else if (status === 401) {
      await onDevice(words.wordLogin);
    } else if (status === 422) {
      say(told.words, "l-bad");
    } else if (status === 0 || status >= 500) {
      await onDevice(words.wordKept);
    } else {
      await onDevice(words.wordRefused);
    }
  };
  const go = async () => { // one at a time, and once more when something was typed meanwhile
    if (running) { again = true; return; }
    running = save();
    try { await running; } finally { running = null; }
    if (again && !stopped) { again = false; go(); }
  };
  const soon = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (!stopped) go(); }, ms);
  };
  form.addEventListener("input", () => { form.dataset.guard = ""; typed = true; if (!stopped) soon(WAIT); });
  form.addEventListener("change", () => { if (!stopped) soon(WAIT); });
  addEventListener("online", () => { if (typed) soon(0); });
  document.addEventListener("visibilitychange", () => { // a phone that is put away does not come back
    if (document.visibilityState === "visible") renewed();
    else if (typed && !stopped) soon(0);
  });
  // A correction does not wait on the device to be sent: what cannot be saved now stays in the form, and is kept.
  let asked = false;
  const askFirst = async (submitter) => {
    const { state } = await renewed();
    if (state !== "gone" && state !== "login") { asked = true; form.requestSubmit(submitter || undefined); return; }
    form.dataset.guard = "";
    await onDevice(state === "login" ? words.wordLogin : words.wordUnsaved);
  };
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    if (corrects && !asked) {
      event.preventDefault();
      askFirst(event.submitter);
      return;
    }
    asked = false;
    stopped = true;
    sessionStorage.setItem("lyft-form", key());
  });
  addEventListener("pageshow", () => { stopped = false; });

  // --- Drafts that lie on this device are offered; nothing is laid over what is typed already -------------
  const fill = (row) => {
    for (const field of form.elements) if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    const adder = form.querySelector("[data-add-row]");
    for (const [name, value] of row.fields) {
      for (let n = 0; name.startsWith("new-") && !form.elements[name] && adder && n < 10; n++) adder.click();
      const found = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
      for (const field of found) {
        if (field.type === "checkbox" || field.type === "radio") { if (field.value === value) field.checked = true; }
        else if (field.type !== "file") field.value = value;
        field.closest("[data-new-row]")?.removeAttribute("hidden");
      }
    }
    form.elements.key.value = row.key;
    kept.value = row.revision;
    form.dispatchEvent(new Event("filled"));
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const isOf = (row) => (row.form ? row.form === form.getAttribute("action") : !corrects);
  const offer = async () => {
    const asked = new URLSearchParams(location.hash.slice(1)).get("draft");
    for (const row of (await all("drafts")).filter((one) => one.person === person && isOf(one))) {
      const version = row.fields.find(([name]) => name === "version");
      if (corrects && version?.[1] !== form.elements.version.value) { // saved since, or changed elsewhere: void
        await drop("drafts", row.key);
        continue;
      }
      if (row.key === asked) { // from the list of what lies on this device
        history.replaceState(null, "", location.pathname + location.search);
        fill(row);
        continue;
      }
      const note = notice(
        words.wordFound.replace("{at}", clock(new Date(row.at))).replace("{named}", row.named || "–"),
        button(words.wordTake, () => { note.remove(); fill(row); }),
        button(words.wordDrop, () => { drop("drafts", row.key).then(() => note.remove()); }),
      );
    }
  };

  if (isCopy) { // made some days ago: a key of its own, and today is today
    form.elements.key.value = crypto.randomUUID();
    const now = new Date();
    form.elements.opened_on.value = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
    const today = form.querySelector("[data-today]");
    if (today) today.textContent = now.toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : "sv-SE", { day: "numeric", month: "short" }).replace(".", "");
  }
  const unsaid = async () => { // what was logged on this device and is not sent yet waits to be logged no more
    for (const row of await all("outbox")) form.querySelector(`[data-plan="${CSS.escape(valueOf(row, "planned"))}"]`)?.remove();
    const waiting = form.querySelector("[data-waiting]");
    if (waiting && !waiting.querySelector("[data-plan]:not([hidden])")) waiting.hidden = true;
  };
  unsaid();
  offer();
}
