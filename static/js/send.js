/* Sends answers in the background, and says in the status line what is not saved yet. */
import { Outbox, obstacle } from "./lib/outbox.js";

const SLOW = 1000; // ms after which a waiting answer is worth a word
const TIMEOUT = 20000;

async function ask(url, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  const headers = { "X-Recollect": "fragment" };
  try {
    const response = await fetch(url, { headers, credentials: "same-origin", signal: stop.signal, ...options });
    const { status, ok, redirected } = response;
    const why = obstacle(status, response.headers.get("X-Recollect-Problem"));
    const after = Number(response.headers.get("Retry-After"));
    return { status, ok, redirected, why, after: after > 0 && after <= 120 ? after : null, text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
}

/* `token()` is the page's form token; a logout in another tab makes it worthless, then `renew` is given another. */
function sender(address, token, renew) {
  async function post({ url, body, held }) {
    if (!body.has("held")) body.set("held", held());
    body.set("csrf_token", token());
    return ask(url, { method: "POST", body, keepalive: true });
  }

  async function renewed() {
    const { ok, text } = await ask(address, { cache: "no-store" });
    if (ok) renew(JSON.parse(text).token);
  }

  return async (entry) => {
    try {
      let got = await post(entry);
      if (got.why === "token") {
        await renewed();
        got = await post(entry);
      }
      const { status, why, after, text: html } = got;
      if (why) return { again: true, after, why };
      if (got.redirected || (!got.ok && status !== 422)) return { refused: status };
      return { reply: { status, html } };
    } catch {
      return { again: true, after: null };
    }
  };
}

export function openOutbox(main, token, renew) {
  let timer = 0;
  let isGivenUp = false;
  const outbox = new Outbox({ send: sender(main.dataset.tokens, token, renew), changed });

  function changed() {
    clearTimeout(timer);
    if (outbox.size && !outbox.tries && !outbox.hasFailed) timer = setTimeout(show, SLOW);
    else show();
  }

  function link(textContent, href, more) {
    return Object.assign(document.createElement("a"), { textContent, href, ...more });
  }

  function show() {
    const line = document.querySelector("[data-status]");
    if (!line) return;
    const { saved, waiting, failed, login, door, other } = line.dataset;
    const says = line.querySelector("[data-says]");
    const counted = (text) => text.replace("{n}", outbox.size);
    line.classList.toggle("is-waiting", outbox.size > 0);
    if (outbox.hasFailed) says.replaceChildren(link(failed, main.dataset.home, { onclick: () => (isGivenUp = true) }));
    else if (!outbox.size) says.textContent = saved;
    else if (outbox.why === "login") says.replaceChildren(link(counted(login), door, { target: "_blank", rel: "noopener" }));
    else says.textContent = counted(outbox.why === "other" ? other : waiting);
  }

  addEventListener("online", () => outbox.wake());
  addEventListener("focus", () => outbox.wake());
  document.addEventListener("visibilitychange", () => document.hidden || outbox.wake());
  addEventListener("beforeunload", (event) => {
    if (outbox.size && !isGivenUp) event.preventDefault();
  });
  return outbox;
}
