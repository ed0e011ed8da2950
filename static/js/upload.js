/* A file on its way: how much of it has arrived, then that it is being read. Without a script the browser does it. */
const PATIENCE = 300; // ms; what is quicker needs no words

const form = () => document.querySelector("form[data-upload]");

function begin(event) {
  event.preventDefault();
  const asked = form();
  const sign = asked.querySelector("[data-sending]");
  const shown = setTimeout(() => (sign.hidden = false), PATIENCE);
  asked.querySelector("[type=submit]").disabled = true;
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => tell(sign, loaded, total));
  request.upload.addEventListener("load", () => tell(sign, 1, 1));
  request.addEventListener("loadend", () => clearTimeout(shown));
  request.addEventListener("load", () => arrive(request, asked));
  request.addEventListener("error", () => asked.submit()); // the browser says what it knows of it
  request.open("POST", asked.action);
  request.send(new FormData(asked));
}

function tell(sign, loaded, total) {
  const bar = sign.querySelector("progress");
  const words = sign.querySelector("[data-words]");
  if (loaded < total) {
    bar.value = loaded / total;
    words.textContent = sign.dataset.sending.replace("{percent}", Math.round((100 * loaded) / total));
  } else if (bar.hasAttribute("value")) {
    bar.removeAttribute("value"); // nobody knows how long it takes to read
    words.textContent = sign.dataset.reading;
  }
}

function arrive(request, asked) {
  if (request.responseURL && request.responseURL !== asked.action) {
    location.assign(request.responseURL);
    return;
  }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  document.title = answer.title;
  document.querySelector("main").replaceWith(document.adoptNode(answer.querySelector("main")));
  document.querySelector("[data-problem]")?.focus();
  attach();
}

function attach() {
  form()?.addEventListener("submit", begin);
}

addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // back from the next step
attach();
