import { moved, orderOf } from "/static/js/lib/places.js";
import { same } from "./check.js";

export function movesOneUpOrDown() {
  same(moved([0, 1, 2], 0, 1), [1, 0, 2], "down");
  same(moved([0, 1, 2], 2, -1), [0, 2, 1], "up");
  same(moved([1, 0, 2], 0, 1), [0, 1, 2], "and back");
}

export function staysAtTheEnds() {
  same(moved([2, 0, 1], 0, -1), [2, 0, 1], "first");
  same(moved([2, 0, 1], 2, 1), [2, 0, 1], "last");
  same(moved([0], 0, 1), [0], "only one");
}

export function readsTheOrderFromChosenPlaces() {
  same(orderOf([0, 0, 0]), [0, 1, 2], "nothing chosen");
  same(orderOf([3, 1, 2]), [1, 2, 0], "all chosen");
  same(orderOf([0, 1, 0]), [1, 0, 2], "one chosen");
  same(orderOf([2, 2, 0]), [1, 0, 2], "one place twice");
  same(orderOf([1]), [0], "only one");
}
