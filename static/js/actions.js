/* What pressing and submitting does on a study page with scripting. */
import { fillForms } from "./fields.js";
import { answer, enter, main, outbox, reveal, showNext, state, token } from "./session.js";

let leaving = "";

/* Refused answers are not waited for: the status line leads out of there. */
const isWaiting = () => outbox.size > 0 && !outbox.hasFailed;

function submitted(event) {
  const form = event.target;
  const stop = () => event.preventDefault();
  if (form.matches("[data-reveal-form]")) {
    stop();
    reveal();
  } else if (form.matches("[data-answer-form]")) {
    stop();
    if (state() === form.dataset.side) answer(form, event.submitter);
  } else if (form.matches("[data-claim]") && state() !== "answer") {
    stop();
  } else if (isWaiting()) {
    stop(); // undo and setting aside speak of answers that the server must have
    outbox.whenEmpty().then(() => sendNow(form, event.submitter));
  }
}

/* The server's reply has put a new undo into the place of the one that was pressed. */
function sendNow(form, submitter) {
  if (form.isConnected) form.requestSubmit(submitter);
  else document.querySelector("[data-undo]")?.requestSubmit();
}

const isHere = (link) => link.hash && link.pathname === location.pathname;

function pressed(event) {
  const { target } = event;
  const isDouble = event.detail > 1 && target.closest(".dock");
  if (isDouble || target.closest("[aria-disabled=true]")) return event.preventDefault();
  const link = target.closest("a[href]");
  if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.matches("[data-continue]")) {
    if (state() !== "answer" || showNext()) event.preventDefault();
  }
  if (event.defaultPrevented || !isWaiting() || leaving === link.href || isHere(link)) return;
  event.preventDefault(); // the first press waits for what is not saved; the second one goes
  leaving = link.href;
  outbox.whenEmpty().then(() => leaving === link.href && location.assign(link.href));
}

/* The ticks suggest a rating: most of the ideas, and Remembered is the filled button. */
function ticked(event) {
  const ideas = event.target.closest("[data-ideas]");
  const buttons = [...main.querySelectorAll("[data-rate]")];
  if (!ideas || buttons.length !== 2) return;
  const boxes = [...ideas.querySelectorAll("input")];
  const isKnown = boxes.filter((box) => box.checked).length >= boxes.length * 0.6;
  buttons.forEach((button, place) => button.classList.toggle("is-primary", (place === 1) === isKnown));
}

fillForms(document, token);
enter(main.querySelector("[data-side]").dataset.side);
main.closest(".study").addEventListener("submit", submitted);
main.addEventListener("change", ticked);
document.addEventListener("click", pressed);
