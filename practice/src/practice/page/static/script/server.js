// Speaking to the practice server: its state, what people do, and word that something changed.

/** What the server refused or could not do, in words for the reader; `status` is its HTTP status, if it answered. */
export class Refused extends Error {
  constructor(words, status = null) {
    super(words);
    this.status = status;
  }
}

async function json(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refused("The practice server does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (answer === null || !response.ok || answer.ok === false) {
    throw new Refused(
      answer?.error || `The practice server answered ${response.status} ${response.statusText}.`,
      response.status,
    );
  }
  return answer;
}

/** Everything `speaker` sees; without a speaker only the people, the team and the app. */
export function fetchState(speaker) {
  return json(speaker ? `/practice/state?as=${encodeURIComponent(speaker)}` : "/practice/state");
}

function post(path, body) {
  return json(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Do something as `speaker`. Raises Refused with the server's reason. */
export function act(speaker, action) {
  return post("/practice/act", { as: speaker, action });
}

/** `speaker` has seen what is in `conversation`. */
export function markRead(speaker, conversation) {
  return post("/practice/read", { as: speaker, conversation });
}

/**
 * Call `changed` whenever what `speaker` sees has changed, and `online(bool)` as the line goes and comes; while it is
 * down, try again every second. Returns a function that stops listening.
 */
export function listen(speaker, changed, online) {
  let source = null;
  let timer = 0;
  function connect() {
    source = new EventSource(`/practice/events?as=${encodeURIComponent(speaker)}`);
    source.addEventListener("message", (event) => {
      if (event.data.trim() === "changed") changed();
    });
    source.addEventListener("open", () => {
      online(true);
      changed(); // what happened before the line was up was not announced
    });
    source.addEventListener("error", () => {
      source.close();
      timer = setTimeout(connect, 1000);
      online(false);
      changed(); // to learn whether the server is away, or began anew without this person
    });
  }
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** The content of a chosen file, in base64. */
export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
