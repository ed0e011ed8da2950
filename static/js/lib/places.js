/* Orders of rows, as lists of indices into the rows: [2, 0, 1] means that row 2 comes first. */

/* The order after moving the row at `place` (from 0) up (-1) or down (1); the same list at the ends. */
export function moved(order, place, by) {
  const to = place + by;
  if (to < 0 || to >= order.length) return order;
  const next = [...order];
  [next[place], next[to]] = [next[to], next[place]];
  return next;
}

/* The order that the chosen places (from 1, or 0 for none) say: placed rows where they belong, the others in the gaps,
   as they stand. A place chosen twice keeps its first row. */
export function orderOf(places) {
  const slots = Array(places.length).fill(null);
  const rest = [];
  places.forEach((place, row) => {
    if (place && slots[place - 1] === null) slots[place - 1] = row;
    else rest.push(row);
  });
  return slots.map((row) => (row === null ? rest.shift() : row));
}
