/* The study page: the keys at once, the rest after the page has loaded, or with the first press. Where that cannot be
   fetched, the forms are sent as without a script. */
import { listenForKeys } from "./keys.js";

const study = document.querySelector("[data-study]")?.closest(".study");
let ready = null;

function load() {
  return (ready ??= import("./actions.js").finally(() => study.removeEventListener("submit", tooEarly)));
}

function tooEarly(event) {
  event.preventDefault();
  const again = () => event.target.requestSubmit(event.submitter);
  load().then(again, again);
}

if (study) {
  study.addEventListener("submit", tooEarly);
  if (document.readyState === "complete") load();
  else addEventListener("load", load, { once: true });
}
listenForKeys();
