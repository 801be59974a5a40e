// What lies on this device: sessions that wait to be sent, and forms that are not finished. Gone after logout.
const NAME = "lyft";

const opened = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    for (const name of ["outbox", "drafts"]) asked.result.createObjectStore(name, { keyPath: "key" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

const run = async (store, mode, act) => {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const step = database.transaction(store, mode);
      const asked = act(step.objectStore(store));
      step.oncomplete = () => resolve(asked.result);
      step.onerror = step.onabort = () => reject(step.error);
    });
  } finally {
    database.close();
  }
};

export const put = (store, row) => run(store, "readwrite", (rows) => rows.put(row));
export const get = (store, key) => run(store, "readonly", (rows) => rows.get(key));
export const drop = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));
export const all = (store) => run(store, "readonly", (rows) => rows.getAll());

// Everything of everybody: whoever logs in next finds nothing.
export const wipe = async () => {
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
  for (const name of await caches.keys()) await caches.delete(name);
};

// The fields of a form as pairs; files stay files. The server's token is left out: it is asked for anew.
export const fieldsOf = (data) => [...data].filter(([name, value]) =>
  name !== "csrfmiddlewaretoken" && (typeof value === "string" ? value !== "" : value.size > 0));

// One field of a row, and the day on which its session was held.
export const valueOf = (row, name) => (row.fields.find(([one]) => one === name) || ["", ""])[1];
const before = (at, days) => { const day = new Date(at + "T12:00:00"); day.setDate(day.getDate() - days); return day.toISOString().slice(0, 10); };
export const dayOf = (row) => {
  const opened = valueOf(row, "opened_on") || row.at.slice(0, 10);
  return { today: opened, yesterday: before(opened, 1) }[valueOf(row, "day")] || valueOf(row, "held_on");
};

// The time of day in Sweden, as the server tells it too, and as the page's language writes it: 15.04, in English 15:04.
export const clock = (date) => {
  const text = date.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" });
  return document.documentElement.lang === "en" ? text : text.replace(":", ".");
};
