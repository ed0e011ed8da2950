"""Respondus text: types, marks, the list of answers, and what is wrong."""

from __future__ import annotations

import pytest

from webapp.exchange import respondus
from webapp.exchange.contract import Drafts

FILE = """\
Title: Longest
Topic: Africa
Points: 2
3) Which river
is the longest?
@ It rises in
Burundi.
a. The Congo
~ @ It is shorter.
*b) The Nile

Type: MR
4. Which are lakes?
*a. Chad
*b. Victoria
c. Niger

Type: F
5) Which town is the capital?
a. Cairo
b. Al-Qahira

Type: MT
6) Which belongs to which?
a. Egypt = Cairo
b. Ghana = Accra

Type: E
7) Write about a river.
a. Anything.

8) The Nile flows north.
*a. True
b. False
"""


def said(drafts: Drafts) -> list[tuple[str, str, int | None]]:
    ours = ("question.no_explanation", "question.no_why", "question.content")
    return [(each.severity, each.code, each.line) for each in drafts.problems if each.code not in ours]


def rights(drafts: Drafts) -> list[list[str]]:
    return [[each["text"] for each in made.content["options"] if each["right"]] for made in drafts.questions]


def test_each_type() -> None:
    drafts = respondus.read(FILE)
    assert said(drafts) == [("info", "file.kept", 29)]
    kinds = [each.kind for each in drafts.questions]
    assert kinds == ["choice", "multi_choice", "short_answer", "matching", "true_false"]
    first, several, typed, pairs, truth = drafts.questions
    assert (first.title, first.topic, first.content["points"]) == ("Longest", "Africa", 2.0)
    assert (first.content["prompt"], first.content["explanation"]) == (
        "Which river\nis the longest?",
        "It rises in\nBurundi.",
    )
    assert [(each["text"], each["right"], each["why"]) for each in first.content["options"]] == [
        ("The Congo", False, "It is shorter."),
        ("The Nile", True, ""),
    ]
    assert [each["right"] for each in several.content["options"]] == [True, True, False]
    assert [each["text"] for each in typed.content["accept"]] == ["Cairo", "Al-Qahira"]
    assert [(each["left"], each["right"]) for each in pairs.content["pairs"]] == [
        ("Egypt", "Cairo"),
        ("Ghana", "Accra"),
    ]
    assert [each["right"] for each in truth.content["options"]] == [True, False]


AB = "a. yes\nb. no\n"


def test_answers_may_stand_at_the_end() -> None:
    drafts = respondus.read(f"1) One?\n{AB}\nType: MR\n02) Two?\n{AB}\nAnswers:\n1. B\n2) a, b\n")
    assert (said(drafts), rights(drafts)) == ([], [["no"], ["yes", "no"]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"1) One?\n{AB}", [("error", "respondus.right", 1)]),
        ("1) One?\n", [("error", "respondus.right", 1)]),
        ("1) One?\n*a. yes\n*b. no\n", [("error", "respondus.right", 1)]),
        ("Type: MT\n1) One?\na. yes\n", [("error", "respondus.pair", 3)]),
        ("Type: XX\n1) One?\n*a. yes\nb. no\n", [("warning", "respondus.type", 1), ("info", "file.kept", 2)]),
        (f"Hello\n\n1) One?\n*{AB}", [("error", "respondus.no_question", 1)]),
        (f"1) One?\n{AB}Answers:\n1. c\n", [("error", "respondus.answers", 5)]),
        (f"1) One?\n*{AB}Answers:\n1. b\n", [("error", "respondus.answers", 5)]),
        (
            f"1) One?\n*{AB}Answers:\nb\n2. a\n",
            [("error", "respondus.answers", 5), ("warning", "respondus.answers", 6)],
        ),
        (f"1) One?\n{AB}Answers:\n1. a\n1. b\n", [("warning", "respondus.answers", 6)]),
        (
            f"1) One?\n{AB}\n1) Two?\n*{AB}Answers:\n1. a\n",
            [
                ("warning", "respondus.answers", 1),
                ("error", "respondus.right", 1),
                ("warning", "respondus.answers", 5),
            ],
        ),
    ],
)
def test_what_is_wrong_has_its_line(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert said(respondus.read(text)) == expected


def test_a_type_may_stand_without_its_word() -> None:
    drafts = respondus.read(f"MC\n1. One?\n*{AB}\nMA\n1. Two?\n*a. yes\n*b. no\n\nSA\n1. Three?\na. yes\n")
    assert said(drafts) == []
    assert [each.kind for each in drafts.questions] == ["choice", "multi_choice", "short_answer"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (FILE, True),
        ("Type: E\n1) Why?\n", True),
        ("Type: other\n1) Why?\n", False),
        (f"1. One?\n{AB}", True),
        ("1) One?\na. yes\n\nWords.\n", False),
        ("a. yes\nb. no\n", False),
    ],
)
def test_what_is_recognised(text: str, is_one: bool) -> None:
    assert respondus.looks_like(text) is is_one
