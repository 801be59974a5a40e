// Beside the choice of a role, show only the place that goes with it. Without this script all places show,
// each with a word on which roles it is for, and the server keeps the one that fits.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const role = document.querySelector("select[data-role]");
  if (!role) return;
  const places = document.querySelectorAll("[data-place-of]");
  const show = () => {
    for (const place of places) {
      const box = place.closest(".mb-3, .l-f") || place;
      box.hidden = !place.dataset.placeOf.split(" ").includes(role.value);
    }
  };
  role.addEventListener("change", show);
  show();
});
