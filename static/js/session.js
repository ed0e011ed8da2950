/* A study session without waiting: the next card is in the page already, and answers go out in the background.
   main[data-state] is question, shown (the first moments of an answer), answer or saving; a rating counts in the
   state answer only. */
import { arrange } from "./arrange.js";
import { announce, moveOn, showSide, takeProgress, whereText } from "./card.js";
import { fillForms } from "./fields.js";
import { openOutbox } from "./send.js";

const GUARD = 250; // ms after the reveal in which a second press of the same button does nothing

export const main = document.querySelector("[data-study]");
export let token = document.querySelector("input[name=csrf_token]")?.value ?? "";
export const outbox = openOutbox(main, () => token, (fresh) => fillForms(document, (token = fresh)));
const held = [...document.querySelectorAll("template[data-next]")];
let askedAt = performance.now();
let unfollowed = null; // the last rating, until the card after it is on the screen

export const state = () => main.dataset.state;

export function enter(name) {
  main.dataset.state = name;
  if (name === "shown") setTimeout(() => state() === "shown" && enter("answer"), GUARD);
  if (name === "question") arrange(main, announce);
}

function show(template, name) {
  showSide(main, document.importNode(template.content, true), token);
  if (name === "question") askedAt = performance.now();
  enter(name);
}

export function reveal() {
  if (state() !== "question") return;
  show(main.querySelector("template[data-back]"), "shown");
  announce(`${main.querySelector("[data-announce]").dataset.announce} ${whereText()}`);
}

/* Where a reload leads; the server knows of a session once its first answer is saved. */
function comeBackTo(address) {
  if (!outbox.size) history.replaceState(null, "", address);
}

/* The next card, where the page holds it. `isCounted`: the session bar already stands where that card is. */
export function showNext(rating = null, isCounted = false) {
  const next = held.shift();
  if (!next) return false;
  if (!isCounted) moveOn(rating);
  if (unfollowed) unfollowed.next = next.dataset.card;
  unfollowed = null;
  show(next, "question");
  comeBackTo(main.dataset.home);
  return true;
}

const isFilled = ({ name, type, checked, value }) =>
  name === "sure" ? false : type === "radio" || type === "checkbox" ? checked : type !== "hidden" && Boolean(value?.trim());

export async function answer(form, submitter) {
  if (form.dataset.empty && !form.elements.blank && ![...form.elements].some(isFilled)) {
    return askAgain(Object.assign(document.createElement("p"), { className: "tip", textContent: form.dataset.empty }));
  }
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.set(submitter.name, submitter.value);
  body.set("answered_at", Date.now());
  body.set("elapsed_ms", Math.round(performance.now() - askedAt));
  body.set("owner", main.dataset.owner);
  const rating = Number(body.get("rating")) || null;
  const sent = { url: form.action, body, rating, held: () => sent.next ?? held[0]?.dataset.card ?? "" };
  main.dataset.state = "saving";
  unfollowed = rating && sent;
  const reply = outbox.add(sent);
  if (rating && showNext(rating)) announce(whereText());
  take(await reply, sent);
}

function take({ status, html }, sent) {
  const page = document.createElement("template");
  page.innerHTML = html;
  if (status === 422) return askAgain(page.content.querySelector("[data-message]"));
  const reply = page.content.querySelector("[data-answered]");
  const { next, done, review, owner } = reply.dataset;
  main.dataset.owner = owner;
  const part = (name) => [...reply.querySelectorAll(`template[data-part=${name}]`)];
  // Another tab, or a card that came back sooner: the server's order holds.
  if (!next || next !== sent.body.get("held")) held.length = 0;
  held.push(...part("card"));
  const isLast = outbox.size === 0;
  if (isLast) part("progress").forEach(({ content }) => takeProgress(content, token));
  if (!sent.rating) {
    show(part("feedback")[0], "shown");
    comeBackTo(`${main.dataset.home}/r/${review}`);
    return announce(reply.dataset.announce);
  }
  if (unfollowed && !showNext(unfollowed.rating, isLast) && unfollowed === sent) {
    return location.assign(done || main.dataset.home);
  }
  comeBackTo(main.dataset.home);
}

/* Nothing was chosen. The next press says: I do not know; an answer takes the question back. */
function askAgain(message) {
  const form = main.querySelector("form[data-answer-form]");
  form.querySelector("[data-message]")?.remove();
  form.querySelector(".dock > div").prepend(message);
  message.dataset.message = "";
  announce(message.textContent);
  const blank = Object.assign(document.createElement("input"), { type: "hidden", name: "blank", value: "1" });
  form.prepend(blank);
  form.addEventListener("input", () => [blank, message].forEach((node) => node.remove()), { once: true });
  enter("question");
}
