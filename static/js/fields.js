/* What a form needs from this page: token and zone, and a key of its own where the server has put none. */
import { uuid7 } from "./lib/uuid7.js";

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "";

export function fillForms(root, token = "") {
  for (const field of root.querySelectorAll("input[type=hidden]")) {
    if (field.name === "zone") field.value = zone();
    else if (field.name === "csrf_token" && token) field.value = token;
    else if (field.name === "key" && !field.value) field.value = uuid7();
  }
}
