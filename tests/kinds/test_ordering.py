"""Ordering: marked by neighbours, by places, or as a whole."""

from collections import Counter
from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS

KIND = KINDS["ordering"]


def places(sequence: str) -> dict[str, Any]:
    """The answer of a learner who puts the items a, b, c ... in this sequence; a dot leaves a place open."""
    return {"places": {key: n for n, key in enumerate(sequence, 1) if key != "."}, "rows": []}


def test_rows_come_shuffled_without_notes() -> None:
    assert KIND.present(content_of("ordering"), "", 5) == {
        "rows": [
            {"field": "place-1", "text": "Middle Ages"},
            {"field": "place-2", "text": "Stone Age"},
            {"field": "place-3", "text": "Iron Age"},
            {"field": "place-4", "text": "Bronze Age"},
        ],
        "places": 4,
    }


def test_every_order_is_shown_as_often() -> None:
    content = content_of("ordering", items=["first", "second", "third"])
    shown = Counter(str(KIND.present(content, "", seed)) for seed in range(300))
    assert len(shown) == 6
    assert all(30 < count < 70 for count in shown.values())


def test_reading() -> None:
    content = content_of("ordering")
    form = {"place-1": ["4"], "place-2": ["1"], "place-3": ["0"], "place-4": ["5"]}
    assert KIND.read(content, "", 5, form) == {"places": {"d": 4, "a": 1}, "rows": ["d", "a", "c", "b"]}
    nothing = {"blank": True, "places": {}, "rows": ["d", "a", "c", "b"]}
    assert KIND.read(content, "", 5, {"place-1": [""]}) == nothing


@pytest.mark.parametrize(
    ("scoring", "sequence", "grade"),
    [
        ("neighbours", "abcde", Grade(1.0, "right", True)),
        ("neighbours", "abced", Grade(0.5, "partly", False)),
        ("neighbours", "bcdea", Grade(0.75, "partly", True)),
        ("neighbours", "edcba", Grade(0.0, "wrong", False)),
        ("neighbours", "ab.de", Grade(0.5, "partly", False)),
        ("neighbours", "a....", Grade(0.0, "wrong", False)),
        ("neighbours", ".....", Grade(0.0, "blank", False)),
        ("positions", "abcde", Grade(1.0, "right", True)),
        ("positions", "abced", Grade(0.6, "partly", True)),
        ("positions", "bcdea", Grade(0.0, "wrong", False)),
        ("positions", "a....", Grade(0.2, "partly", False)),
        ("all", "abcde", Grade(1.0, "right", True)),
        ("all", "abced", Grade(0.0, "wrong", False)),
    ],
)
def test_grades(scoring: str, sequence: str, grade: Grade) -> None:
    content = content_of("ordering", items=list("vwxyz"), scoring=scoring)
    assert KIND.grade(content, "", places(sequence)) == grade


@pytest.mark.parametrize("scoring", ["neighbours", "positions", "all"])
def test_one_place_for_all_items_never_pays_in_full(scoring: str) -> None:
    content = content_of("ordering", items=["v", "w", "x"], scoring=scoring)
    for place in (1, 2, 3):
        assert KIND.grade(content, "", {"places": dict.fromkeys("abc", place)}).passed is False


def test_partly_right_at_the_pass_mark_is_hard() -> None:
    content = content_of("ordering")
    assert KIND.rating(content, Grade(0.75, "partly", True)) == 2
    assert KIND.rating(content, Grade(0.5, "partly", False)) == 1


def test_the_answer_side_in_the_right_order() -> None:
    answer = {"places": {"a": 1, "b": 3, "c": 2}, "rows": ["d", "a", "c", "b"]}
    assert KIND.reveal(content_of("ordering"), "", answer) == {
        "rows": [
            {"n": 1, "text": "Stone Age", "note": "tools of flint", "given_place": 1, "state": "right"},
            {"n": 2, "text": "Bronze Age", "note": "copper and tin", "given_place": 3, "state": "wrong"},
            {"n": 3, "text": "Iron Age", "note": "", "given_place": 2, "state": "wrong"},
            {"n": 4, "text": "Middle Ages", "note": "", "given_place": None, "state": "wrong"},
        ],
        "scoring": "neighbours",
        "right_count": 0,
        "count": 3,
        "answer_text": "Stone Age; Bronze Age; Iron Age; Middle Ages",
        "given_text": "Stone Age; Iron Age; Bronze Age",
    }


@pytest.mark.parametrize(("scoring", "right", "count"), [("neighbours", 2, 4), ("positions", 3, 5), ("all", 3, 5)])
def test_what_was_right_is_counted_as_it_is_scored(scoring: str, right: int, count: int) -> None:
    content = content_of("ordering", items=list("vwxyz"), scoring=scoring)
    revealed = KIND.reveal(content, "", places("abced"))
    assert (revealed["scoring"], revealed["right_count"], revealed["count"]) == (scoring, right, count)


def test_parts() -> None:
    content = content_of("ordering", items=[{"text": "v", "note": "1 BC"}, "w", "x"], explanation="")
    assert KIND.parts(content) == ["Put these ages in order, earliest first.", "v", "1 BC", "w", "x"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"items": ["v"]},
            error(
                "items",
                "The question has 1 items; it needs from 2 to 24.",
                "Write them under “items”, in the right order.",
            ),
        ),
        (
            {"items": [f"{each}" for each in range(25)]},
            error(
                "items",
                "The question has 25 items; it needs from 2 to 24.",
                "Write them under “items”, in the right order.",
            ),
        ),
        (
            {"items": ["v", "w", {"note": "x"}]},
            error("items[3].text", "Item 3 has no text.", "Write what the student reads, or remove the item."),
        ),
        (
            {"items": ["v", "w", {"text": "x", "id": "a"}]},
            error(
                "items[3].id",
                "Item 3 has the id “a” of an earlier one.",
                "Give each an id of its own, or leave them all out.",
            ),
        ),
        (
            {"scoring": "pairs"},
            error(
                "scoring",
                "“scoring” is “pairs”, which is not one of neighbours, positions, all.",
                "Leave it out to get “neighbours”.",
            ),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("ordering", **changes) == [problem]


def test_a_warning_when_two_items_read_the_same() -> None:
    assert warnings_of("ordering", items=["one", "two", "Two."]) == [
        warning("items[3]", "Item 3 says the same as item 2.", "Change one of them, or remove it.")
    ]
