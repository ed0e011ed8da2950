"""Single choice."""

from collections import Counter
from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS

KIND = KINDS["choice"]
WHY = "It is not."


def options(*texts: str, right: int = 1, **first: Any) -> list[dict[str, Any]]:
    """Options with a why each; `right` counts from 1; `first` adds fields to the first one."""
    made: list[dict[str, Any]] = [{"text": text, "why": WHY} for text in texts]
    made[right - 1]["right"] = "yes"
    made[0].update(first)
    return made


def answer(*keys: str) -> dict[str, Any]:
    return {"chosen": list(keys), "order": ["d", "b", "a", "c"]}


def test_content_is_canonical() -> None:
    content = content_of("choice", options=options("oak", "elm"), hint=" Think of acorns. ")
    assert content == {
        "kind": "choice",
        "prompt": "Which planet is the largest of the solar system?",
        "format": "plain",
        "hint": "Think of acorns.",
        "explanation": "Jupiter has eleven times the diameter of the Earth.",
        "pass_mark": 0.6,
        "points": 1.0,
        "foreign": {},
        "options": [
            {"id": "a", "text": "oak", "why": WHY, "right": True, "weight": 1.0, "pinned": False},
            {"id": "b", "text": "elm", "why": WHY, "right": False, "weight": 0.0, "pinned": False},
        ],
        "shuffle": True,
    }


def test_options_are_shown_with_numbers_and_texts_alone() -> None:
    shown = KIND.present(content_of("choice"), "", 5)
    assert shown == {
        "multiple": False,
        "options": [
            {"n": 1, "text": "Neptune"},
            {"n": 2, "text": "Jupiter"},
            {"n": 3, "text": "Earth"},
            {"n": 4, "text": "Saturn"},
        ],
    }


def test_the_place_of_the_right_option_tells_nothing() -> None:
    content = content_of("choice")
    places = Counter(
        next(option["n"] for option in KIND.present(content, "", seed)["options"] if option["text"] == "Jupiter")
        for seed in range(400)
    )
    assert sorted(places) == [1, 2, 3, 4]
    assert all(70 < count < 130 for count in places.values())


def test_without_shuffling_and_with_pins_options_stay() -> None:
    texts = ["birch", "oak", "elm", "none named here"]
    fixed = content_of("choice", options=options(*texts), shuffle="no")
    assert [o["text"] for o in KIND.present(fixed, "", 7)["options"]] == texts
    raw = options(*texts)
    raw[3]["pinned"] = "yes"
    pinned = content_of("choice", options=raw)
    shown = [[o["text"] for o in KIND.present(pinned, "", seed)["options"]] for seed in range(30)]
    assert {order[3] for order in shown} == {"none named here"}
    assert len({order[0] for order in shown}) == 3


@pytest.mark.parametrize(
    ("form", "chosen"),
    [
        ({"choice": ["1"]}, ["d"]),
        ({"choice": ["4", "1"]}, ["b"]),
        ({"choice": "2"}, ["a"]),
        ({"choice": ["x", "3"]}, ["c"]),
    ],
)
def test_reading_what_was_chosen(form: Any, chosen: list[str]) -> None:
    read = KIND.read(content_of("choice"), "", 5, form)
    assert read == {"chosen": chosen, "order": ["d", "a", "c", "b"]}


@pytest.mark.parametrize("form", [{}, {"choice": []}, {"choice": [""]}, {"choice": ["0"]}, {"choice": ["5"]}])
def test_reading_nothing(form: Any) -> None:
    read = KIND.read(content_of("choice"), "", 5, form)
    assert read == {"blank": True, "chosen": [], "order": ["d", "a", "c", "b"]}


def test_grades() -> None:
    content = content_of("choice")
    assert KIND.grade(content, "", answer("a")) == Grade(1.0, "right", True)
    assert KIND.grade(content, "", answer("b")) == Grade(0.0, "wrong", False)
    assert KIND.grade(content, "", answer("gone")) == Grade(0.0, "blank", False)


@pytest.mark.parametrize(
    ("weight", "grade", "rating"),
    [
        ("-1", Grade(0.0, "wrong", False), 1),
        ("0.5", Grade(0.5, "partly", False), 1),
        ("60 %", Grade(0.6, "partly", True), 2),
        ("2/3", Grade(0.666666667, "partly", True), 2),
    ],
)
def test_an_option_worth_a_part(weight: str, grade: Grade, rating: int) -> None:
    content = content_of("choice", options=options("oak", "elm", right=2, weight=weight))
    assert KIND.grade(content, "", answer("a")) == grade
    assert KIND.rating(content, grade) == rating


def test_the_answer_side_of_a_miss() -> None:
    content = content_of("choice", options=options("oak", "elm", "fir", right=2))
    revealed = KIND.reveal(content, "", {"chosen": ["c"], "order": ["c", "b", "a"]})
    assert revealed == {
        "multiple": False,
        "options": [
            {"n": 1, "text": "fir", "why": WHY, "chosen": True, "is_right": False, "state": "wrong"},
            {"n": 2, "text": "elm", "why": WHY, "chosen": False, "is_right": True, "state": "right"},
            {"n": 3, "text": "oak", "why": WHY, "chosen": False, "is_right": False, "state": "plain"},
        ],
        "answer_text": "elm",
        "given_text": "fir",
    }


