"""Matching."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS

KIND = KINDS["matching"]
# Shown by seed 5: rows c, b, a; choices +1, b, c, a.
ORDER: dict[str, Any] = {"rows": ["c", "b", "a"], "choices": ["+1", "b", "c", "a"]}


def pairs(*sides: str, **first: str) -> list[dict[str, str]]:
    """Pairs from "left=right"."""
    made = [dict(zip(("left", "right"), side.split("="), strict=True)) for side in sides]
    made[0].update(first)
    return made


def test_rows_and_choices_are_shuffled_apart() -> None:
    content = content_of("matching")
    assert KIND.present(content, "", 5) == {
        "rows": [
            {"field": "row-1", "left": "Liver"},
            {"field": "row-2", "left": "Kidneys"},
            {"field": "row-3", "left": "Lungs"},
        ],
        "choices": [
            {"n": 1, "text": "digests proteins"},
            {"n": 2, "text": "filter blood"},
            {"n": 3, "text": "stores sugar"},
            {"n": 4, "text": "take up oxygen"},
        ],
    }
    shown = [KIND.present(content, "", seed) for seed in range(150)]
    row_orders = {tuple(row["left"] for row in one["rows"]) for one in shown}
    both = {(str(one["rows"]), str(one["choices"])) for one in shown}
    assert len(row_orders) == 6
    assert len(both) > 60


def test_the_row_of_a_choice_tells_nothing() -> None:
    content = content_of("matching", pairs=pairs("p=P", "q=Q", "r=R"), extra=None)
    hits = 0
    for seed in range(300):
        shown = KIND.present(content, "", seed)
        hits += sum(r["left"] == c["text"].lower() for r, c in zip(shown["rows"], shown["choices"], strict=True))
    assert 240 < hits < 360  # one of three rows by chance


def test_reading() -> None:
    content = content_of("matching")
    form = {"row-1": ["3"], "row-2": ["9"], "row-3": ["1"]}
    assert KIND.read(content, "", 5, form) == {"pairs": {"c": "c", "b": None, "a": "+1"}, **ORDER}
    nothing = {"blank": True, "pairs": {"c": None, "b": None, "a": None}, **ORDER}
    assert KIND.read(content, "", 5, {"row-1": [""], "row-9": ["1"]}) == nothing


@pytest.mark.parametrize(
    ("given", "grade", "rating"),
    [
        ({"a": "a", "b": "b", "c": "c"}, Grade(1.0, "right", True), 3),
        ({"a": "a", "b": "b", "c": "+1"}, Grade(0.666666667, "partly", True), 2),
        ({"a": "a", "b": "a", "c": "a"}, Grade(0.333333333, "partly", False), 1),
        ({"b": "b"}, Grade(0.333333333, "partly", False), 1),
        ({"a": "b", "b": "a", "c": None}, Grade(0.0, "wrong", False), 1),
        ({"a": None, "b": "gone"}, Grade(0.0, "blank", False), 1),
    ],
)
def test_the_share_of_right_pairs(given: dict[str, Any], grade: Grade, rating: int) -> None:
    content = content_of("matching")
    assert KIND.grade(content, "", {"pairs": given, **ORDER}) == grade
    assert KIND.rating(content, grade) == rating


def test_two_rows_may_share_a_right_side() -> None:
    content = content_of("matching", pairs=pairs("oak=tree", "elm=tree", "ivy=climber"), extra=None)
    assert content["choices"] == [{"id": "a", "text": "tree"}, {"id": "c", "text": "climber"}]
    answer = {"pairs": {"a": "a", "b": "a", "c": "c"}}
    assert KIND.grade(content, "", answer) == Grade(1.0, "right", True)


def test_the_answer_side_in_the_order_shown() -> None:
    answer = {"pairs": {"a": "a", "b": "+1", "c": None}, **ORDER}
    assert KIND.reveal(content_of("matching"), "", answer) == {
        "rows": [
            {"left": "Liver", "given": "", "right": "stores sugar", "state": "wrong", "why": ""},
            {
                "left": "Kidneys",
                "given": "digests proteins",
                "right": "filter blood",
                "state": "wrong",
                "why": "",
            },
            {
                "left": "Lungs",
                "given": "take up oxygen",
                "right": "take up oxygen",
                "state": "right",
                "why": "Through thin walls.",
            },
        ],
        "right_count": 1,
        "count": 3,
        "answer_text": "Liver: stores sugar; Kidneys: filter blood; Lungs: take up oxygen",
        "given_text": "Kidneys: digests proteins; Lungs: take up oxygen",
    }


def test_parts() -> None:
    content = content_of("matching", pairs=pairs("p=P", "q=P", "r=R", why="So."), extra="S", explanation="E.")
    assert KIND.parts(content) == ["Which organ does what?", "p", "So.", "q", "r", "P", "R", "S", "E."]


SIDES = pairs("p=P", "q=Q", "r=R")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"pairs": SIDES[:1]},
            error(
                "pairs", "The question has 1 pairs; it needs from 2 to 24.", "Write each pair with “left” and “right”."
            ),
        ),
        (
            {"pairs": pairs(*(f"{left}={left}" for left in range(25)))},
            error(
                "pairs", "The question has 25 pairs; it needs from 2 to 24.", "Write each pair with “left” and “right”."
            ),
        ),
        (
            {"pairs": pairs("=P", "q=Q", "r=R")},
            error("pairs[1].left", "Pair 1 has no left side.", "Write “left”, or remove the pair."),
        ),
        (
            {"pairs": pairs("p=P", "q=Q", "r=")},
            error("pairs[3].right", "Pair 3 has no right side.", "Write what belongs to it under “right”."),
        ),
        (
            {"pairs": pairs("p=P", "q=Q", "r=R", id="c")},
            error(
                "pairs[3].id",
                "Pair 3 has the id “c” of an earlier one.",
                "Give each an id of its own, or leave them all out.",
            ),
        ),
        (
            {"pairs": SIDES, "extra": ["S", "Q"]},
            error("extra[2]", "Extra 2 is the right side of a pair.", "Change it, or remove it."),
        ),
        (
            {"pairs": SIDES, "extra": [""]},
            error("extra[1]", "Extra 1 is empty.", "Write a text, or remove the line."),
        ),
        (
            {"pairs": SIDES, "extra": [f"{each}" for each in range(25)]},
            error("extra", "The question has 25 extra right sides; 24 is the most.", "Remove some."),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("matching", **{"extra": None, **changes}) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"pairs": pairs("p=P", "P.=Q", "r=R")},
            warning("pairs[2].left", "Pair 2 says the same as pair 1.", "Change one of them, or remove it."),
        ),
        (
            {"pairs": pairs("p=P", "q=Q")},
            warning(
                "pairs",
                "The question has 2 pairs; three to eight are best.",
                "Split a long list; to two pairs add a third.",
            ),
        ),
        (
            {"pairs": pairs("p=P", "q=P", "r=P"), "extra": None},
            warning("pairs", "All pairs have the same right side.", "Let the right sides differ."),
        ),
        (
            {"pairs": pairs("p=P", "q=Q", "r=R", note="x")},
            warning(
                "pairs[1].note",
                "Pair 1: “note” is not a field that is read here; it is left out.",
                "Fields here: left, right, why, id.",
            ),
        ),
    ],
)
def test_warnings(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert warnings_of("matching", **changes) == [problem]
