"""Aiken: what is read, and what is said of each thing that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.exchange import aiken
from webapp.exchange.contract import Drafts

GOOD = "Which sea is salt?\nA) The Dead Sea\nB) Lake Geneva\nANSWER: A\n"
BROKEN = """\
Too few choices?
A) Only one
ANSWER: A

A) A choice of no question

ANSWER: B

A good question
A) Yes
B) No
ANSWER: B

Nobody says which is right
A) This
B) That

A second good question
A. One
B. Two
ANSWER: A
"""


def prompts(drafts: Drafts) -> list[str]:
    return [each.content["prompt"] for each in drafts.questions]


def rights(drafts: Drafts) -> list[str]:
    return [option["text"] for each in drafts.questions for option in each.content["options"] if option["right"]]


def said(drafts: Drafts) -> list[tuple[str, str, int | None]]:
    """Without the words on explanations and reasons, which Aiken cannot hold."""
    found = [each for each in drafts.problems if not each.code.startswith("question.no_")]
    return [(each.severity, each.code, each.line) for each in found]


def test_a_broken_file_gives_its_good_questions_and_the_lines_of_the_others() -> None:
    drafts = aiken.read(BROKEN)
    assert prompts(drafts) == ["A good question", "A second good question"]
    assert rights(drafts) == ["No", "One"]
    assert [each.line for each in drafts.errors] == [3, 5, 7, 18]
    assert "line 14" in drafts.errors[3].message
    assert all(each.hint for each in drafts.errors)


def test_lines_ends_marks_and_gaps_do_not_matter() -> None:
    drafts = aiken.read("\ufeff" + GOOD.replace("\nA", "\n\nA").replace("B)", "B."))
    assert (prompts(drafts), rights(drafts), said(drafts)) == (["Which sea is salt?"], ["The Dead Sea"], [])
    assert [each.code for each in drafts.problems] == ["question.no_explanation", "question.no_why"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two lines\nof one question\nA) a1\nB) b1\nANSWER: B\n", [("warning", "aiken.two_lines", 2)]),
        ("Stem\na) a1\nb) b1\nANSWER: B\n", [("warning", "aiken.small_letters", 2)]),
        ("Stem\nA) a1\nB) b1\nAnswer : B\n", [("warning", "aiken.keyword", 4)]),
        ("Stem\nA) a1\nB) b1\nRÉPONSE: B\n", [("warning", "aiken.keyword", 4)]),
        ("U.S. troops were where?\nA) a1\nB) b1\nANSWER: B\n", [("warning", "aiken.stem_like_choice", 1)]),
        ("J. Smith was who?\nA) a1\nB) b1\nANSWER: B\n", [("warning", "aiken.stem_like_choice", 1)]),
    ],
)
def test_what_can_be_understood_is_read_with_a_word(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    drafts = aiken.read(text)
    assert (len(drafts.questions), said(drafts)) == (1, expected)
    assert len(drafts.questions[0].content["options"]) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stem\nA) a1\nB) b1\nANSWER: C\n", [("error", "aiken.answer", 4)]),
        ("Stem\nA) a1\nB) b1\nANSWER: A, B\n", [("error", "aiken.answer", 4)]),
        ("Stem\nA) a1\nB) b1\nANSWER: Paris\n", [("error", "aiken.answer", 4)]),
        ("Stem\nA) a1\nB) b1\nANSWER:\n", [("error", "aiken.answer", 4)]),
        ("Stem\nA) a1\nB) b1\n", [("error", "aiken.unfinished", 1)]),
        ("Stem\nA) a1\nB) b1\nand more of it\nC) c1\nANSWER: B\n", [("error", "aiken.unfinished", 4)]),
        ("Stem\nA) a1\nC) c1\nANSWER: A\n", [("error", "aiken.order", 3)]),
        ("Stem\nA) a1\nA) a2\nANSWER: A\n", [("error", "aiken.order", 3)]),
        ("Stem\nA)\nB) b1\nANSWER: B\n", [("error", "aiken.empty_choice", 2)]),
        ("Stem\n\nAnother\nA) a1\nB) b1\nANSWER: B\n", [("error", "aiken.unfinished", 3)]),
        ("B) stray\n", [("error", "aiken.no_question", 1)]),
    ],
)
def test_each_error_is_said_once_at_its_line(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    drafts = aiken.read(f"{text}\n{GOOD}" if text.endswith("\n") and "unfinished" not in str(expected) else text)
    assert said(drafts)[:1] == expected
    assert len([each for each in drafts.errors if each.question != "Which sea is salt?"]) == 1


def test_the_line_after_a_choice_may_be_its_rest_or_the_next_question() -> None:
    drafts = aiken.read("Stem\nA) a1\nB) b1\n" + GOOD)
    assert (prompts(drafts), said(drafts)) == (["Which sea is salt?"], [("error", "aiken.unfinished", 4)])
    assert drafts.errors[0].hint == "Is this the rest of choice B, or is ANSWER missing?"


def test_a_problem_of_an_option_names_the_line_of_the_option() -> None:
    drafts = aiken.read("Stem\nA) same\nB) same\nANSWER: B\n")
    assert [(each.line, each.field) for each in drafts.errors] == [(3, "options[2].text")]


@given(st.text(alphabet="AB)C. \nANSWER:abQ?ü1", max_size=120))
def test_nothing_makes_it_stumble(text: str) -> None:
    drafts = aiken.read(text)
    lines = text.count("\n") + 1
    assert all(each.line is None or 1 <= each.line <= lines for each in drafts.problems)
