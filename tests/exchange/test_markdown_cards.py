"""Cards in Markdown: a heading and what is below it, and the signs of Obsidian."""

from __future__ import annotations

from typing import Any

import pytest

from webapp.exchange import mdanki, obsidian
from webapp.exchange.contract import Drafts


def said(drafts: Drafts) -> list[tuple[str, str, int | None]]:
    found = [each for each in drafts.problems if each.code not in ("question.no_explanation", "question.content")]
    return [(each.severity, each.code, each.line) for each in found]


def sides(drafts: Drafts) -> list[tuple[str, str]]:
    return [(each.content["prompt"], each.content["answer"]) for each in drafts.questions]


DECK = """\
# Trees

## What is a *root*?

The node without a parent.

[#graph]() [#trees](trees.md)

## Complexity

of a search

%

O(log n)

## Nothing

## A picture
![A tree][t]

[t]: tree.png "Title"
"""


def test_a_heading_is_the_front_and_what_follows_the_back() -> None:
    drafts = mdanki.read(DECK)
    assert sides(drafts) == [
        ("What is a *root*?", "The node without a parent."),
        ("Complexity\n\nof a search", "O(log n)"),
        ("A picture", "A tree"),
    ]
    assert [(each.topic, each.tags, each.line) for each in drafts.questions] == [
        ("Trees", ["graph", "trees"], 3),
        ("Trees", [], 9),
        ("Trees", [], 19),
    ]
    assert said(drafts) == [("error", "cards.no_back", 17), ("warning", "file.picture", 19)]
    assert "tree.png" in drafts.problems[-1].message


def test_signs_inside_of_code_are_code() -> None:
    drafts = mdanki.read("## Front\n\n```sh\n## no front\n%\n[#no]()\n```\n\n`[#nor]()` end\n")
    assert sides(drafts) == [("Front", "```sh\n## no front\n%\n[#no]()\n```\n\n`[#nor]()` end")]
    assert drafts.questions[0].tags == []


def test_lines_above_the_first_front_are_named() -> None:
    assert said(mdanki.read("Words\nmore\n\n## F\nB\n")) == [("info", "cards.outside", 1)]
    assert said(mdanki.read("Only words.\n")) == [("error", "file.empty", None), ("info", "cards.outside", 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Capital of Norway::Oslo", ("Capital of Norway", "Oslo", False)),
        ("- Norway ::: Oslo", ("Norway", "Oslo", True)),
        ("Norway\nits capital\n?\nOslo\non a fjord", ("Norway its capital", "Oslo on a fjord", False)),
        ("Norway\n??\nOslo", ("Norway", "Oslo", True)),
        ("`a::b` means?::a scope", ("`a::b` means?", "a scope", False)),
        ("See [[Oslo|the town]]::a [[capital]]", ("See the town", "a capital", False)),
    ],
)
def test_two_sides(text: str, expected: tuple[str, str, bool]) -> None:
    drafts = obsidian.read(f"#flashcards/lands/north\n\n{text}\n")
    assert said(drafts) == []
    [found] = drafts.questions
    assert (found.content["prompt"], found.content["answer"], found.content["reversible"]) == expected
    assert (found.topic, found.extras) == ("north", {"obsidian": {"deck": "lands/north"}})


def test_a_marked_word_is_a_gap() -> None:
    drafts = obsidian.read("#flashcards\nThe ==Rhine== flows to the ==North Sea==; set {1} is no gap.\n")
    [found] = drafts.questions
    assert found.content["text"] == "The {1} flows to the {2}; set (1) is no gap."
    accepted: list[Any] = [[each["text"] for each in gap["accept"]] for gap in found.content["gaps"]]
    assert accepted == [["Rhine"], ["North Sea"]]
    assert (found.line, found.title) == (2, "The Rhine flows to the North Sea; set {1} is no gap.")


def test_gaps_beyond_the_most_stay_words() -> None:
    drafts = obsidian.read(" ".join(f"==w{place}==" for place in range(22)))
    assert said(drafts) == [("warning", "cards.gaps", 1)]
    assert drafts.questions[0].content["text"].endswith("{20} ==w20== ==w21==")


def test_what_is_no_card_is_named_and_schedules_are_passed_over() -> None:
    text = "---\ntags: x\n---\n# Head\n\nWords.\n\na::b\n<!--SR:!2024-01-01,3,250-->\n\n```\nc::d\n```\n\nfront\n?\n"
    drafts = obsidian.read(text)
    assert sides(drafts) == [("a", "b")]
    assert said(drafts) == [("info", "cards.outside", 4), ("info", "cards.schedule", 9), ("error", "cards.no_side", 15)]
    assert drafts.problems[0].message == ("3 paragraphs of the note are no cards and left out; the first is “# Head”.")


def test_a_note_without_cards_says_so() -> None:
    assert said(obsidian.read("Words.\n")) == [("error", "file.empty", None), ("info", "cards.outside", 1)]


def test_pictures_of_a_note_are_named() -> None:
    drafts = obsidian.read("What is this? ![[a tree.png]]::a tree\n")
    assert said(drafts) == [("warning", "file.picture", 1)]
    assert "a tree.png" in drafts.problems[0].message


@pytest.mark.parametrize(
    ("text", "is_note", "is_deck"),
    [
        (DECK, False, True),
        ("a::b\n", True, False),
        ("#flashcards\n\n## A head\n\nwords", True, True),
        ("one\n?\ntwo\n", True, False),
        ("Words.\n\nMore words.\n\nc::d is C++\n", False, False),
        ("```\na::b\n```\n", False, False),
        ("## Only heads\n## And another\n", False, False),
        ("a,b\nstd::map,x\nc,d\n", False, False),
    ],
)
def test_what_is_recognised(text: str, is_note: bool, is_deck: bool) -> None:
    assert (obsidian.looks_like(text), mdanki.looks_like(text)) == (is_note, is_deck)
