/* Pages with a form: go to what is wrong, and offer the time zone of this device. */
import { fillForms, zone } from "./fields.js";

const problem = document.querySelector("[data-problem]");
if (problem) {
  problem.focus();
  problem.addEventListener("click", (event) => {
    const field = event.target.hash && document.querySelector(event.target.hash);
    if (!field) return;
    event.preventDefault();
    const head = field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0] ?? field;
    head.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

const hint = document.querySelector("[data-zone-hint]");
const select = document.querySelector("select[name=zone]");
const name = zone();
const isListed = select && [...select.options].some((option) => option.value === name);
if (hint && isListed && select.value !== name) {
  hint.hidden = false;
  hint.querySelector("[data-zone-name]").textContent = name.replaceAll("_", " ");
  hint.querySelector("[data-zone-use]").addEventListener("click", () => {
    select.value = name;
    hint.hidden = true;
    select.focus();
  });
}

fillForms(document);
