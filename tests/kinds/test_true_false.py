"""True or false."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS

KIND = KINDS["true_false"]
TRUE, FALSE = ({"chosen": [side], "order": ["true", "false"]} for side in ("true", "false"))
HINT = "Write answer: true or answer: false."


@pytest.mark.parametrize("seed", [0, 1, 2**63])
def test_true_stands_first_whatever_the_seed(seed: int) -> None:
    shown = {"multiple": False, "options": [{"n": 1, "text": "True"}, {"n": 2, "text": "False"}]}
    assert KIND.present(content_of("true_false"), "", seed) == shown


@pytest.mark.parametrize(("word", "key"), [("true", "true"), ("False", "false"), ("yes", "true"), ("no", "false")])
def test_the_key_in_the_words_of_authors(word: str, key: str) -> None:
    content = content_of("true_false", answer=word)
    assert [option["id"] for option in content["options"] if option["right"]] == [key]


def test_reading_and_grades() -> None:
    content = content_of("true_false")
    assert KIND.read(content, "", 3, {"choice": ["1"]}) == TRUE
    assert KIND.read(content, "", 3, {"choice": ["2"]}) == FALSE
    blank = {"blank": True, "chosen": [], "order": ["true", "false"]}
    assert KIND.read(content, "", 3, {"choice": ["3"]}) == blank
    assert KIND.grade(content, "", TRUE) == Grade(1.0, "right", True)
    assert KIND.grade(content, "", FALSE) == Grade(0.0, "wrong", False)


def test_right_is_good_and_never_easy() -> None:
    content = content_of("true_false")
    assert KIND.rating(content, Grade(1.0, "right", True)) == 3
    assert KIND.rating(content, Grade(1.0, "right", True), is_sure=False) == 2


def test_each_side_has_its_feedback() -> None:
    revealed = KIND.reveal(content_of("true_false"), "", FALSE)
    assert revealed == {
        "multiple": False,
        "options": [
            {
                "n": 1,
                "text": "True",
                "why": "Water is far stiffer.",
                "chosen": False,
                "is_right": True,
                "state": "right",
            },
            {
                "n": 2,
                "text": "False",
                "why": "It is more than four times as fast.",
                "chosen": True,
                "is_right": False,
                "state": "wrong",
            },
        ],
        "answer_text": "True",
        "given_text": "False",
    }


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"answer": None}, error("answer", "The question does not say whether it is true or false.", HINT)),
        ({"answer": "maybe"}, error("answer", "“answer” is “maybe”, which is neither true nor false.", HINT)),
        ({"prompt": None}, error("prompt", "The question has no prompt.", "Write what the student is asked.")),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("true_false", **changes) == [problem]


@pytest.mark.parametrize(("answer", "side", "text"), [("true", "why_false", "False"), ("false", "why_true", "True")])
def test_a_warning_when_the_wrong_side_has_no_why(answer: str, side: str, text: str) -> None:
    assert warnings_of("true_false", answer=answer, **{side: None}) == [
        warning(side, f"“{side}” is missing.", f"Say in a sentence why “{text}” is wrong.")
    ]
