// Fills the form for a new company from the register. A field that somebody wrote in is left as it is; the list beside
// the number says so. Without this script the server does the same when the number is checked.
"use strict";
(() => {
  const form = () => document.querySelector("form[data-guard]");
  const fields = () => [...form().elements].filter((field) => "filled" in field.dataset);
  const untouched = (field) =>
    field.value === "" || field.value === field.dataset.filled ||
    (field.tagName === "SELECT" && [...field.options].some((option) => option.defaultSelected && option.value === field.value));
  const set = (field, value) => {
    field.value = value;
    field.dataset.filled = value;
    field.classList.toggle("l-from-register", value !== "");
  };
  const emptied = () => {
    for (const field of fields()) {
      if (field.value !== field.dataset.filled || field.name === "organisation_number") continue;
      const first = field.tagName === "SELECT" && [...field.options].find((option) => option.defaultSelected);
      set(field, first ? first.value : "");
      delete field.dataset.filled;
    }
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "number-state") return;
    const found = event.target.querySelector("[data-register]");
    const from = form().elements.filled_from;
    if (!found || found.dataset.register !== from.value) emptied();
    from.value = found ? found.dataset.register : "";
    if (!found) return;
    const all = event.detail.requestConfig.elt.name === "use_register";
    for (const fact of found.querySelectorAll("[data-field]")) {
      const field = form().elements[fact.dataset.field];
      const number = fact.dataset.field === "organisation_number"; // a company was chosen from the list
      if (number || all || (!("keep" in fact.dataset) && untouched(field))) set(field, fact.dataset.value);
    }
    if (event.detail.requestConfig.elt.name === "pick") {
      document.getElementById("register-matches").replaceChildren();
      form().elements.organisation_number.focus();
    }
  });
  document.addEventListener("input", (event) => event.target.classList.remove("l-from-register"));
  // The Enter key in the two searches looks, and does not save the form.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !["register_name", "organisation_number"].includes(event.target.name)) return;
    event.preventDefault();
    window.htmx.trigger(event.target, "input");
  });
})();
