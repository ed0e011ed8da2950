import { actionFor, keysFrom } from "/static/js/lib/keymap.js";
import { same } from "./check.js";

const key = (name, more = {}) => ({ key: name, code: "", ...more });
const does = (event, control = "") => actionFor(event, control)?.do ?? null;

export function mapsEveryKeyOfTheHelpPage() {
  const wanted = { " ": "go", Enter: "go", u: "undo", U: "undo", e: "report", p: "source", "?": "keys", Escape: "end" };
  for (const [name, action] of Object.entries(wanted)) same(does(key(name)), action, name);
  same(actionFor(key("1"), ""), { do: "digit", n: 1 }, "1");
  same(actionFor(key("4", { code: "Numpad4" }), ""), { do: "digit", n: 4 }, "4");
  ["a", "s", "d", "f"].forEach((letter, n) => same(actionFor(key(letter), ""), { do: "digit", n: n + 1 }, letter));
  same(actionFor(key("ф", { code: "KeyA" }), ""), { do: "digit", n: 1 }, "A by its place");
  same(does(key("0")), null, "0");
  same(does(key("x", { code: "KeyX" })), null, "x");
  same(does(key("F5", { code: "F5" })), null, "F5");
}

export function worksOnLayoutsWithoutLatinLetters() {
  same(does(key("ㅕ", { code: "KeyU" })), "undo", "Korean");
  same(does(key("г", { code: "KeyU" })), "undo", "Cyrillic");
  same(does(key("з", { code: "KeyP" })), "source", "Cyrillic");
  same(does(key("u", { code: "KeyF" })), "undo", "Dvorak: what the key says");
  same(does(key("&", { code: "Digit1" })), null, "AZERTY without Shift types no digit");
  same(actionFor(key("1", { code: "Digit1", shiftKey: true }), ""), { do: "digit", n: 1 }, "AZERTY with Shift");
}

export function leavesModifiersToTheBrowser() {
  for (const modifier of ["ctrlKey", "altKey", "metaKey"]) {
    for (const name of [" ", "Enter", "1", "u", "p", "e", "?"]) same(does(key(name, { [modifier]: true })), null, modifier);
  }
  same(does(key("z", { ctrlKey: true })), "undo", "Ctrl Z");
  same(does(key("z", { metaKey: true })), "undo", "Command Z");
  same(does(key("Z", { ctrlKey: true, shiftKey: true })), null, "redo");
  same(does(key(" ", { shiftKey: true })), null, "Shift Space scrolls back");
}

export function restsInFieldsAndWhileAKeyIsHeld() {
  for (const name of [" ", "Enter", "1", "u", "?", "Escape"]) {
    same(does(key(name), "text"), null, `${name} in a field`);
    same(does(key(name, { repeat: true })), null, `${name} held`);
    same(does(key(name, { isComposing: true })), null, `${name} in an input method`);
  }
  same(does(key("z", { ctrlKey: true }), "text"), null, "the field's own undo");
}

export function leavesSpaceAndEnterToTheControl() {
  for (const control of ["button", "choice"]) {
    same([does(key(" "), control), does(key("Enter"), control)], [null, null], control);
    same([does(key("2"), control), does(key("u"), control)], ["digit", "undo"], control);
  }
}

export function takesTheLearnersOwnKeys() {
  const own = keysFrom("forgot:j undo:z report:u nonsense:x");
  const means = (name) => actionFor(key(name), "", own);
  same(means("j"), { do: "digit", n: 1 }, "j");
  same(means("z"), { do: "undo" }, "z");
  same(means("u"), { do: "report" }, "u was given away");
  same(means("e"), null, "e was given up");
  same(means("p"), { do: "source" }, "p stays");
  same(means("x"), null, "x");
  same(means("1"), { do: "digit", n: 1 }, "digits stay");
  ["a", "s", "d", "f"].forEach((letter, n) => same(means(letter), { do: "digit", n: n + 1 }, letter));
  same(keysFrom(""), {}, "none");
  same(actionFor(key("z"), "text", own), null, "in a field");
}
