"""Self-graded cards: the learner's rating stands."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS, prompt_of
from webapp.kinds.self_graded import suggested_rating

KIND = KINDS["self_graded"]
BOTH: dict[str, Any] = {"reversible": "yes", "back_prompt": "Whose doing is a blue sky?"}


def test_the_question_side_says_how_many_ideas_there_are() -> None:
    assert KIND.present(content_of("self_graded"), "", 5) == {"ideas": 2}
    assert KIND.present(content_of("self_graded", ideas=None), "", 5) == {"ideas": 0}


def test_a_reversible_card_is_asked_both_ways() -> None:
    content = content_of("self_graded", **BOTH)
    assert KIND.facets(content) == ("forward", "backward")
    assert KIND.facets(content_of("self_graded")) == ("",)
    assert prompt_of(content, "forward") == "Why is the sky blue?"
    assert prompt_of(content, "backward") == "Whose doing is a blue sky?"
    assert KIND.present(content, "backward", 5) == {"ideas": 0}
    assert KIND.reveal(content, "forward", None)["back"] == content["answer"]
    assert KIND.reveal(content, "backward", None)["back"] == "Why is the sky blue?"


def test_without_a_back_prompt_the_answer_is_asked() -> None:
    content = content_of("self_graded", reversible="yes")
    assert prompt_of(content, "backward") == content["answer"]


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"rating": ["3"], "idea": ["2", "1"]}, {"rating": 3, "ideas": ["1", "2"]}),
        ({"rating": ["1"]}, {"rating": 1, "ideas": []}),
        ({"rating": ["4"], "idea": ["2", "2", "9", "x"]}, {"rating": 4, "ideas": ["2"]}),
        ({"rating": ["5"], "idea": ["1"]}, {"blank": True, "rating": None, "ideas": ["1"]}),
        ({}, {"blank": True, "rating": None, "ideas": []}),
    ],
)
def test_reading(form: Any, answer: dict[str, Any]) -> None:
    assert KIND.read(content_of("self_graded"), "", 5, form) == answer


@pytest.mark.parametrize(
    ("rating", "ideas", "grade"),
    [
        (1, [], Grade(0.0, "wrong", False, 1)),
        (2, [], Grade(1.0, "right", True, 2)),
        (3, [], Grade(1.0, "right", True, 3)),
        (3, ["1", "2"], Grade(1.0, "right", True, 3)),
        (3, ["2"], Grade(0.5, "partly", True, 3)),
        (4, ["1"], Grade(0.5, "partly", True, 4)),
        (1, ["1", "2"], Grade(1.0, "wrong", False, 1)),
        (None, ["1"], Grade(0.0, "blank", False)),
        (9, [], Grade(0.0, "blank", False)),
    ],
)
def test_the_rating_stands_and_the_ideas_score(rating: int | None, ideas: list[str], grade: Grade) -> None:
    content = content_of("self_graded")
    assert KIND.grade(content, "", {"rating": rating, "ideas": ideas}) == grade
    for is_sure in (True, False):
        assert KIND.rating(content, grade, is_sure) == (grade.own_rating or 1)


def test_the_answer_side() -> None:
    content = content_of("self_graded")
    assert KIND.reveal(content, "", {"rating": 3, "ideas": ["2"]}) == {
        "back": content["answer"],
        "ideas": [
            {"n": 1, "text": "Sunlight holds all colours", "ticked": False},
            {"n": 2, "text": "Air scatters blue light most", "ticked": True},
        ],
        "answer_text": content["answer"],
        "given_text": "Air scatters blue light most",
    }


@pytest.mark.parametrize(
    ("ideas", "ticked", "rating"),
    [
        (["p", "q", "r"], ["1", "2", "3"], 3),
        (["p", "q", "r"], ["1", "3"], 3),
        (["p", "q", "r"], ["2"], 1),
        (["p", "q", "r"], [], 1),
        (["p", "q"], ["1", "x"], 1),
        (None, [], 3),
    ],
)
def test_the_rating_to_offer_first(ideas: list[str] | None, ticked: list[str], rating: int) -> None:
    assert suggested_rating(content_of("self_graded", ideas=ideas), ticked) == rating


def test_parts() -> None:
    content = content_of("self_graded", answer="Air.", ideas=["p", "q"], explanation="", **BOTH)
    assert KIND.parts(content) == ["Why is the sky blue?", "Air.", "p", "q", "Whose doing is a blue sky?"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"answer": None},
            error("answer", "The card has no answer.", "Write what stands on its back under “answer”."),
        ),
        (
            {"ideas": "Only one"},
            error(
                "ideas",
                "The card has 1 ideas; it takes from 2 to 4, or none.",
                "Keep what a good answer must name.",
            ),
        ),
        (
            {"ideas": list("pqrst")},
            error(
                "ideas",
                "The card has 5 ideas; it takes from 2 to 4, or none.",
                "Keep what a good answer must name.",
            ),
        ),
        (
            {"ideas": ["one", " "]},
            error("ideas[2]", "Idea 2 is empty.", "Write a text, or remove the line."),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("self_graded", **changes) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"back_prompt": "And back?"},
            warning(
                "back_prompt",
                "“back_prompt” is never shown, because the card is not reversible.",
                "Write reversible: yes, or remove “back_prompt”.",
            ),
        ),
        (
            {"answer": "Blue sky.", "prompt": "What is a blue sky?"},
            warning("prompt", "The question holds its own answer: “Blue sky.”.", "Reword the question without it."),
        ),
    ],
)
def test_warnings(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert warnings_of("self_graded", **changes) == [problem]
