// The session's form, made quicker: only the chosen companies, own time computed, more rows for actions.
// Everything works without this file; what it hides is folded or empty otherwise.
"use strict";
(() => {
  const form = document.querySelector("[data-session-form]");
  if (!form) return;
  const all = (selector, within = form) => [...within.querySelectorAll(selector)];
  const comma = document.documentElement.lang !== "en";

  // The copy that lies on the phone knows nothing of the plan: what was planned stands in the address.
  const planned = new URLSearchParams(location.search).get("planned");
  if (planned && form.elements.planned && !form.elements.planned.value) form.elements.planned.value = planned;

  // Hours as people write them: 1,5 or 1:30. NaN when it is neither; an empty field is 0.
  const read = (text) => {
    const plain = text.replace(/\s/g, "");
    const clock = /^(\d{1,5}):([0-5]\d)$/.exec(plain);
    if (clock) return Number(clock[1]) + Number(clock[2]) / 60;
    return plain === "" ? 0 : Number(plain.replace(",", "."));
  };
  const write = (number) => {
    const text = String(Math.round(number * 100) / 100);
    return comma ? text.replace(".", ",") : text;
  };

  // Minutes as the form takes them: 90 is 1,5; 95 would be 1,58333 and is 1:35.
  const hoursOf = (minutes) => (minutes % 3 ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}` : write(minutes / 60));

  // The stepper itself is in lyft.js, which reads decimals: what was typed as 1:30 becomes 1,5 first.
  for (const stepper of all("[data-hours]")) {
    const input = stepper.querySelector("input");
    const plain = () => { if (input.value.includes(":") && !Number.isNaN(read(input.value))) input.value = write(read(input.value)); };
    for (const button of all("button[data-step]", stepper)) button.addEventListener("click", plain);
  }

  const chips = all("input[data-company]");
  const travel = form.elements.travel_minutes;
  let travelTouched = travel.value !== "" && read(travel.value) !== 0;
  const travelSaid = form.querySelector("[data-said=travel]"); // "as last time", until it is changed
  travel.addEventListener("input", () => { travelTouched = true; if (travelSaid) travelSaid.hidden = true; });
  const showChosen = () => {
    const chosen = new Set(chips.filter((chip) => chip.checked).map((chip) => chip.dataset.company));
    for (const part of all("[data-for]")) {
      part.hidden = !chosen.has(part.dataset.for);
      if (part.tagName === "DETAILS" && !part.hidden) part.open = true;
    }
    for (const list of all("[data-open-items], [data-companies]")) list.hidden = all("[data-for]", list).every((row) => row.hidden);
    for (const choice of all("[data-row-company]")) {
      const select = choice.querySelector("select");
      for (const option of select.options) option.hidden = option.value !== "" && !chosen.has(option.value);
      if (select.value && !chosen.has(select.value)) select.value = "";
      choice.hidden = chosen.size < 2;
    }
  };
  // The same people come, most often: filled in when nothing was typed, and said so until it is changed.
  const heads = (key) => ["women", "men", "not_stated"].map((name) => form.elements[`${name}_${key}`]);
  const asLast = (chip) => {
    const key = chip.dataset.company, fields = heads(key), line = form.querySelector(`details[data-for="${key}"] [data-as-last]`);
    if (!line) return;
    if (chip.checked && fields.every((field) => field.value === "")) chip.dataset.last.split(",").forEach((count, n) => { fields[n].value = count; });
    line.hidden = fields.map((field) => field.value).join() !== chip.dataset.last;
  };
  const nameChosen = () => {
    if (form.elements.companies) form.elements.companies.value = chips.filter((chip) => chip.checked).map((chip) => chip.dataset.name).join(", ");
  };
  for (const chip of chips) {
    chip.addEventListener("change", () => {
      if (chip.checked && !travelTouched && Number(chip.dataset.travel)) {
        travel.value = hoursOf(Number(chip.dataset.travel));
        if (travelSaid) travelSaid.hidden = false;
      }
      asLast(chip);
      nameChosen();
      showChosen();
      showNext();
      sayOwnTime();
    });
    for (const field of heads(chip.dataset.company)) field.addEventListener("input", () => asLast(chip));
  }

  // A new action is often to be done by the next session, where one is planned with the company that is chosen.
  const showNext = () => {
    const days = chips.filter((chip) => chip.checked && chip.dataset.next).map((chip) => chip.dataset.next).sort();
    for (const row of all("[data-quick]")) {
      const next = row.querySelector("[data-next]");
      if (days.length) {
        const day = new Date(`${days[0]}T12:00:00`).toLocaleDateString(comma ? "sv-SE" : "en-GB", { day: "numeric", month: "short" }).replace(".", "");
        next.dataset.day = days[0];
        next.textContent = next.dataset.words.replace("{day}", day);
      }
      next.hidden = days.length === 0;
      row.querySelector("[data-month]").hidden = days.length > 0;
    }
  };

  // What may be a personal number is asked about; it is never refused (the server asks, too).
  const LIKE_ONE = /(?<![\d-])(?:18|19|20)?(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]))\s?[-+–]?\s?(\d{4})(?![\d-])/g;
  const luhn = (digits) => [...digits].reduce((sum, one, n) => { const twice = Number(one) * (n % 2 ? 1 : 2); return sum + (twice > 9 ? twice - 9 : twice); }, 0) % 10 === 0;
  const warned = new Set();
  for (const text of all("textarea")) {
    text.addEventListener("input", () => {
      const found = [...text.value.matchAll(LIKE_ONE)].some((match) => luhn(match[1] + match[2]));
      if (found === warned.has(text) || !form.dataset.wordNumber) return;
      if (!found) { warned.delete(text); text.parentElement.querySelector("[data-number]").remove(); return; }
      warned.add(text);
      const line = Object.assign(document.createElement("p"), { className: "l-warn l-small mb-0", textContent: form.dataset.wordNumber });
      line.dataset.number = "";
      line.setAttribute("role", "status");
      text.after(line);
    });
  }

  const otherDay = form.querySelector("[data-other-day]");
  const showDay = () => { otherDay.hidden = form.elements.day.value !== "other"; };
  for (const choice of all("input[name=day]")) choice.addEventListener("change", showDay);

  // The copy on the phone cannot ask the portal whether the day is reported: it knows which days are, by company.
  const reported = form.querySelector("[data-reported-day]");
  const dayOf = () => {
    const opened = form.elements.opened_on.value, choice = form.elements.day.value;
    if (choice === "other") return form.elements.held_on.value;
    const day = new Date(`${opened}T12:00:00Z`);
    if (choice === "yesterday") day.setUTCDate(day.getUTCDate() - 1);
    return opened && day.toISOString().slice(0, 10);
  };
  const sayReported = () => {
    if (!reported) return;
    const day = dayOf(), over = (chip) => chip.dataset.reported.split(" ").map((span) => span.split("/")).find(([start, end]) => start <= day && day <= end);
    const those = day ? chips.filter((chip) => chip.checked && chip.dataset.reported && over(chip)) : [];
    const until = those.map((chip) => over(chip)[1]).sort().pop();
    reported.hidden = those.length === 0;
    reported.textContent = those.length ? reported.dataset.words.replace("{day}", until).replace("{named}", those.map((chip) => chip.dataset.name).join(", ")) : "";
  };
  form.addEventListener("change", sayReported);

  const sayOwnTime = () => {
    const each = read(form.elements.on_site_minutes.value) + read(form.elements.remote_minutes.value);
    for (const block of all("details[data-for]")) {
      const key = block.dataset.for;
      const people = ["women", "men", "not_stated"].map((name) => read(form.elements[`${name}_${key}`].value));
      const count = people.reduce((sum, one) => sum + one, 0);
      const own = form.elements[`own_${key}`].value.trim();
      const line = block.querySelector("[data-own-sentence]");
      const words = own === "" ? line.dataset.words : line.dataset.said;
      const sum = own === "" ? count * each : read(own);
      if (Number.isNaN(sum)) continue;
      line.textContent = words.replace("{people}", write(count)).replace("{each}", write(each)).replace("{sum}", write(sum));
    }
  };
  form.addEventListener("input", sayOwnTime);

  const adder = form.querySelector("[data-add-row]");
  if (adder) {
    const rows = () => all("[data-new-row]");
    // With the button at hand, rows beyond the first that are empty need not be there.
    for (const row of rows().slice(1)) {
      const typed = all("input, select", row).some((field) => field.value !== "");
      if (!typed && !row.querySelector(".l-err")) row.hidden = true;
    }
    adder.hidden = false;
    adder.addEventListener("click", () => {
      const folded = rows().find((row) => row.hidden);
      if (folded) {
        folded.hidden = false;
        folded.querySelector("input").focus();
        return;
      }
      const count = rows().length;
      const copy = rows()[count - 1].cloneNode(true);
      for (const error of all(".l-err", copy)) error.remove();
      for (const field of all("input, select", copy)) {
        field.value = "";
        field.name = field.name.replace(/^new-\d+/, `new-${count}`);
        field.id = field.id.replace(/new-\d+/, `new-${count}`);
      }
      const quick = copy.querySelector("[data-quick]");
      quick.dataset.quick = quick.dataset.quick.replace(/new-\d+/, `new-${count}`);
      for (const choice of quick.children) choice.setAttribute("aria-pressed", "false");
      for (const label of all("label", copy)) label.htmlFor = label.htmlFor.replace(/new-\d+/, `new-${count}`);
      rows()[count - 1].after(copy);
      copy.querySelector("input").focus();
      adder.hidden = count + 1 >= 10;
    });
  }

  // What was planned fills the form in: the portal does so itself; the copy on the phone knows what lies in front of its day.
  const waiting = form.querySelector("[data-waiting]");
  if (waiting && "offline" in form.dataset) {
    const dayBack = (days) => new Date(Date.now() - days * 86400000).toLocaleDateString("sv-SE", { timeZone: "Europe/Stockholm" });
    const plans = all("[data-plan]", waiting);
    const found = plans.find((one) => one.dataset.plan === planned);
    for (const one of plans) one.hidden = one.dataset.day > dayBack(0);
    waiting.hidden = Boolean(found) || plans.every((one) => one.hidden);
    if (found) {
      const { day, mode, minutes, activity, enrolments } = found.dataset;
      form.elements.day.value = { [dayBack(0)]: "today", [dayBack(1)]: "yesterday" }[day] || "other";
      form.elements.held_on.value = day;
      form.elements[`${mode}_minutes`].value = hoursOf(Number(minutes));
      form.elements.activity.value = activity;
      travelTouched ||= mode === "remote"; // no way to go
      for (const chip of chips.filter((one) => enrolments.split(" ").includes(one.value))) {
        chip.checked = true;
        chip.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
  }

  const showAll = () => { nameChosen(); showChosen(); showNext(); showDay(); sayOwnTime(); sayReported(); };
  form.addEventListener("filled", showAll); // a draft of this device was laid in
  showAll();
})();
