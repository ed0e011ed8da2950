/* The first page: its card is an ordinary form; only the keys and the time zone are added. */
import { fillForms } from "./fields.js";
import { listenForKeys } from "./keys.js";

fillForms(document);
listenForKeys();
