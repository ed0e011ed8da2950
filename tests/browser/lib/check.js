/* The one assertion of these tests: two values are the same, seen as JSON. */
export function same(found, wanted, what = "value") {
  const [left, right] = [found, wanted].map((value) => JSON.stringify(value));
  if (left !== right) throw new Error(`${what}: ${left}, not ${right}`);
}
