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
