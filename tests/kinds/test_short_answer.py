"""Short answer."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS

KIND = KINDS["short_answer"]
RIGHT, WRONG = Grade(1.0, "right", True), Grade(0.0, "wrong", False)
ALMOST, BLANK = Grade(0.0, "almost", False), Grade(0.0, "blank", False)


def grade(typed: str, **changes: Any) -> Grade:
    return KIND.grade(content_of("short_answer", **changes), "", {"text": typed})


def test_the_question_side_holds_a_label_only() -> None:
    assert KIND.present(content_of("short_answer"), "", 5) == {"label": "Your answer"}


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"text": ["  light \n"]}, {"text": "light"}),
        ({"text": ["one", "two"]}, {"text": "one"}),
        ({"text": ["a\x00b\ud800c"]}, {"text": "a b c"}),
        ({"text": ["x" * 600]}, {"text": "x" * 500}),
        ({"text": ["   "]}, {"blank": True, "text": ""}),
        ({}, {"blank": True, "text": ""}),
    ],
)
def test_reading(form: Any, answer: dict[str, Any]) -> None:
    assert KIND.read(content_of("short_answer"), "", 5, form) == answer


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("photosynthesis", RIGHT),
        ("  The Photo-Synthesis. ", RIGHT),
        ("a PHOTOSYNTHESIS!", RIGHT),
        ("photosinthesis", ALMOST),
        ("fotosinthesis", WRONG),
        ("respiration", WRONG),
        ("", BLANK),
    ],
)
def test_grades(typed: str, expected: Grade) -> None:
    assert grade(typed) == expected


def test_the_best_weighted_answer_that_fits_counts() -> None:
    accept = [{"text": "sun*", "weight": "0.5"}, {"text": "sunlight", "weight": "1"}, {"text": "*", "weight": "0"}]
    assert grade("sunlight", accept=accept, mode="wildcard") == RIGHT
    assert grade("sunshine", accept=accept, mode="wildcard") == Grade(0.5, "partly", False)
    assert grade("moon", accept=accept, mode="wildcard") == WRONG


def test_a_listed_wrong_answer_is_no_slip_of_a_right_one() -> None:
    accept: list[Any] = ["emigrant"]
    assert grade("emigrants", accept=accept) == ALMOST
    assert grade("emigrants", accept=[*accept, {"text": "emigrants", "weight": "0", "why": "One only."}]) == WRONG


@pytest.mark.parametrize(
    ("typed", "changes", "expected"),
    [
        ("café au lait", {"accept": "Cafe au lait", "mode": "exact"}, WRONG),
        ("Cafe  au lait", {"accept": "Cafe au lait", "mode": "exact"}, RIGHT),
        ("Cafe au lair", {"accept": "Cafe au lait", "mode": "exact"}, WRONG),
        ("cafe au lair", {"accept": "Cafe au lait"}, WRONG),
        ("hegemny", {"accept": "hegemony", "mode": "near"}, RIGHT),
        ("hegmny", {"accept": "hegemony", "mode": "near"}, WRONG),
        ("it was the hegemony of Rome", {"accept": "hegemony", "mode": "contains"}, RIGHT),
        ("antihegemony", {"accept": "hegemony", "mode": "contains"}, WRONG),
        ("hegemny", {"accept": "hegemony", "near": "no"}, WRONG),
        ("haus", {"accept": "Haus", "match": {"case": "yes"}}, WRONG),
        ("uber", {"accept": "über", "match": {"accents": "yes"}}, WRONG),
        ("its over", {"accept": "it's over", "match": {"punctuation": "yes"}}, WRONG),
        ("over there", {"accept": "the over there", "match": {"articles": "yes"}}, WRONG),
        ("OVER THERE", {"accept": "the over there"}, RIGHT),
    ],
)
def test_modes_and_strictness(typed: str, changes: dict[str, Any], expected: Grade) -> None:
    assert grade(typed, **changes) == expected


def test_the_answer_side_of_a_near_miss() -> None:
    content = content_of("short_answer", accept=["pariah state", "pariah"])
    assert KIND.reveal(content, "", {"text": "Pariha state"}) == {
        "given": "Pariha state",
        "accepted": "pariah state",
        "also": ["pariah"],
        "slips": {
            "given": [["Pari", False], ["ha", True], [" state", False]],
            "accepted": [["pari", False], ["ah", True], [" state", False]],
            "sort": "swapped",
        },
        "why": "",
        "answer_text": "pariah state",
        "given_text": "Pariha state",
    }


def test_the_answer_side_of_a_listed_wrong_answer_says_why() -> None:
    revealed = KIND.reveal(content_of("short_answer"), "", {"text": "Respiration"})
    assert (revealed["why"], revealed["slips"], revealed["also"]) == ("That is the way back.", None, [])
    assert revealed["accepted"] == "photosynthesis"


def test_a_near_miss_of_another_accepted_answer_is_laid_beside_that_one() -> None:
    content = content_of("short_answer", accept=["treaty", "covenant", "pact"])
    revealed = KIND.reveal(content, "", {"text": "covenent"})
    assert (revealed["accepted"], revealed["also"]) == ("covenant", ["treaty", "pact"])
    assert revealed["answer_text"] == "treaty"


def test_a_full_answer_is_shown_rather_than_a_pattern() -> None:
    content = content_of("short_answer", accept=["sun*", "sunlight"], mode="wildcard")
    assert KIND.reveal(content, "", None)["accepted"] == "sunlight"


def test_parts_hold_prompt_answers_and_whys() -> None:
    content = content_of("short_answer")
    assert KIND.parts(content) == [
        content["prompt"],
        "photosynthesis",
        "respiration",
        "That is the way back.",
        "Light energy is stored in sugar.",
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"accept": None},
            error("accept", "The question has no accepted answer.", "Write the answer under “accept”."),
        ),
        (
            {"accept": ["light", ""]},
            error("accept[2]", "Accepted answer 2 is empty.", "Write the answer, or remove the line."),
        ),
        (
            {"accept": [{"text": "light", "weight": "0.5"}]},
            error(
                "accept",
                "The question has no accepted answer that is worth the full mark.",
                "Leave the weight of the best one out.",
            ),
        ),
        (
            {"accept": [f"word{number}" for number in range(101)]},
            error("accept", "The question has 101 accepted answers; 100 is the most.", "Remove some."),
        ),
        (
            {"mode": "regex"},
            error(
                "mode",
                "“mode” is “regex”, which is not used here.",
                "Use the mode wildcard, with * for any letters, or list the accepted answers.",
            ),
        ),
        (
            {"mode": "tolerent"},
            error(
                "mode",
                "“mode” is “tolerent”, which is not one of tolerant, exact, wildcard, near, contains.",
                "Did you mean “tolerant”?",
            ),
        ),
        (
            {"match": "strict"},
            error("match", "“match” should hold names and values.", "Write it as match: {name: value}."),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("short_answer", **changes) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"prompt": "What is photosynthesis called?"},
            warning(
                "prompt", "The question holds its own answer: “photosynthesis”.", "Reword the question without it."
            ),
        ),
        (
            {"accept": ["burning", {"text": "lamp", "weight": "0"}]},
            warning("accept[2].why", "Accepted answer 2 has no “why”.", "Say in a sentence why this answer is wrong."),
        ),
        (
            {"accept": ["burning", "*"], "mode": "wildcard"},
            warning(
                "accept[2]",
                "Accepted answer 2 is “*”, which fits any answer.",
                "Add letters that the answer must hold.",
            ),
        ),
        (
            {"accept": "sun*", "mode": "wildcard"},
            warning(
                "accept",
                "Students would be shown “sun…” as the answer.",
                "Add one full answer without * to the list.",
            ),
        ),
        (
            {"match": {"capitals": "yes"}},
            warning(
                "match.capitals",
                "“capitals” is not a field that is read here; it is left out.",
                "Fields here: case, accents, punctuation, articles.",
            ),
        ),
    ],
)
def test_warnings(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert warnings_of("short_answer", **changes) == [problem]
