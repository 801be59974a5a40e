// The board: cards are moved by dragging and by keyboard. Both post the form of the card's own menu, which works
// without this script; the server decides, says why not, and sends the board anew.
"use strict";
(() => {
  const toast = () => document.getElementById("board-said");
  const columns = () => [...document.querySelectorAll("[data-board] .l-col")];
  const cardsIn = (column) => [...column.querySelectorAll(".l-card")];
  const link = (card) => card && card.querySelector("h4 a");
  const closeMenus = (but) => {
    for (const menu of document.querySelectorAll(".l-menu[open]")) if (menu !== but) menu.open = false;
  };

  // --- What is said: read aloud, seen at the bottom edge, with the way back beside it ------------------------
  let latest = ""; // id of the card that was moved last
  const quiet = () => {
    const card = toast().contains(document.activeElement) && document.getElementById(latest);
    toast().replaceChildren();
    if (card) link(card).focus();
  };
  const say = (words, { bad = false, undo = null } = {}) => {
    const place = toast(), text = document.createElement("p"), close = document.createElement("button");
    text.textContent = words;
    close.type = "button";
    close.className = "l-btn";
    close.textContent = place.dataset.wordClose;
    close.addEventListener("click", quiet);
    place.classList.toggle("is-bad", bad);
    place.replaceChildren(...[text, undo, close].filter(Boolean));
  };

  // --- Post a move and show what the server answers ------------------------------------------------------------
  let busy = false;
  const move = async (form, to, card) => {
    if (busy || !form) return;
    busy = true;
    const body = new FormData(form);
    body.set("to", to);
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("flow");
      if (fresh) show(page, fresh, card, to);
      else if (answer.ok && answer.redirected) location.assign(answer.url); // a move that asks for more has a page
      else say(toast().dataset.wordFailed, { bad: true });
    } catch {
      say(toast().dataset.wordFailed, { bad: true });
    } finally {
      busy = false;
    }
  };
  const show = (page, fresh, id, to) => {
    const note = page.querySelector(".l-messages .l-note");
    const undo = fresh.querySelector("[data-undo]");
    if (undo) { undo.remove(); undo.classList.remove("mb-3"); }
    for (const old of document.querySelectorAll(".l-messages")) old.remove();
    document.getElementById("flow").replaceWith(document.adoptNode(fresh));
    ready();
    latest = id;
    const card = document.getElementById(id), heading = document.querySelector(`#col-${CSS.escape(to)} h3`);
    const place = card ? link(card) : heading; // a card that the filters leave out is gone from the board
    if (place) {
      if (!card) heading.tabIndex = -1;
      place.focus({ preventScroll: true });
      (card || heading).scrollIntoView({ block: "nearest" });
    }
    if (note) say(note.textContent.trim(), { bad: note.classList.contains("l-bad"), undo: undo && document.adoptNode(undo) });
  };
  const moveCard = (card, to) => move(card.querySelector("form[data-move]"), to, card.id);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("move" in form.dataset) || !event.submitter) return;
    event.preventDefault();
    const card = form.closest(".l-card");
    move(form, event.submitter.value, card ? card.id : "card-" + form.dataset.undo);
  });

  // --- By keyboard: arrows go between cards, Shift and an arrow moves the card, M opens its menu -------------------
  const beside = (card, step) => {
    const all = columns(), at = all.indexOf(card.closest(".l-col"));
    for (let place = at + step; place >= 0 && place < all.length; place += step) {
      const there = cardsIn(all[place]);
      if (there.length) return there[Math.min(cardsIn(all[at]).indexOf(card), there.length - 1)];
    }
    return null;
  };
  const go = (event, card) => {
    if (!card) return;
    event.preventDefault();
    link(card).focus();
  };
  const keys = {
    ArrowDown: (event, card) => go(event, cardsIn(card.parentElement)[cardsIn(card.parentElement).indexOf(card) + 1]),
    ArrowUp: (event, card) => go(event, cardsIn(card.parentElement)[cardsIn(card.parentElement).indexOf(card) - 1]),
    ArrowRight: (event, card) => go(event, beside(card, 1)),
    ArrowLeft: (event, card) => go(event, beside(card, -1)),
  };
  const shifted = (event, card) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = columns(), there = all[all.indexOf(card.closest(".l-col")) + step];
    if (!step || !there || !card.dataset.card) return;
    event.preventDefault();
    moveCard(card, there.dataset.state);
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector(".l-menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); } else if (toast()) quiet();
      return;
    }
    const card = event.target.closest && event.target.closest("[data-board] .l-card");
    if (!card || event.target !== link(card) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.shiftKey) shifted(event, card);
    else if (event.key.toLowerCase() === "m") {
      const menu = card.querySelector(".l-menu");
      if (!menu) return;
      event.preventDefault();
      menu.open = true;
      menu.querySelector("button, a").focus();
    } else if (keys[event.key]) keys[event.key](event, card);
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".l-menu")));

  // --- By dragging ---------------------------------------------------------------------------------------------------
  let held = null;
  const over = (event) => (held && event.target.closest ? event.target.closest("[data-board] .l-col") : null);
  const unmark = () => { for (const column of columns()) column.classList.remove("is-over"); };
  document.addEventListener("dragstart", (event) => {
    held = event.target.closest ? event.target.closest(".l-card[draggable=true]") : null;
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.id);
    held.classList.add("is-held");
    closeMenus();
  });
  document.addEventListener("dragover", (event) => {
    const column = over(event);
    if (!column) return;
    event.preventDefault();
    unmark();
    column.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const column = over(event);
    if (!column) return;
    event.preventDefault();
    if (column !== held.closest(".l-col")) moveCard(held, column.dataset.state);
  });
  document.addEventListener("dragend", () => {
    if (held) held.classList.remove("is-held");
    held = null;
    unmark();
  });

  const ready = () => {
    for (const card of document.querySelectorAll("[data-board] .l-card[data-card]")) {
      card.draggable = true;
      link(card).draggable = false;
    }
  };
  ready();
})();
