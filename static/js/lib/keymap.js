/* Which action a key press means; null leaves it to the browser. Letters by their place on the keyboard where the
   layout has no Latin letters, digits by what they type. `control` is what has the focus: "text" (also select),
   "button" (also link and summary), "choice" (radio, checkbox) or "". */
export function actionFor(event, control) {
  if (event.repeat || event.isComposing || control === "text") return null;
  const { key } = event;
  const letter = (/^[a-z]$/i.test(key) ? key : event.code.replace(/^Key([A-Z])$|.+/, "$1")).toLowerCase();
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return letter === "z" && !event.altKey && !event.shiftKey ? { do: "undo" } : null;
  }
  if (key === " " || key === "Enter") return control || event.shiftKey ? null : { do: "go" };
  if (/^[1-9]$/.test(key)) return { do: "digit", n: Number(key) };
  if (key === "?") return { do: "keys" };
  if (key === "Escape") return { do: "end" };
  const left = "asdf".indexOf(letter); // the left hand's 1 to 4
  if (letter && left >= 0) return { do: "digit", n: left + 1 };
  const action = { u: "undo", e: "report", p: "source" }[letter];
  return action ? { do: action } : null;
}
