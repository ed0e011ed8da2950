/* Ordering and matching by pressing: Up and Down beside each row, and choices to put into rows. The selects stay what
   the form sends, and every move is announced. */
import { moved, orderOf } from "./lib/places.js";
import { worded } from "./lib/place.js";

const textOf = (row) => row.querySelector("label").textContent.trim();
const selectOf = (row) => row.querySelector("select");
const tell = (set) => set.dispatchEvent(new Event("input", { bubbles: true }));

export function arrange(main, announce) {
  const set = main.querySelector("[data-arrange]:not([data-arranged])");
  if (!set) return;
  set.dataset.arranged = "";
  (set.dataset.arrange === "order" ? orderRows : placeChoices)(set, announce);
}

function orderRows(set, announce) {
  const list = set.querySelector(".rows");
  const rows = [...list.children];
  const move = (row, by, pressed) => {
    const before = orderOf(rows.map((each) => Number(selectOf(each).value)));
    const order = moved(before, before.indexOf(rows.indexOf(row)), by);
    order.forEach((index, place) => (selectOf(rows[index]).value = place + 1));
    list.append(...order.map((index) => rows[index]));
    pressed.focus();
    tell(set);
    const place = order.indexOf(rows.indexOf(row)) + 1;
    announce(worded(set.dataset.moved, { row: textOf(row), place, size: rows.length }));
  };
  for (const row of rows) {
    for (const button of row.querySelectorAll("[data-by]")) {
      button.addEventListener("click", () => move(row, Number(button.dataset.by), button));
    }
  }
}

function placeChoices(set, announce) {
  const rows = [...set.querySelectorAll(".row")];
  const buttons = [...set.querySelectorAll("[data-choice]")];
  let active = null;
  const rowOf = (value) => rows.find((row) => selectOf(row).value === value);
  const target = () => active ?? rows.find((row) => !selectOf(row).value);
  const refresh = () => {
    rows.forEach((row) => row.classList.toggle("is-active", row === target()));
    for (const button of buttons) button.setAttribute("aria-pressed", Boolean(rowOf(button.dataset.choice)));
  };
  const place = (value) => {
    const row = rowOf(value) ?? target();
    if (!row) return;
    const isTaken = selectOf(row).value === value;
    selectOf(row).value = isTaken ? "" : value;
    active = isTaken ? row : null;
    tell(set);
    announce(worded(set.dataset.moved, { row: textOf(row), choice: selectOf(row).selectedOptions[0].text }));
  };
  for (const button of buttons) button.addEventListener("click", () => place(button.dataset.choice));
  for (const row of rows) selectOf(row).addEventListener("focus", () => (active = row, refresh()));
  set.addEventListener("input", refresh);
  set.addEventListener("change", () => (active = null, refresh()));
  refresh();
}
