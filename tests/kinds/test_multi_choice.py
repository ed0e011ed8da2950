"""Multiple choice: several right options; ticking everything never pays."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS

KIND = KINDS["multi_choice"]


def options(rights: str, wrongs: str, **first: str) -> list[dict[str, Any]]:
    """Options named by single letters, the right ones first."""
    made: list[dict[str, Any]] = [{"text": text, "right": "yes"} for text in rights]
    made += [{"text": text, "why": "No."} for text in wrongs]
    made[0].update(first)
    return made


def grade(content: dict[str, Any], chosen: str) -> Grade:
    return KIND.grade(content, "", {"chosen": list(chosen), "order": []})


# Right: helium (a), oxygen (c), neon (e); wrong: mercury (b), copper (d).
@pytest.mark.parametrize(
    ("chosen", "expected", "rating"),
    [
        ("ace", Grade(1.0, "right", True), 3),
        ("ac", Grade(0.666666667, "partly", True), 2),
        ("a", Grade(0.333333333, "partly", False), 1),
        ("aceb", Grade(0.5, "partly", False), 1),
        ("acb", Grade(0.166666667, "partly", False), 1),
        ("acebd", Grade(0.0, "wrong", False), 1),
        ("b", Grade(0.0, "wrong", False), 1),
        ("", Grade(0.0, "blank", False), 1),
    ],
)
def test_scores(chosen: str, expected: Grade, rating: int) -> None:
    content = content_of("multi_choice")
    assert grade(content, chosen) == expected
    assert KIND.rating(content, expected) == rating


def test_unsure_and_right_is_hard() -> None:
    content = content_of("multi_choice")
    assert KIND.rating(content, grade(content, "ace"), is_sure=False) == 2


@pytest.mark.parametrize(("rights", "wrongs"), [("a", "b"), ("ab", "c"), ("a", "bcd"), ("abcdefg", "hij")])
def test_ticking_everything_never_pays(rights: str, wrongs: str) -> None:
    content = content_of("multi_choice", options=options(rights, wrongs))
    assert grade(content, rights) == Grade(1.0, "right", True)
    assert grade(content, rights + wrongs) == Grade(0.0, "wrong", False)


def test_all_or_nothing() -> None:
    content = content_of("multi_choice", all_or_nothing="yes")
    assert grade(content, "ace") == Grade(1.0, "right", True)
    assert grade(content, "ac") == Grade(0.0, "wrong", False)
    assert grade(content, "acebd") == Grade(0.0, "wrong", False)


def test_weights_of_the_author() -> None:
    raw = options("ab", "c", weight="0.7")
    raw[1]["weight"] = "0.3"
    content = content_of("multi_choice", options=raw)
    assert [option["weight"] for option in content["options"]] == [0.7, 0.3, -1.0]
    assert grade(content, "a") == Grade(0.7, "partly", True)
    assert grade(content, "ab") == Grade(1.0, "right", True)


def test_several_choices_are_read_in_the_order_shown() -> None:
    content = content_of("multi_choice")
    read = KIND.read(content, "", 5, {"choice": ["2", "1", "2", "9"]})
    assert read == {"chosen": ["c", "e"], "order": ["e", "c", "a", "d", "b"]}


def test_the_answer_side() -> None:
    content = content_of("multi_choice", options=options("pq", "rs"))
    revealed = KIND.reveal(content, "", {"chosen": ["c", "a"], "order": ["d", "c", "b", "a"]})
    assert [(row["text"], row["state"], row["chosen"]) for row in revealed["options"]] == [
        ("s", "plain", False),
        ("r", "wrong", True),
        ("q", "also", False),
        ("p", "right", True),
    ]
    assert revealed["multiple"] is True
    assert (revealed["answer_text"], revealed["given_text"]) == ("q; p", "r; p")


def test_before_an_answer_nothing_was_left_out() -> None:
    revealed = KIND.reveal(content_of("multi_choice", options=options("pq", "r")), "", None)
    assert [row["state"] for row in revealed["options"]] == ["right", "right", "plain"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"options": [{"text": "p"}, {"text": "q"}]},
            error("options", "No option is marked as right.", "Put right: yes on every option that is right."),
        ),
        (
            {"options": options("pq", "r", weight="-0.5")},
            error(
                "options[1].weight",
                "Option 1: its weight does not fit whether it is right.",
                "A right option has a weight above 0, a wrong one 0 or less.",
            ),
        ),
        (
            {"options": [{"text": "p", "right": "perhaps"}, {"text": "q", "right": "yes"}]},
            error(
                "options[1].right",
                "Option 1: “right” is “perhaps”, which is neither yes nor no.",
                "Write yes or no.",
            ),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("multi_choice", **changes) == [problem]


PAYS = warning(
    "options",
    "A student who ticks every option still scores.",
    "Let the weights of all options add up to 0 or less, or add wrong options.",
)


def test_a_warning_when_ticking_everything_scores() -> None:
    raw = options("pq", "r")
    raw[2]["weight"] = "-0.5"
    assert warnings_of("multi_choice", options=raw) == [PAYS]
    assert warnings_of("multi_choice", options=options("pq", "")) == [PAYS]
    assert warnings_of("multi_choice", options=raw, all_or_nothing="yes") == []


def test_a_warning_when_only_one_option_is_right() -> None:
    assert warnings_of("multi_choice", options=options("p", "qr")) == [
        warning("options", "Only one option is right.", "The kind choice says so to the student; use it instead.")
    ]
