"""Numeric: tolerances, ranges, figures, units, and how a number was read."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS

KIND = KINDS["numeric"]
RIGHT, WRONG = Grade(1.0, "right", True), Grade(0.0, "wrong", False)
RANGE: dict[str, Any] = {"answer": None, "tolerance": None, "range": ["1940", "1950"]}
SEVERAL: dict[str, Any] = {
    "answer": None,
    "tolerance": None,
    "answers": [
        {"answer": "100", "tolerance": "20", "weight": "0.5", "why": "Near."},
        {"answer": "100", "tolerance": "5", "why": "Well measured."},
        {"answer": "1000", "weight": "0", "why": "Ten times too much."},
    ],
}
DIGITS = "Write digits, such as 43, 1.5 or 1 500."


def grade(typed: str, **changes: Any) -> Grade:
    return KIND.grade(content_of("numeric", **changes), "", {"text": typed})


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({}, ""),
        ({"tolerance": None, "decimals": "1"}, "Give 1 decimal place."),
        ({"tolerance": None, "decimals": "0"}, "Give 0 decimal places."),
        ({"tolerance": None, "significant_figures": "1"}, "Give 1 significant figure."),
        ({"tolerance": None, "significant_figures": "3"}, "Give 3 significant figures."),
    ],
)
def test_the_question_side(changes: dict[str, Any], hint: str) -> None:
    assert KIND.present(content_of("numeric", **changes), "", 5) == {"unit": "minutes", "places_hint": hint}


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"number": [" 8,3 "]}, {"text": "8,3"}),
        ({"number": ["eight"]}, {"text": "eight"}),
        ({"number": [" "]}, {"blank": True, "text": ""}),
        ({}, {"blank": True, "text": ""}),
    ],
)
def test_reading(form: Any, answer: dict[str, Any]) -> None:
    assert KIND.read(content_of("numeric"), "", 5, form) == answer


@pytest.mark.parametrize(
    ("typed", "changes", "expected"),
    [
        ("8.3", {}, RIGHT),
        ("8,3 minutes", {}, RIGHT),
        ("8.1", {}, RIGHT),
        ("8.5", {}, RIGHT),
        ("8.51", {}, WRONG),
        ("8.3 hours", {}, WRONG),
        ("eight", {}, WRONG),
        ("", {}, Grade(0.0, "blank", False)),
        ("1.1", {"answer": "1.0", "tolerance": "0.1"}, RIGHT),
        ("43", {"answer": "43", "tolerance": None}, RIGHT),
        ("43.001", {"answer": "43", "tolerance": None}, WRONG),
        ("105", {"answer": "100", "tolerance": "5 %"}, RIGHT),
        ("105.1", {"answer": "100", "tolerance": "5%"}, WRONG),
        ("-95", {"answer": "-100", "tolerance": "5 %"}, RIGHT),
        ("1940", RANGE, RIGHT),
        ("1950", RANGE, RIGHT),
        ("1951", RANGE, WRONG),
        ("3.14", {"answer": "3.14159", "tolerance": None, "significant_figures": "3"}, RIGHT),
        ("3.1", {"answer": "3.14159", "tolerance": None, "significant_figures": "3"}, WRONG),
        ("3.1", {"answer": "3.14159", "tolerance": None, "decimals": "1"}, RIGHT),
        ("1,500", {"answer": "1500", "tolerance": None}, RIGHT),
        ("1,500", {"answer": "1.5", "tolerance": None}, RIGHT),
        ("1,500", {"answer": "15", "tolerance": None}, WRONG),
        ("1.5e3", {"answer": "1 500", "tolerance": None}, RIGHT),
    ],
)
def test_grades(typed: str, changes: dict[str, Any], expected: Grade) -> None:
    assert grade(typed, **changes) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("103", RIGHT),
        ("110", Grade(0.5, "partly", False)),
        ("1000", WRONG),
        ("130", WRONG),
    ],
)
def test_the_best_weighted_answer_counts(typed: str, expected: Grade) -> None:
    assert grade(typed, **SEVERAL) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Article 51", RIGHT), ("art. 51", RIGHT), ("Article 52", WRONG), ("Article fifty 51", WRONG), ("Article", WRONG)],
)
def test_a_word_before_the_number_does_not_count(typed: str, expected: Grade) -> None:
    assert grade(typed, answer="51", tolerance=None, unit=None) == expected


@pytest.mark.parametrize(
    ("typed", "why"), [("103", "Well measured."), ("81", "Near."), ("1000", "Ten times too much.")]
)
def test_each_answer_has_its_why(typed: str, why: str) -> None:
    revealed = KIND.reveal(content_of("numeric", **SEVERAL), "", {"text": typed})
    assert (revealed["why"], revealed["accepted"], revealed["bounds"]) == (why, "100", ["95", "105"])


def test_the_answer_side() -> None:
    assert KIND.reveal(content_of("numeric"), "", {"text": "8,3"}) == {
        "given": "8,3",
        "is_number": True,
        "read_as": "8.3",
        "accepted": "8.3",
        "bounds": ["8.1", "8.5"],
        "unit": "minutes",
        "why": "",
        "answer_text": "8.3 minutes",
        "given_text": "8,3",
    }


@pytest.mark.parametrize(
    ("typed", "answer", "read_as"),
    [("1,500", "1500", "1500"), ("1,500", "1.5", "1.5"), ("1,500", "7", "1500"), ("1500", "1500", ""), ("x", "7", "")],
)
def test_how_a_number_was_read(typed: str, answer: str, read_as: str) -> None:
    revealed = KIND.reveal(content_of("numeric", answer=answer, tolerance=None), "", {"text": typed})
    assert (revealed["read_as"], revealed["is_number"], revealed["bounds"]) == (read_as, typed != "x", None)


def test_a_range_is_shown_as_one() -> None:
    revealed = KIND.reveal(content_of("numeric", **RANGE, unit="CE"), "", None)
    assert (revealed["accepted"], revealed["bounds"]) == ("1940 to 1950", ["1940", "1950"])
    assert revealed["answer_text"] == "1940 to 1950 CE"


def test_parts() -> None:
    content = content_of("numeric", **SEVERAL)
    assert KIND.parts(content) == [
        content["prompt"],
        *("100", "Near.", "100", "Well measured.", "1000", "Ten times too much.", "minutes"),
        content["explanation"],
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"answer": None}, error("answer", "The question has no number as its answer.", DIGITS)),
        ({"answer": "much"}, error("answer", "“answer” is “much”, which is not a number.", DIGITS)),
        ({"tolerance": "some"}, error("tolerance", "“tolerance” is “some”, which is not a number.", DIGITS)),
        (
            {"tolerance": "-2"},
            error("tolerance", "“tolerance” is -2, below zero.", "Write 2 for two more or two less."),
        ),
        (
            {"decimals": "1"},
            error(
                "tolerance",
                "The question has more than one rule for what is near enough.",
                "Keep one of tolerance, significant_figures and decimals.",
            ),
        ),
        (
            {"tolerance": None, "significant_figures": "0"},
            error(
                "significant_figures",
                "“significant_figures” is “0”, but should be a whole number from 1 to 30.",
                "Write the number in digits.",
            ),
        ),
        (
            {**RANGE, "range": ["1940"]},
            error("range", "“range” has 1 numbers; it needs two.", "Write it as [1940, 1950]."),
        ),
        (
            {**RANGE, "range": ["1950", "1940"]},
            error("range", "“range” begins above its end.", "Write the smaller number first."),
        ),
        (
            {**RANGE, "range": ["1940", "later"]},
            error("range[2]", "End 2 is “later”, which is not a number.", DIGITS),
        ),
        (
            {**SEVERAL, "answers": [{"answer": "4", "weight": "0.5"}]},
            error("answers", "No answer is worth the full mark.", "Leave the weight of the best one out."),
        ),
        (
            {**SEVERAL, "answers": ["4", {"why": "x"}]},
            error("answers[2].answer", "Answer 2 has no number as its answer.", DIGITS),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("numeric", **changes) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"prompt": "What happened in 1948, in which year?", "answer": "1948", "tolerance": None},
            warning("prompt", "The question holds its own answer: “1948”.", "Reword the question without it."),
        ),
        (
            {**SEVERAL, "answers": [{"answer": "4", "unit": "km"}]},
            warning(
                "answers[1].unit",
                "Answer 1: “unit” is not a field that is read here; it is left out.",
                "Fields here: answer, tolerance, range, significant_figures, decimals, weight, why.",
            ),
        ),
    ],
)
def test_warnings(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert warnings_of("numeric", **changes) == [problem]
