import { after, worded } from "/static/js/lib/place.js";
import { same } from "./check.js";

const at = (place, size, again, answered) => ({ place, size, again, answered });

export function movesToTheNextCard() {
  same(after(at(1, 15, 0, 0), 3), at(2, 15, 0, 1), "remembered");
  same(after(at(3, 15, 0, 2), null), at(4, 15, 0, 2), "already counted");
}

export function countsAForgottenCardOnceMore() {
  same(after(at(3, 15, 1, 2), 1), at(4, 15, 2, 3), "forgotten");
}

export function staysAtTheLastCardWhileFailedOnesReturn() {
  same(after(at(15, 15, 2, 14), 3), at(15, 15, 2, 15), "last of the run");
  same(after(at(15, 15, 2, 15), 1), at(15, 15, 3, 16), "forgotten again");
  same(after(at(1, 1, 0, 0), 1), at(1, 1, 1, 1), "a run of one");
}

export function putsValuesIntoAPattern() {
  same(worded("Card {place} of {size}", { place: 3, size: 15 }), "Card 3 of 15", "pattern");
  same(worded("{row}, now {place}", { row: "a {place} b", place: 2 }), "a {place} b, now 2", "values are not patterns");
  same(worded("{unknown}", {}), "{unknown}", "unknown name");
}
