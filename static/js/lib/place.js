/* Where the learner stands after an answer, before the server has said so. Failed cards return at the end of a session,
   so a place never goes back. `rating` is null where an answer is already counted. */
export function after({ place, size, again, answered }, rating = null) {
  return {
    place: Math.min(place + 1, size),
    size,
    again: again + (rating === 1 ? 1 : 0),
    answered: answered + (rating === null ? 0 : 1),
  };
}

/* "Card {place} of {size}" with the values put in. */
export function worded(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}
