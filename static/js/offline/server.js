// One question to the server at a time, with an answer that says what to do when there is none.
const SEND = document.body.dataset.send;

// Who is logged in, and a token for the next form. {state: "gone" | "login" | "shut" | "ok", person, token}.
export const ask = async () => {
  let answer;
  try {
    answer = await fetch(SEND, { headers: { Accept: "application/json" }, cache: "no-store", credentials: "same-origin" });
  } catch {
    return { state: "gone" };
  }
  if (answer.redirected || answer.status === 401) return { state: "login" };
  if (answer.status === 403) return { state: "shut" };
  if (!answer.ok) return { state: "gone" };
  try {
    return { state: "ok", ...(await answer.json()) };
  } catch {
    return { state: "gone" };
  }
};

// A form sent by hand. {status: 0 when nobody answered, told: the JSON or null}.
export const post = async (address, data, token) => {
  data.set("csrfmiddlewaretoken", token);
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (answer.redirected) return { status: 401, told: null };
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: answer.status, told: json ? await answer.json() : null };
  } catch {
    return { status: 0, told: null };
  }
};
