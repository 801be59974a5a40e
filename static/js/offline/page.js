// The page of what waits on this device: each session with its text, why it waits, and what can be done.
import { clock, dayOf, drop, put, valueOf } from "./store.js";
import { sendAll, show } from "./outbox.js";

const list = document.querySelector("[data-outbox-list]");
const words = list.dataset;
const sent = [];

const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });
const button = (text, kind, act) => {
  const made = element("button", `l-btn c-tap ${kind}`, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
};
const link = (text, address) => Object.assign(element("a", "l-btn c-tap", text), { href: address });
// Everything that was written, as text that can be copied.
const textOf = (row) => {
  const lines = [`${row.named || "–"}, ${dayOf(row)}`];
  const labels = JSON.parse(words.labels);
  for (const [name, label] of Object.entries(labels)) {
    const unit = name.endsWith("_minutes") ? " h" : "";
    if (valueOf(row, name)) lines.push(`${label}: ${valueOf(row, name)}${unit}`);
  }
  for (const [name, said] of row.fields) { // women_7, men_7, …: who came from which company
    const label = labels[name.replace(/_\d+$/, "")];
    if (label && !labels[name] && said !== "0") lines.push(`${label}: ${said}`);
  }
  for (const [name, what] of row.fields) if (/^new-\d+-what$/.test(name)) lines.push(`${words.action}: ${what}`);
  const files = row.fields.filter(([, one]) => typeof one !== "string").length;
  if (files) lines.push(`${words.files}: ${files}`);
  return lines.join("\n");
};

const again = (row, more = {}) => async () => {
  await put("outbox", { ...row, state: "waiting", words: [], pairs: [], at: new Date().toISOString(), ...more });
  await sendAll();
};
const remove = (row) => {
  const made = button(words.drop, "l-btn-d", async () => {
    if (!made.dataset.sure) { made.dataset.sure = "yes"; made.textContent = words.sure; return; }
    await drop(row.state === "draft" ? "drafts" : "outbox", row.key);
    await show();
  });
  return made;
};
const own = (row) => { // a session of its own: another key, and she has said that it is another one
  const key = crypto.randomUUID();
  const fields = [...row.fields.filter(([name]) => name !== "key" && name !== "again"), ["key", key], ["again", "on"]];
  return async () => {
    await put("outbox", { ...row, key, fields, state: "waiting", words: [], pairs: [], at: new Date().toISOString() });
    await drop("outbox", row.key);
    await sendAll();
  };
};

const sides = (row) => {
  const both = element("div", "l-vs mt-3");
  for (const [title, which] of [[words.stored, "stored"], [words.here, "sent"]]) {
    const side = element("div", "");
    const facts = element("dl", "l-dl");
    for (const pair of row.pairs) facts.append(element("dt", "", pair.label), element("dd", "", pair[which] || "–"));
    side.append(element("h3", "l-h3", title), facts);
    both.append(side);
  }
  return both;
};

const card = (row, problem) => {
  const sheet = element("section", "l-sheet l-sec");
  const why = { waiting: problem === "login" ? words.login : words.waiting, refused: words.refused, twin: words.twin, conflict: words.conflict, draft: words.draft.replace("{at}", clock(new Date(row.at))) }[row.state];
  sheet.append(element("h2", "l-h2", row.named || words.nameless), element("p", "l-muted mb-2", `${dayOf(row)} · ${why}`));
  for (const said of row.state === "twin" ? [] : row.words || []) sheet.append(element("p", "l-err", said));
  if (row.state === "conflict") sheet.append(sides(row));
  const text = element("textarea", "l-in mt-2");
  text.readOnly = true;
  text.rows = 5;
  text.value = textOf(row);
  text.setAttribute("aria-label", words.text);
  const acts = element("div", "l-row mt-3");
  if (row.state === "draft" && words.form) acts.append(link(words.take, `${row.form || words.form}#draft=${row.key}`));
  if (row.state === "waiting") acts.append(button(words.now, "l-btn-p", () => sendAll()));
  if (row.state === "refused") acts.append(button(words.try, "l-btn-p", again(row)));
  if (row.state === "twin" || row.state === "conflict") acts.append(button(words.also, "l-btn-p", own(row)));
  if (row.address) acts.append(link(words.open, row.address));
  acts.append(button(words.copy, "", () => { text.select(); navigator.clipboard?.writeText(text.value); }), remove(row));
  sheet.append(text, acts);
  return sheet;
};

document.addEventListener("lyft-sent", (event) => sent.push(event.detail));
document.addEventListener("lyft-outbox", (event) => {
  const { rows, drafts, problem } = event.detail;
  list.replaceChildren(...[...rows, ...drafts.map((row) => ({ ...row, state: "draft" }))].map((row) => card(row, problem)));
  for (const { row, address } of sent) {
    const note = element("p", "l-note l-ok l-sec", words.done.replace("{named}", row.named || "–").replace("{day}", dayOf(row)) + " ");
    note.setAttribute("role", "status");
    note.append(Object.assign(element("a", "", words.open), { href: address }));
    list.prepend(note);
  }
  document.querySelector("[data-no-reception]").hidden = problem !== "gone";
  document.querySelector("[data-outbox-empty]").hidden = rows.length + drafts.length + sent.length > 0;
});
