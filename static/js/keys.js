/* Single keys on a card: one listener, which presses the buttons and links of the page. Off if the learner says so. */
import { actionFor, keysFrom } from "./lib/keymap.js";

function controlOf(target) {
  if (!(target instanceof Element)) return "";
  if (target.isContentEditable || target.closest("dialog[open]")) return "text";
  if (target.matches("input[type=radio], input[type=checkbox]")) return target.form ? "choice" : "";
  if (target.matches("input, textarea, select")) return "text";
  return target.closest("button, a[href], summary") ? "button" : "";
}

function press(selector) {
  const found = document.querySelector(selector);
  if (found) found.click();
  return found;
}

const ACTIONS = {
  go: () => press("[data-go]"),
  digit: ({ n }) => {
    const option = press(`[data-digit="${n}"]`);
    if (option) option.focus();
    return option || press(`[data-key="${n}"]`);
  },
  undo: () => press("[data-undo] button:enabled"),
  report: () => press("a[data-report]"),
  keys: () => press("a[data-keys]"),
  end: () => {
    const menu = document.querySelector("[data-menu][open]");
    if (!menu) return press("a[data-end]");
    menu.open = false;
    menu.querySelector("summary").focus();
    return menu;
  },
  source: () => press('[data-side="answer"] [data-source] > summary'),
};

export function listenForKeys() {
  if (!("shortcuts" in document.body.dataset)) return;
  const own = keysFrom(document.body.dataset.keymap ?? "");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const action = actionFor(event, controlOf(event.target), own);
    if (action && ACTIONS[action.do](action)) event.preventDefault();
  });
}
