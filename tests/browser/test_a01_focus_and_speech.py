"""A1, A2, A3, A23: where the focus goes, what a screen reader is told, and what the window is called, over a session of
every kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.hands import KINDS, RECALL
from tests.browser.listening import PATIENCE
from tests.browser.study import Study

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const node = document.activeElement, side = document.querySelector("main [data-side]");
  const dock = document.querySelector("main .dock");
  const isPrompt = node.matches("main h1[data-prompt]"), isResult = node.matches("main h2#result");
  const name = isPrompt ? "prompt" : isResult ? "result" : node.tagName;
  const isBefore = Boolean(node.compareDocumentPosition(dock) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { focus: name, isFocusable: node.tabIndex === -1, isBefore, side: side.dataset.side };
}"""
LISTEN = """() => {
  globalThis.said = [];
  const live = document.querySelector("[data-live]");
  new MutationObserver(() => live.textContent && said.push(live.textContent)).observe(live, { childList: true });
}"""
TELL = "said.splice(0)"


@dataclass(frozen=True)
class Moment:
    card: str
    side: str
    focus: str
    is_focusable: bool
    is_before_dock: bool
    said: list[str]
    title: str


def moment(page: Page, card: str) -> Moment:
    found = page.evaluate(FOCUS)
    said = page.evaluate(TELL)
    return Moment(card, found["side"], found["focus"], found["isFocusable"], found["isBefore"], said, page.title())


def walk(page: Page) -> Iterator[Moment]:
    """Every kind of the bank: the answer side of each card, and the question side of the card after it."""
    study, names = Study(page), [*KINDS]
    study.begin()
    page.evaluate(LISTEN)
    for place, name in enumerate(names):
        study.check(name, right=name != "cloze")
        yield moment(page, name)
        if name in RECALL:
            study.rate()
        else:
            study.go_on()
        if place + 1 < len(names):
            study.wait("question")
            yield moment(page, names[place + 1])


@pytest.fixture(scope="module")
def moments(browser: Browser, base_url: str) -> Iterator[list[Moment]]:
    context = browser.new_context(base_url=base_url)
    context.set_default_timeout(PATIENCE)
    yield [*walk(context.new_page())]
    context.close()


def test_a01_after_the_answer_the_focus_is_on_its_heading_before_the_buttons(moments: list[Moment]) -> None:
    seen = [m for m in moments if m.side == "answer"]
    assert [m.card for m in seen] == [*KINDS]
    assert {(m.focus, m.is_focusable, m.is_before_dock) for m in seen} == {("result", True, True)}


def test_a02_after_a_rating_or_continue_the_focus_is_on_the_next_prompt(moments: list[Moment]) -> None:
    seen = [m for m in moments if m.side == "question"]
    assert [m.card for m in seen] == [*KINDS][1:]
    assert {(m.focus, m.is_focusable) for m in seen} == {("prompt", True)}


def test_a03_each_answer_is_told_once_with_its_place(moments: list[Moment]) -> None:
    told = {m.card: m.said for m in moments if m.side == "answer"}
    expected = {name: [f"Correct. Card {place} of 10."] for place, name in enumerate(KINDS, 1)} | {
        "cloze": ["Not right. Answer: vapour; rain. Card 4 of 10."],
        "self-graded": [
            "Answer: Water that has sunk into the ground and fills the gaps between stones and sand. "
            "Card 9 of 10 + 1 again"
        ],
        "recall": ["Answer: A place where groundwater comes out by itself. Card 10 of 10 + 1 again"],
    }
    assert told == expected


def test_a03_a_rating_tells_the_place_of_the_next_card(moments: list[Moment]) -> None:
    [after_rating] = [m.said for m in moments if m.side == "question" and m.card == "recall"]
    assert after_rating == ["Card 10 of 10 + 1 again"]


def test_a03_the_live_region_is_there_from_the_start_and_empties_itself(page: Page, study: Study) -> None:
    page.goto("/study?bank=kinds")
    assert page.locator("[role=status]").count() == 1
    assert page.locator("[role=status]").inner_text() == ""
    study.wait("question")
    page.clock.install()
    study.go()
    assert page.locator("[role=status]").inner_text().startswith("Nothing is answered yet.")
    page.clock.run_for(3100)
    assert page.locator("[role=status]").inner_text() == ""


def test_a23_each_title_says_place_bank_and_topic(moments: list[Moment]) -> None:
    told = [m.title for m in moments]
    assert told[:3] == [
        "Card 1 of 10 – Every kind: Warm and cold – Recollect",
        "Card 2 of 10 – Every kind: What it is made of – Recollect",
        "Card 2 of 10 – Every kind: What it is made of – Recollect",
    ]
    assert told[-1] == "Card 10 of 10 + 1 again – Every kind: Round and round – Recollect"
