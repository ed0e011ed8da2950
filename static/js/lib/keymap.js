/* Which action a key press means; null leaves it to the browser. Letters by their place on the keyboard where the
   layout has no Latin letters, digits by what they type. `control` is what has the focus: "text" (also select),
   "button" (also link and summary), "choice" (radio, checkbox) or "". */
const OWN = {
  forgot: { do: "digit", n: 1 },
  hard: { do: "digit", n: 2 },
  good: { do: "digit", n: 3 },
  easy: { do: "digit", n: 4 },
  undo: { do: "undo" },
  report: { do: "report" },
  source: { do: "source" },
};
const USUAL = { u: "undo", e: "report", p: "source" };

/* The learner's own keys, as in "forgot:j undo:z": what each means. A key that was given up means nothing. */
export function keysFrom(text) {
  const pairs = text.split(" ").map((pair) => pair.split(":")).filter(([action, key]) => OWN[action] && key);
  const given = Object.fromEntries(pairs.map(([action, key]) => [key, OWN[action]]));
  const moved = new Set(pairs.map(([action]) => action));
  const left = Object.entries(USUAL).filter(([key, action]) => moved.has(action) && !given[key]);
  return { ...Object.fromEntries(left.map(([key]) => [key, null])), ...given };
}

export function actionFor(event, control, own = {}) {
  if (event.repeat || event.isComposing || control === "text") return null;
  const { key } = event;
  const letter = (/^[a-z]$/i.test(key) ? key : event.code.replace(/^Key([A-Z])$|.+/, "$1")).toLowerCase();
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return letter === "z" && !event.altKey && !event.shiftKey ? { do: "undo" } : null;
  }
  if (key === " " || key === "Enter") return control || event.shiftKey ? null : { do: "go" };
  const mine = own[letter] ?? own[key];
  if (mine) return mine;
  if (letter in own) return null;
  if (/^[1-9]$/.test(key)) return { do: "digit", n: Number(key) };
  if (key === "?") return { do: "keys" };
  if (key === "Escape") return { do: "end" };
  const left = "asdf".indexOf(letter); // the left hand's 1 to 4
  if (letter && left >= 0) return { do: "digit", n: left + 1 };
  const action = USUAL[letter];
  return action ? { do: action } : null;
}
