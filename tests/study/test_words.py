"""The sentences beside a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from webapp.banks.contents import VersionContent
from webapp.kinds.contract import Grade
from webapp.memory.schedule import CardState
from webapp.study import words
from webapp.study.views import Dot, Margin, SourceNote

TODAY = date(2026, 11, 24).toordinal()

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def in_app(app: Flask) -> Any:
    with app.test_request_context():
        yield


def version(**source: str) -> VersionContent:
    return VersionContent(
        1, 1, {"kind": "choice"}, source, 1, "q1", "Topic", "History", "history", {"title": "A book"}, 1
    )


@pytest.mark.parametrize(
    ("due_day", "due_at", "said"),
    [
        (TODAY, 1_795_514_400_000, "later today"),
        (TODAY + 1, 1_795_600_800_000, "later today"),
        (TODAY, None, "later today"),
        (TODAY - 3, None, "later today"),
        (TODAY + 1, None, "tomorrow"),
        (TODAY + 2, None, "in 2 days"),
        (TODAY + 100, None, "in 100 days"),
    ],
)
def test_when_a_card_comes_back(due_day: int, due_at: int | None, said: str) -> None:
    assert words.when(due_day, due_at, TODAY) == said


@pytest.mark.parametrize(
    ("outcome", "title"),
    [
        ("right", "Correct"),
        ("partly", "Partly right"),
        ("almost", "Almost: spelling"),
        ("blank", "No answer given"),
        ("wrong", "Not right"),
    ],
)
def test_each_outcome_has_its_title(outcome: str, title: str) -> None:
    assert words.verdict_title(outcome) == title


def review(rating: int, *, due_day: int = TODAY + 2) -> dict[str, Any]:
    return {"rating": rating, "is_scheduling": True, "due_day": due_day, "due_at": None}


def options(*right: bool) -> dict[str, Any]:
    return {"options": [{"n": n, "is_right": is_right} for n, is_right in enumerate(right, 1)], "answer_text": "x"}


AGAIN = "This card comes back once more in this session."


@pytest.mark.parametrize(
    ("grade", "revealed", "rating", "text"),
    [
        (Grade(1.0, "right", True), options(True, False), 3, "It comes back in 2 days."),
        (Grade(0.0, "wrong", False), options(False, True), 1, f"The answer is option 2. {AGAIN}"),
        (Grade(0.0, "blank", False), options(True, False, True), 1, f"The answers are options 1, 3. {AGAIN}"),
        (Grade(0.0, "wrong", False), {"answer_text": "hegemony."}, 1, f"The answer: hegemony. {AGAIN}"),
        (Grade(0.0, "wrong", False), {"answer_text": "x" * 60}, 1, f"The answer: {'x' * 60}. {AGAIN}"),
        (Grade(0.0, "wrong", False), {"answer_text": "x" * 61}, 1, f"The right answer stands below. {AGAIN}"),
        (Grade(0.0, "wrong", False), {"answer_text": ""}, 1, f"The right answer stands below. {AGAIN}"),
        (Grade(0.5, "partly", False), {"right_count": 2, "count": 4}, 1, f"2 of 4 are right. {AGAIN}"),
        (Grade(0.7, "partly", True), {"right_count": 3, "count": 4}, 2, "3 of 4 are right. It comes back in 2 days."),
        (Grade(0.5, "partly", False), {"answer_text": "x"}, 1, AGAIN),
    ],
)
def test_what_happened_and_what_happens_next(grade: Grade, revealed: dict[str, Any], rating: int, text: str) -> None:
    assert words.verdict_text(grade, revealed, review(rating), TODAY) == text


@pytest.mark.parametrize(
    ("revealed", "said"),
    [
        ({"slips": {"sort": "swapped"}}, "Two letters changed places."),
        ({"slips": {"sort": "missing"}}, "A letter is missing."),
        ({"slips": {"sort": "extra"}}, "There is a letter too many."),
        ({"slips": {"sort": "other"}}, "A letter is another one."),
        ({"slips": None}, "A letter is another one."),
        ({"segments": [{"text": "a"}, {"slips": None}, {"slips": {"sort": "extra"}}]}, "There is a letter too many."),
    ],
)
def test_a_near_miss_is_named_and_left_to_the_learner(revealed: dict[str, Any], said: str) -> None:
    text = words.verdict_text(Grade(0.5, "almost", False), revealed, review(1), TODAY)
    assert text == f"{said} You decide whether it counts."


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("right", "Correct. Card 4 of 15."),
        ("wrong", "Not right. Answer: 1948. Card 4 of 15."),
        ("almost", "Almost: spelling. Answer: 1948. Card 4 of 15."),
        ("blank", "No answer given. Answer: 1948. Card 4 of 15."),
    ],
)
def test_a_screen_reader_hears_verdict_answer_and_place(outcome: Any, said: str) -> None:
    assert words.announcement(Grade(0.0, outcome, False), {"answer_text": "1948."}, 4, 15) == said


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        ("P3", "From the article, paragraph 3"),
        ("P15, P17", "From the article, paragraphs 15 and 17"),
        ("P3, P5, P7", "From the article, paragraphs 3, 5 and 7"),
        ("P3 to P5", "From the article, paragraphs 3 to 5"),
        ("P3 to P5, P7", "From the article, paragraphs 3 to 5 and 7"),
        ("12", "From the article, paragraph 12"),
        ("", "Source: A book"),
    ],
)
def test_a_source_note_names_its_paragraphs(paragraph: str, heading: str) -> None:
    made = words.source_note(version(fact="H1", paragraph=paragraph, says="Said so."), is_open=True)
    assert made == SourceNote(heading, "Said so.", "", True)


def test_a_term_is_background_with_its_reference() -> None:
    source = {"term": "hegemony", "paragraph": "P9", "says": "Rule.", "reference": "A handbook", "background": "More."}
    made = words.source_note(version(**source), is_open=False)
    assert made == SourceNote("Background, general knowledge of the field", "Rule.", "More. A handbook", False)


def test_a_bank_without_a_source_names_itself() -> None:
    made = words.source_note(replace(version(), bank_source={}), is_open=False)
    assert made == SourceNote("Source: History", "", "", False)


STATE = CardState(10.0, 5.0, "review", 0, TODAY, None, 10, TODAY - 30, TODAY - 10, 1, 1, 0, 1, TODAY - 10, False, 0)
NEW_CARD = Margin(
    "A new card",
    "Answer it today and it comes back soon, then after longer and longer gaps.",
    "Expected returns: tomorrow, in 4 days, in 2 weeks",
    [Dot(0, "today", True), Dot(17, "1 d", False), Dot(42, "4 d", False), Dot(98.2, "2 weeks", False)],
)


@pytest.mark.parametrize("state", [None, replace(STATE, reps=0, phase="new")])
def test_the_margin_of_a_card_never_answered(state: CardState | None) -> None:
    assert words.margin(state, TODAY) == NEW_CARD


def test_the_margin_of_a_card_seen_before() -> None:
    assert words.margin(STATE, TODAY) == Margin(
        "Your second time with this card",
        "Last seen 10 days ago.",
        "Seen on 25 Oct, 14 Nov; due today",
        [Dot(0, "25 Oct", False), Dot(58.0, "14 Nov", False), Dot(98.2, "today", True)],
    )


def test_the_margin_of_a_card_seen_once_yesterday() -> None:
    state = replace(STATE, first_day=TODAY - 1, last_day=TODAY - 1)
    assert words.margin(state, TODAY) == Margin(
        "Your second time with this card",
        "Last seen 1 day ago.",
        "Seen on 23 Nov; due today",
        [Dot(0, "23 Nov", False), Dot(98.2, "today", True)],
    )


def test_the_margin_of_a_card_that_comes_back_within_the_day() -> None:
    made = words.margin(replace(STATE, first_day=TODAY, last_day=TODAY, reps=2), TODAY)
    assert (made.title, made.text) == ("Your third time with this card", "Last seen today.")


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (2, "second"),
        (3, "third"),
        (4, "fourth"),
        (5, "fifth"),
        (6, "6th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (20, "20th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (111, "111th"),
        (121, "121st"),
    ],
)
def test_ordinals(number: int, word: str) -> None:
    assert words.ordinal(number) == word


def test_days_in_words() -> None:
    assert (words.short_day(TODAY), words.long_day(TODAY)) == ("24 Nov", "24 November")
