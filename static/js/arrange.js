/* Ordering and matching by pressing: Up and Down beside each row, and choices to put into rows. The selects stay what
   the form sends, and every move is announced. */
import { moved, orderOf } from "./lib/places.js";
import { worded } from "./lib/place.js";

const textOf = (row) => row.querySelector("label").textContent.trim();
const selectOf = (row) => row.querySelector("select");

export function arrange(main, announce) {
  const set = main.querySelector("[data-arrange]:not([data-arranged])");
  if (!set) return;
  set.dataset.arranged = "";
  (set.dataset.arrange === "order" ? orderRows : placeChoices)(set, announce);
}

function button(text, label, press) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button", textContent: text });
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", press);
  return made;
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
    set.dispatchEvent(new Event("input", { bubbles: true }));
    const place = order.indexOf(rows.indexOf(row)) + 1;
    announce(worded(set.dataset.moved, { row: textOf(row), place, size: rows.length }));
  };
  for (const row of rows) {
    const moves = Object.assign(document.createElement("span"), { className: "moves" });
    for (const [sign, by, text] of [["↑", -1, set.dataset.up], ["↓", 1, set.dataset.down]]) {
      const made = button(sign, worded(text, { row: textOf(row) }), () => move(row, by, made));
      moves.append(made);
    }
    row.append(moves);
  }
}

function placeChoices(set, announce) {
  const rows = [...set.querySelectorAll(".row")];
  const choices = [...selectOf(rows[0]).options].slice(1);
  const pool = Object.assign(document.createElement("div"), { className: "pool" });
  let active = null;
  const rowOf = (value) => rows.find((row) => selectOf(row).value === value);
  const target = () => active ?? rows.find((row) => !selectOf(row).value);
  const refresh = () => {
    rows.forEach((row) => row.classList.toggle("is-active", row === target()));
    [...pool.children].forEach((made, n) => made.setAttribute("aria-pressed", Boolean(rowOf(choices[n].value))));
  };
  for (const { value, text } of choices) {
    pool.append(
      button(text, "", () => {
        const row = rowOf(value) ?? target();
        if (!row) return;
        const isTaken = selectOf(row).value === value;
        selectOf(row).value = isTaken ? "" : value;
        active = isTaken ? row : null;
        set.dispatchEvent(new Event("input", { bubbles: true }));
        announce(worded(set.dataset.moved, { row: textOf(row), choice: selectOf(row).selectedOptions[0].text }));
      }),
    );
  }
  for (const row of rows) selectOf(row).addEventListener("focus", () => (active = row, refresh()));
  set.addEventListener("input", refresh);
  set.addEventListener("change", () => (active = null, refresh()));
  set.querySelector(".rows").before(pool);
  refresh();
}
