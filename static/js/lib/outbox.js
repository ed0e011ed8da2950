/* Answers on their way to the server: one at a time and in order, so that the log reads as the learner answered.
   `send(entry)` resolves to { reply }, or { again: true, after: seconds or null, why } to try later, or { refused }. */
export const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds; the last one goes on

/* Worth another try: no network, time-outs, rate limits, a busy or broken server. */
export function isWorthRetrying(status) {
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

/* What keeps an answer from being saved for now: "login", "token" (of the form), "other" (somebody else is in), "again"
   for anything else that passes; "" where nothing does. `problem` is what the server names beside the status. */
export function obstacle(status, problem) {
  if (status === 401) return "login";
  if (status === 400 && problem === "token") return "token";
  if (status === 409 && problem === "owner") return "other";
  return isWorthRetrying(status) ? "again" : "";
}

export class Outbox {
  constructor({ send, changed = () => {}, sleep = (seconds, wake) => setTimeout(wake, seconds * 1000) }) {
    Object.assign(this, { send, changed, sleep });
    this.entries = [];
    this.tries = 0;
    this.why = ""; // the first answer is not saved yet
    this.isSending = this.hasFailed = false;
    this.waiters = [];
  }

  get size() {
    return this.entries.length;
  }

  add(entry) {
    return new Promise((resolve) => {
      this.entries.push({ entry, resolve });
      this.changed();
      this.run();
    });
  }

  /* Resolves when everything is sent; at once when nothing waits. */
  whenEmpty() {
    return this.size ? new Promise((resolve) => this.waiters.push(resolve)) : Promise.resolve();
  }

  /* Try now: the network is back, or the page is looked at again. */
  wake() {
    this.run();
  }

  async run() {
    if (this.isSending || this.hasFailed || !this.size) return;
    this.isSending = true;
    const { entry, resolve } = this.entries[0];
    const result = await this.send(entry);
    this.isSending = false;
    if (result.again) {
      const pause = result.after ?? PAUSES[Math.min(this.tries, PAUSES.length - 1)];
      this.tries += 1;
      this.why = result.why ?? "again";
      this.changed();
      this.sleep(pause, () => this.run());
      return;
    }
    this.tries = 0;
    this.why = "";
    if (result.refused) {
      this.hasFailed = true;
      this.changed();
      return;
    }
    this.entries.shift();
    resolve(result.reply);
    await null; // why: whoever waits for this reply puts it into the page before the next answer is sent
    this.changed();
    if (!this.size) this.waiters.splice(0).forEach((done) => done());
    this.run();
  }
}