def test_an_order_that_does_not_fit_gives_way_to_the_authors() -> None:
    content = content_of("choice", options=options("oak", "elm"))
    for order in (["a"], ["a", "a"], ["a", "z"], "ab", None):
        revealed = KIND.reveal(content, "", {"chosen": ["a"], "order": order})
        assert [option["text"] for option in revealed["options"]] == ["oak", "elm"]


def test_parts_are_all_texts_a_learner_may_see() -> None:
    content = content_of("choice", options=options("oak", "elm", why=""), hint="Acorns.")
    assert KIND.parts(content) == [content["prompt"], "oak", "elm", WHY, "Acorns.", content["explanation"]]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"prompt": " "},
            error("prompt", "The question has no prompt.", "Write what the student is asked."),
        ),
        (
            {"options": options("oak")},
            error(
                "options",
                "The question has 1 options; it needs from 2 to 26.",
                "Write the right answer and the wrong ones under “options”.",
            ),
        ),
        (
            {"options": options("oak", "")},
            error("options[2].text", "Option 2 has no text.", "Write what the student reads, or remove the option."),
        ),
        (
            {"options": [{"text": "oak"}, {"text": "elm"}]},
            error(
                "options",
                "No option is marked as right; a choice has exactly one.",
                "Put right: yes on one option, or use the kind multi_choice.",
            ),
        ),
        (
            {"options": [{"text": "oak", "right": "yes"}, {"text": "elm", "right": "yes"}]},
            error(
                "options",
                "2 options are marked as right; a choice has exactly one.",
                "Put right: yes on one option, or use the kind multi_choice.",
            ),
        ),
        (
            {"options": options("oak", "elm", id="b")},
            error(
                "options[2].id",
                "Option 2 has the id “b” of an earlier one.",
                "Give each an id of its own, or leave them all out.",
            ),
        ),
        (
            {"options": options("oak", "elm", weight="0.8")},
            error(
                "options",
                "The right option is not worth the full mark.",
                "Leave its weight out, or set it to 1.",
            ),
        ),
        (
            {"options": options("oak", "elm", weight="2")},
            error("options[1].weight", "Option 1: “weight” is 2, outside -1 to 1.", "Write a number from -1 to 1."),
        ),
        (
            {"options": options("oak", "elm", right=2, weight="half")},
            error(
                "options[1].weight",
                "Option 1: “weight” is “half”, which is not a number.",
                "Write a number such as 0.5 or 50 %.",
            ),
        ),
        (
            {"options": options("oak", "elm", pinned="maybe")},
            error(
                "options[1].pinned",
                "Option 1: “pinned” is “maybe”, which is neither yes nor no.",
                "Write yes or no.",
            ),
        ),
        (
            {"options": options("oak", "elm", id="A b")},
            error(
                "options[1].id",
                "Option 1: “id” is “A b”, which holds other signs than a-z, 0-9, - and _.",
                "Write it in small letters, without spaces.",
            ),
        ),
        (
            {"options": options("oak", "oak", right=2)},
            error(
                "options[2].text",
                "Option 2 has the words of another option, but one is right and one is wrong.",
                "Change one of them, or remove it.",
            ),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("choice", **changes) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"options": options("oak", "elm", "None of the above.")},
            warning(
                "options[3].text",
                "Option 3 is “None of the above.”.",
                "Options are shuffled; write a real answer instead.",
            ),
        ),
        (
            {"options": options("oak", "Elm", "an elm")},
            warning(
                "options[3].text",
                "Option 3 says the same as option 2.",
                "Change one of them, or remove it.",
            ),
        ),
        (
            {"options": options("the tree on which acorns grow in autumn", "elm", "birch")},
            warning(
                "options",
                "The right answer, option 1, is much longer than the others.",
                "Bring the options to a similar length; the odd one out gives itself away.",
            ),
        ),
        (
            {"options": options("oaks", "elms"), "prompt": "On what do the acorns of oaks grow?"},
            warning("prompt", "The question holds its own answer: “oaks”.", "Reword the question without it."),
        ),
        (
            {"options": options("oak", "elm", right=2, why="")},
            warning("options[1].why", "Option 1 has no “why”.", "Say in a sentence why this option is wrong."),
        ),
        (
            {"explanation": ""},
            warning(
                "explanation",
                "The explanation is missing.",
                "Say in a sentence or two why the answer is right.",
            ),
        ),
        (
            {"explanaton": "x"},
            warning(
                "explanaton",
                "“explanaton” is not a field that is read here; it is left out.",
                "Did you mean “explanation”?",
            ),
        ),
        (
            {"options": options("oak", "elm", colour="green")},
            warning(
                "options[1].colour",
                "Option 1: “colour” is not a field that is read here; it is left out.",
                "Fields here: text, right, why, id, weight, pinned.",
            ),
        ),
    ],
)
def test_warnings(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert warnings_of("choice", **changes) == [problem]
