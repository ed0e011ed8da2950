/* Sends answers in the background, and says in the status line what is not saved yet. */
import { Outbox, isWorthRetrying } from "./lib/outbox.js";

const SLOW = 1000; // ms after which a waiting answer is worth a word
const TIMEOUT = 20000;

async function post({ url, body, held }) {
  if (!body.has("held")) body.set("held", held());
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-Recollect": "fragment" },
      body,
      keepalive: true,
      credentials: "same-origin",
      signal: stop.signal,
    });
    if (isWorthRetrying(response.status)) {
      const after = Number(response.headers.get("Retry-After"));
      return { again: true, after: after > 0 && after <= 120 ? after : null };
    }
    if (response.redirected || (!response.ok && response.status !== 422)) return { refused: response.status };
    return { reply: { status: response.status, html: await response.text() } };
  } catch {
    return { again: true, after: null };
  } finally {
    clearTimeout(timer);
  }
}

export function openOutbox(home) {
  let timer = 0;
  const outbox = new Outbox({ send: post, changed });

  function changed() {
    clearTimeout(timer);
    if (outbox.size && !outbox.tries && !outbox.hasFailed) timer = setTimeout(show, SLOW);
    else show();
  }

  function show() {
    const line = document.querySelector("[data-status]");
    if (!line) return;
    const { saved, waiting, failed } = line.dataset;
    const says = line.querySelector("[data-says]");
    line.classList.toggle("is-waiting", outbox.size > 0);
    if (outbox.hasFailed) {
      const link = document.createElement("a");
      link.href = home;
      link.textContent = failed;
      says.replaceChildren(link);
    } else {
      says.textContent = outbox.size ? waiting.replace("{n}", outbox.size) : saved;
    }
  }

  addEventListener("online", () => outbox.wake());
  document.addEventListener("visibilitychange", () => document.hidden || outbox.wake());
  addEventListener("beforeunload", (event) => {
    if (outbox.size && !outbox.hasFailed) event.preventDefault();
  });
  return outbox;
}
