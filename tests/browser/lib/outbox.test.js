import { Outbox, PAUSES, isWorthRetrying, obstacle } from "/static/js/lib/outbox.js";
import { same } from "./check.js";

/* A server that answers from a list, and a clock that only moves when it is told to. */
function bench(results) {
  const sent = [];
  const naps = [];
  const sizes = [];
  const outbox = new Outbox({
    send: async (entry) => (sent.push(entry), results.shift() ?? { reply: `reply to ${entry}` }),
    sleep: (seconds, wake) => naps.push({ seconds, wake }),
    changed: () => sizes.push(outbox.size),
  });
  return { outbox, sent, naps, sizes };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

export async function sendsOneAfterTheOther() {
  const { outbox, sent } = bench([]);
  const replies = await Promise.all(["a", "b", "c"].map((entry) => outbox.add(entry)));
  same(sent, ["a", "b", "c"], "order");
  same(replies, ["reply to a", "reply to b", "reply to c"], "replies");
  same(outbox.size, 0, "left");
}

export async function waitsLongerAndLongerAndKeepsTheOrder() {
  const { outbox, sent, naps } = bench(Array.from({ length: 8 }, () => ({ again: true, after: null })));
  const replies = [outbox.add("a"), outbox.add("b")];
  for (let i = 0; i < 8; i++) {
    await settle();
    same(outbox.size, 2, "waiting");
    naps.at(-1).wake();
  }
  await Promise.all(replies);
  same(naps.map(({ seconds }) => seconds), [...PAUSES, 30, 30], "pauses");
  same(sent, [..."aaaaaaaa", "a", "b"], "order");
}

export async function obeysTheServersPause() {
  const { outbox, naps } = bench([{ again: true, after: 7 }]);
  const reply = outbox.add("a");
  await settle();
  same(naps.map(({ seconds }) => seconds), [7], "pause");
  naps[0].wake();
  same(await reply, "reply to a", "reply");
}

export async function wakesBeforeThePauseIsOverAndSendsOnce() {
  const { outbox, sent, naps } = bench([{ again: true, after: null }]);
  const reply = outbox.add("a");
  await settle();
  outbox.wake();
  outbox.wake();
  await reply;
  naps[0].wake();
  await settle();
  same(sent, ["a", "a"], "sent");
}

export async function stopsAtARefusalAndKeepsWhatIsLeft() {
  const { outbox, sent, naps } = bench([{ refused: 409 }]);
  outbox.add("a");
  outbox.add("b");
  await settle();
  outbox.wake();
  await settle();
  same([sent, naps.length, outbox.size, outbox.hasFailed], [["a"], 0, 2, true], "state");
}

export async function saysWhenEverythingIsSent() {
  const { outbox, sizes } = bench([]);
  await outbox.whenEmpty();
  const seen = [];
  outbox.add("a").then(() => seen.push("reply a"));
  outbox.add("b").then(() => seen.push("reply b"));
  await outbox.whenEmpty().then(() => seen.push("empty"));
  same(seen, ["reply a", "reply b", "empty"], "order");
  same(sizes, [1, 2, 1, 0], "sizes told");
}

export async function givesTheReplyBeforeTheNextAnswerLeaves() {
  const seen = [];
  const outbox = new Outbox({ send: async (entry) => (seen.push(`send ${entry}`), { reply: entry }) });
  outbox.add("a").then((reply) => seen.push(`reply ${reply}`));
  await outbox.add("b");
  same(seen, ["send a", "reply a", "send b"], "order");
}

export function triesAgainOnlyWhereThatCanHelp() {
  const codes = [0, 200, 303, 400, 403, 404, 408, 409, 413, 422, 425, 429, 500, 502, 503, 504];
  same(codes.filter(isWorthRetrying), [0, 408, 425, 429, 500, 502, 503, 504], "codes");
}

export function tellsWhatKeepsAnAnswer() {
  const cases = [[401, null], [400, "token"], [400, null], [409, "owner"], [409, null], [503, null], [200, null], [422, null]];
  same(cases.map(([status, problem]) => obstacle(status, problem)), ["login", "token", "", "other", "", "again", "", ""]);
}

export async function keepsAnswersWhileNobodyIsLoggedInAndSaysWhy() {
  const { outbox, sent, naps } = bench([{ again: true, after: null, why: "login" }, { again: true, after: null }]);
  const replies = [outbox.add("a"), outbox.add("b")];
  await settle();
  same([outbox.why, outbox.size, outbox.hasFailed], ["login", 2, false], "logged out");
  naps[0].wake();
  await settle();
  same([outbox.why, outbox.size], ["again", 2], "no network");
  outbox.wake();
  same(await Promise.all(replies), ["reply to a", "reply to b"], "replies");
  same([outbox.why, sent], ["", ["a", "a", "a", "b"]], "sent");
}
