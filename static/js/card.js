/* Puts a side of a card into the page: focus, title, menu, session bar, live region. */
import { fillForms } from "./fields.js";
import { after, worded } from "./lib/place.js";
import { uuid7 } from "./lib/uuid7.js";

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
let silence = 0;

export function announce(text) {
  const live = $("[data-live]");
  if (!live || !text) return;
  live.textContent = live.textContent === text ? `${text} ` : text;
  clearTimeout(silence);
  silence = setTimeout(() => (live.textContent = ""), 3000);
}

export const whereText = () => $("[data-where]")?.textContent.trim() ?? "";

/* Show a side at once. The heading that takes the focus comes before the buttons in reading order. */
export function showSide(main, content, token) {
  const held = all("template[data-next]", main);
  main.replaceChildren(content, ...held);
  fillForms(main, token);
  const card = $("[data-ticket]", main);
  retitle(card.dataset.kicker);
  for (const link of all("a[data-report], a[data-history]")) link.search = `?card=${encodeURIComponent(card.dataset.ticket)}`;
  for (const field of all("[data-aside] [name=ticket]")) field.value = card.dataset.ticket;
  for (const field of all("[data-aside] [name=key]")) field.value = uuid7();
  for (const menu of all("[data-menu]")) menu.open = false;
  scrollTo(0, 0);
  ($("#result", main) || $("[data-prompt]", main)).focus({ preventScroll: true });
}

function retitle(kicker) {
  document.title = `${whereText()} – ${kicker} – Recollect`;
}

/* Bring where, undo and steps of the session bar up to date with what the server sent. */
export function takeProgress(part, token) {
  fillForms(part, token);
  for (const bit of all("[data-bit]", part)) $(`[data-bit="${bit.dataset.bit}"]`)?.replaceWith(bit);
}

/* The same from what is known here, so that the next card need not wait. */
export function moveOn(rating) {
  const where = $("[data-where]");
  const steps = $("[data-bit=steps]");
  const { plain, more } = where.dataset;
  const numbers = Object.fromEntries(["place", "size", "again"].map((name) => [name, Number(where.dataset[name])]));
  const next = after({ ...numbers, answered: steps.value }, rating);
  Object.assign(where.dataset, { place: next.place, again: next.again });
  where.textContent = worded(next.again ? more : plain, next);
  steps.max = next.size + next.again;
  steps.value = next.answered;
}
