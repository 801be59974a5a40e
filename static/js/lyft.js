// Small helps on pages that work without them. No inline handlers: everything hangs on data attributes.
// The words come from data-word-… on <body>, so that they are translated with the page.
"use strict";
(() => {
  const word = (name) => document.body.dataset["word" + name] || "";
  const on = (type, act) => document.addEventListener(type, act);
  const swedish = document.documentElement.lang.startsWith("sv");
  const clock = (ms) => new Date(ms).toLocaleTimeString(swedish ? "sv-SE" : "en-GB", { hour: "2-digit", minute: "2-digit" }).replace(":", swedish ? "." : ":");

  // --- Stepper: <button data-step="0.5"> beside an input within .l-step -----------------------------
  const read = (input) => Number(input.value.replace(/\s/g, "").replace(",", ".")) || 0;
  on("click", (event) => {
    const button = event.target.closest("button[data-step]");
    if (!button || button.closest("[data-stepper]")) return; // a stepper with a script of its own
    const input = button.closest(".l-step").querySelector("input");
    const least = Number(input.dataset.min || 0);
    const most = Number(input.dataset.max || Infinity);
    const value = Math.min(Math.max(read(input) + Number(button.dataset.step), least), most);
    const said = String(Math.round(value * 100) / 100);
    input.value = swedish ? said.replace(".", ",") : said;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Who taps the number means to write another one.
  on("focusin", (event) => { if (event.target.matches(".l-step input")) event.target.select(); });

  // --- "/" leads to the search, from any page: the field in the bar, else the search page --------------------
  on("keydown", (event) => {
    const at = event.target;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (at.isContentEditable || at.closest("input, textarea, select, dialog")) return;
    const shown = (element) => element && element.offsetParent !== null;
    const field = [document.getElementById("find"), document.querySelector("[data-search]")].find(shown);
    const link = document.querySelector(".l-search-link");
    if (!field && !shown(link)) return;
    event.preventDefault();
    if (field) field.select(), field.focus();
    else link.click();
  });

  // --- data-auto: a choice that acts at once; the button stays for those without this script -----------
  on("change", (event) => {
    if (event.target.matches("select[data-auto], input[data-auto]")) event.target.form.requestSubmit();
  });

  // --- data-quick="id of a day's field": days ahead that are one tap each (templates/components/_quick_days.html) -
  const inDays = (days) => {
    const day = new Date();
    day.setDate(day.getDate() + Number(days));
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  const dayOf = (choice) => choice.dataset.day || inDays(choice.dataset.days);
  const showQuick = (row) => {
    const field = document.getElementById(row.dataset.quick);
    for (const choice of row.children) choice.setAttribute("aria-pressed", String(!choice.hidden && field.value === dayOf(choice)));
  };
  on("click", (event) => {
    const choice = event.target.closest("[data-quick] button");
    if (!choice) return;
    const field = document.getElementById(choice.parentElement.dataset.quick);
    field.value = choice.getAttribute("aria-pressed") === "true" ? "" : dayOf(choice);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  on("input", (event) => { for (const row of document.querySelectorAll(`[data-quick="${event.target.id}"]`)) if (event.target.id) showQuick(row); });

  // --- data-confirm="question" on a button or a form -----------------------------------------------------
  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const ask = (question, yes) => {
    const dialog = element("dialog", "l-dialog", "");
    const row = element("div", "l-row mt-4", "");
    const go = element("button", "l-btn l-btn-p", yes || word("Yes"));
    const stop = element("button", "l-btn", word("No"));
    const words = element("p", "mb-0", question);
    words.id = "l-question";
    dialog.setAttribute("aria-labelledby", words.id);
    for (const button of [go, stop]) button.type = "button";
    row.append(go, stop);
    dialog.append(words, row);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      const answer = (said) => () => { dialog.remove(); resolve(said); };
      go.addEventListener("click", answer(true));
      stop.addEventListener("click", answer(false));
      dialog.addEventListener("cancel", answer(false));
      stop.focus();
    });
  };
  on("submit", async (event) => {
    const form = event.target;
    const asks = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (!asks || form.dataset.answered) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(asks, event.submitter && event.submitter.textContent.trim()))) return;
    form.dataset.answered = "yes";
    form.requestSubmit(event.submitter || undefined);
    delete form.dataset.answered;
  });

  // --- data-busy: one press is enough; the button says what is going on -----------------------------------
  on("submit", (event) => {
    const form = event.target;
    const button = event.submitter || form.querySelector("button:not([type=button])");
    if (event.defaultPrevented || !button || !("busy" in form.dataset || "busy" in button.dataset)) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const said = button.dataset.busy || form.dataset.busy || word("Busy");
    // After the form has been read, or the button's own value would not be sent.
    setTimeout(() => { button.dataset.was = button.textContent; button.textContent = said; button.setAttribute("aria-disabled", "true"); }, 0);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[data-was]")) {
      button.textContent = button.dataset.was;
      button.removeAttribute("aria-disabled");
      delete button.dataset.was;
    }
  });

  // --- data-guard: leaving with unsaved changes asks first --------------------------------------------------
  const changed = new Set();
  on("input", (event) => {
    const form = event.target.form;
    if (form && "guard" in form.dataset) changed.add(form);
  });
  on("submit", (event) => { if (!event.defaultPrevented) changed.delete(event.target); });
  addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected && "guard" in form.dataset)) event.preventDefault(); // an autosave may lift the guard
  });

  // --- data-draft="key" on a long text: kept on this device until it is saved -------------------------------
  // Never for confidential notes, and never for another person who uses the same device.
  const before = "lyft-draft:" + (document.body.dataset.person || "-") + ":";
  const store = (() => { try { localStorage.setItem(before, ""); localStorage.removeItem(before); return localStorage; } catch { return null; } })();
  const keyOf = (field) => before + field.dataset.draft;
  const mayKeep = (field) => field.dataset.draft && !field.closest(".l-priv, [data-private]");
  const say = (field, words, drop) => {
    let note = field.parentElement.querySelector(".l-draft");
    if (!note) {
      note = element("p", "l-draft", "");
      note.setAttribute("role", "status");
      field.after(note);
    }
    note.textContent = words;
    if (!drop) return;
    const button = element("button", "l-link-btn", word("Drop"));
    button.type = "button";
    button.addEventListener("click", () => { drop(); note.remove(); field.focus(); });
    note.append(button);
  };
  const restore = (field) => {
    const kept = JSON.parse(store.getItem(keyOf(field)) || "null");
    if (!kept || kept.text === field.value) return;
    // What the server sends back after an error is newer than the draft.
    if (field.value !== "" && field.form.querySelector("[aria-invalid], .l-err")) return;
    const sent = field.value;
    field.value = kept.text;
    say(field, word("Restored") + " " + clock(kept.at) + ".", () => { field.value = sent; store.removeItem(keyOf(field)); });
  };
  const forget = () => {
    for (const key of Object.keys(store)) if (key.startsWith("lyft-draft:")) store.removeItem(key);
  };
  // What a coach's phone keeps for want of reception is hers: whoever comes after her does not find it.
  const copied = store && JSON.parse(store.getItem("lyft-copied") || "null");
  if (copied && document.body.dataset.person && copied.person !== document.body.dataset.person && "caches" in window) {
    caches.delete("lyft-pages");
    store.removeItem("lyft-copied");
  } else if (copied && document.body.dataset.outboxScript) {
    import(document.body.dataset.outboxScript); // she may log no more; what she wrote without reception may still lie here
  }
  if (store) {
    // A form that was sent and is not shown again with errors has been saved: its drafts go.
    const sent = JSON.parse(sessionStorage.getItem("lyft-sent") || "[]");
    sessionStorage.removeItem("lyft-sent");
    const wrong = document.querySelector("[role=alert], .l-err, .l-vs");
    if (!wrong) for (const key of sent) store.removeItem(key);
    for (const field of document.querySelectorAll("textarea[data-draft], input[data-draft]")) {
      if (mayKeep(field)) restore(field);
    }
    const waiting = new Map();
    on("input", (event) => {
      const field = event.target;
      if (!field.dataset || !mayKeep(field)) return;
      clearTimeout(waiting.get(field));
      waiting.set(field, setTimeout(() => {
        const now = Date.now();
        if (field.value) store.setItem(keyOf(field), JSON.stringify({ text: field.value, at: now }));
        else store.removeItem(keyOf(field));
        say(field, word("Draft") + " " + clock(now));
      }, 600));
    });
    on("submit", (event) => {
      if (event.defaultPrevented) return;
      for (const timer of waiting.values()) clearTimeout(timer);
      const keys = [...event.target.querySelectorAll("[data-draft]")].filter(mayKeep).map(keyOf);
      if (keys.length) sessionStorage.setItem("lyft-sent", JSON.stringify(keys));
      if ("forget" in event.target.dataset) forget();
    });
  }

  // --- Rows that are ticked: how many, and all of the page at once ----------------------------------------------
  const picks = (form) => [...document.querySelectorAll(`input[type=checkbox][form="${form}"]`)];
  const countPicks = (form) => {
    const place = document.querySelector(`[data-picked="${form}"]`), all = picks(form), on = all.filter((one) => one.checked);
    const whole = document.querySelector(`[data-pick-all="${form}"]`);
    place.hidden = false;
    place.closest("form").classList.toggle("is-on", on.length > 0); // in sight as long as something is chosen
    place.querySelector("output").value = on.length;
    whole.hidden = false;
    whole.checked = on.length > 0 && on.length === all.length;
    whole.indeterminate = on.length > 0 && on.length < all.length;
  };
  on("change", (event) => {
    const form = event.target.dataset.pickAll || event.target.getAttribute("form");
    if (event.target.dataset.pickAll) for (const one of picks(form)) one.checked = event.target.checked;
    if (form && document.querySelector(`[data-picked="${form}"]`)) countPicks(form);
  });

  // --- When the page is there: errors are read first, the place in the menu is seen, steppers can be used -------
  on("DOMContentLoaded", () => {
    const wrong = document.querySelector("[data-focus]");
    if (wrong) wrong.focus();
    for (const here of document.querySelectorAll(".l-nav a[aria-current], .l-tabs a[aria-current]")) {
      here.parentElement.parentElement.scrollLeft = here.offsetLeft - 24;
    }
    for (const button of document.querySelectorAll("button[data-step][hidden]")) button.hidden = false;
    for (const row of document.querySelectorAll("[data-quick]")) { row.hidden = false; showQuick(row); }
    for (const place of document.querySelectorAll("[data-picked]")) countPicks(place.dataset.picked);
  });
})();
