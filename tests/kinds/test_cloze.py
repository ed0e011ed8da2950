"""Cloze: gaps to type, gaps to pick, and gaps in groups."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, error, errors_of, warning, warnings_of
from webapp.kinds.contract import FieldProblem, Grade
from webapp.kinds.registry import KINDS, prompt_of

KIND = KINDS["cloze"]
GROUPED: dict[str, Any] = {
    "text": "{1} is the capital of {2}, {3} that of {4}.",
    "gaps": [
        {"accept": "Madrid", "group": "1"},
        {"accept": "Spain", "group": "2"},
        {"accept": "Lisbon", "group": "1"},
        {"accept": "Portugal", "group": "10"},
    ],
}
PICKED: dict[str, Any] = {
    "text": "Water boils at {1} and freezes at {2} degrees.",
    "gaps": [{"accept": "100", "options": ["80", "100", "120"]}, {"accept": "0", "options": ["0", "10"]}],
}


def typed(*texts: str) -> dict[str, Any]:
    return {"gaps": {str(number): text for number, text in enumerate(texts, 1)}}


def test_gaps_are_fields_of_the_sentence() -> None:
    shown = KIND.present(content_of("cloze"), "", 5)
    assert shown == {
        "label": "Fill the 2 gaps",
        "segments": [
            {"text": "The heart pumps blood into the "},
            {"gap": "1", "field": "gap-1", "name": "vessels that leave the heart", "options": None},
            {"text": ", and the "},
            {"gap": "2", "field": "gap-2", "name": "vessels that return", "options": None},
            {"text": " bring it back."},
        ],
    }


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"text": "Ice is {1}.", "gaps": ["cold"]}, "Fill the gap"),
        ({"text": "{1} {2} {3}", "gaps": ["one", "two", "three"]}, "Fill the 3 gaps"),
        ({"prompt": "Complete the rule."}, "Complete the rule."),
    ],
)
def test_labels(changes: dict[str, Any], label: str) -> None:
    assert KIND.present(content_of("cloze", **changes), "", 5)["label"] == label


def test_the_prompt_is_the_sentence_with_gaps_of_one_length() -> None:
    sentence = "The heart pumps blood into the _____, and the _____ bring it back."
    assert prompt_of(content_of("cloze"), "") == sentence
    assert prompt_of(content_of("cloze", prompt="Complete."), "") == f"Complete. {sentence}"


def test_a_card_for_each_group_in_the_order_of_numbers() -> None:
    assert KIND.facets(content_of("cloze")) == ("",)
    assert KIND.facets(content_of("cloze", **GROUPED)) == ("1", "2", "10")


def test_gaps_of_other_groups_stand_filled_in_the_text() -> None:
    content = content_of("cloze", **GROUPED)
    assert KIND.present(content, "1", 5)["segments"] == [
        {"gap": "1", "field": "gap-1", "name": "", "options": None},
        {"text": " is the capital of Spain, "},
        {"gap": "3", "field": "gap-3", "name": "", "options": None},
        {"text": " that of Portugal."},
    ]
    assert prompt_of(content, "10") == "Madrid is the capital of Spain, Lisbon that of _____."
    assert KIND.read(content, "2", 5, {"gap-1": ["Madrid"], "gap-2": ["Spain"]}) == {"gaps": {"2": "Spain"}}
    assert KIND.reveal(content, "2", None)["answer_text"] == "Spain"


def test_options_of_a_gap_are_shuffled_and_read_by_number() -> None:
    content = content_of("cloze", **PICKED)
    shown = [segment for segment in KIND.present(content, "", 5)["segments"] if "gap" in segment]
    assert sorted(option["text"] for option in shown[0]["options"]) == ["100", "120", "80"]
    assert [option["n"] for option in shown[0]["options"]] == [1, 2, 3]
    orders = {str(KIND.present(content, "", seed)) for seed in range(60)}
    assert len(orders) == 12
    number = next(option["n"] for option in shown[0]["options"] if option["text"] == "100")
    answer = KIND.read(content, "", 5, {"gap-1": [str(number)], "gap-2": ["0"]})
    assert answer == {"gaps": {"1": "100", "2": ""}}
    assert KIND.grade(content, "", answer) == Grade(0.5, "partly", False)


@pytest.mark.parametrize(
    ("texts", "grade", "rating"),
    [
        (("arteries", "veins"), Grade(1.0, "right", True), 3),
        (("The ARTERY", " veins "), Grade(1.0, "right", True), 3),
        (("arteries", "lungs"), Grade(0.5, "partly", False), 1),
        (("arteries", ""), Grade(0.5, "partly", False), 1),
        (("arteries", "viens"), Grade(0.5, "almost", False), 1),
        (("artereis", "veinss"), Grade(0.0, "almost", False), 1),
        (("arteries", "vein"), Grade(0.5, "almost", False), 1),
        (("artereis", "lungs"), Grade(0.0, "wrong", False), 1),
        (("artereis", ""), Grade(0.0, "wrong", False), 1),
        (("bones", "skin"), Grade(0.0, "wrong", False), 1),
        (("", ""), Grade(0.0, "blank", False), 1),
    ],
)
def test_grades(texts: tuple[str, ...], grade: Grade, rating: int) -> None:
    content = content_of("cloze")
    assert KIND.grade(content, "", typed(*texts)) == grade
    assert KIND.rating(content, grade) == rating


def test_gap_weights() -> None:
    gaps = [{"accept": "arteries", "weight": "3"}, {"accept": "veins"}]
    content = content_of("cloze", gaps=gaps)
    assert KIND.grade(content, "", typed("arteries", "")) == Grade(0.75, "partly", True)
    assert KIND.grade(content, "", typed("", "veins")) == Grade(0.25, "partly", False)


def test_the_word_of_another_gap_is_no_slip() -> None:
    content = content_of("cloze", text="The {1} acts, the {2} is acted on.", gaps=["trainer", "trainee"])
    assert KIND.grade(content, "", typed("trainee", "trainer")) == Grade(0.0, "wrong", False)
    assert KIND.grade(content, "", typed("triner", "trainee")) == Grade(0.5, "almost", False)


def test_no_slips_when_the_author_wants_none() -> None:
    content = content_of("cloze", near="no")
    assert KIND.grade(content, "", typed("artereis", "veins")) == Grade(0.5, "partly", False)


def test_the_answer_side() -> None:
    revealed = KIND.reveal(content_of("cloze"), "", typed("artereis", "lungs"))
    assert revealed == {
        "segments": [
            {"text": "The heart pumps blood into the "},
            {
                "gap": "1",
                "name": "vessels that leave the heart",
                "given": "artereis",
                "accepted": "arteries",
                "state": "almost",
                "why": "",
                "slips": {
                    "given": [["arter", False], ["ei", True], ["s", False]],
                    "accepted": [["arter", False], ["ie", True], ["s", False]],
                    "sort": "swapped",
                },
            },
            {"text": ", and the "},
            {
                "gap": "2",
                "name": "vessels that return",
                "given": "lungs",
                "accepted": "veins",
                "state": "wrong",
                "why": "Their valves keep the blood from flowing back.",
                "slips": None,
            },
            {"text": " bring it back."},
        ],
        "answer_text": "arteries; veins",
        "given_text": "artereis; lungs",
    }


def test_a_gap_left_empty_is_a_dash_among_others() -> None:
    content = content_of("cloze")
    assert KIND.reveal(content, "", typed("", "veins"))["given_text"] == "–; veins"
    assert KIND.reveal(content, "", typed("", ""))["given_text"] == ""


def test_parts_hold_text_and_answers() -> None:
    content = content_of("cloze", text="Ice is {1}.", gaps=["cold"], explanation="It is frozen.")
    assert KIND.parts(content) == ["Ice is ", ".", "cold", "It is frozen."]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"text": ""},
            error("text", "The cloze has no text.", "Write the sentence, with {1} where the first gap is."),
        ),
        (
            {"text": "Into the {1} and back."},
            error("text", "Gap 2 does not stand in the text.", "Write {2} once, where the gap is."),
        ),
        (
            {"text": "Into the {1}, the {2} and the {2}."},
            error("text", "Gap 2 stands more than once in the text.", "Write {2} once, where the gap is."),
        ),
        (
            {"text": "Into the {1}, the {2} and the {3}."},
            error("text", "The text names gap 3, but “gaps” has 2.", "Describe gap 3 under “gaps”."),
        ),
        (
            {"text": "Nothing.", "gaps": None},
            error("gaps", "The cloze has 0 gaps; it needs from 1 to 20.", "Describe each gap under “gaps”."),
        ),
        (
            {"gaps": [{"accept": "arteries"}, {"name": "back"}]},
            error("gaps[2].accept", "Gap 2 has no accepted answer.", "Write the answer under “accept”."),
        ),
        (
            {"gaps": ["arteries", {"accept": ["veins", " "]}]},
            error("gaps[2].accept[2]", "Gap 2, accepted answer 2 is empty.", "Write the answer, or remove the line."),
        ),
        (
            {"gaps": [{"accept": "arteries", "group": "1"}, "veins"]},
            error("gaps[2].group", "Gap 2 has no group, but other gaps have one.", "Give every gap a group, or none."),
        ),
        (
            {"gaps": [{"accept": "arteries", "group": "b"}, "veins"]},
            error(
                "gaps[1].group",
                "Gap 1: “group” is “b”, but should be a whole number from 1 to 99.",
                "Write the number in digits.",
            ),
        ),
        (
            {"gaps": [{"accept": "arteries", "options": ["Arteries", "bones"]}, "veins"]},
            error(
                "gaps[1].options",
                "Gap 1: the accepted answer “arteries” is not among its options.",
                "Write it in the same way in both lists.",
            ),
        ),
        (
            {"gaps": [{"accept": "arteries", "options": ["arteries"]}, "veins"]},
            error(
                "gaps[1].options",
                "Gap 1 has one option only.",
                "Add wrong options, or leave “options” out to have it typed.",
            ),
        ),
    ],
)
def test_errors(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert errors_of("cloze", **changes) == [problem]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"text": "Veins are wide; into the {1}, and the {2} bring it back."},
            warning("gaps[2].accept", "The question holds its own answer: “veins”.", "Reword the question without it."),
        ),
        (
            {"gaps": ["arteries", {"accept": "vein*"}], "mode": "wildcard"},
            warning(
                "gaps[2].accept",
                "Students would be shown “vein…” as the answer.",
                "Add one full answer without * to the list.",
            ),
        ),
        (
            {"gaps": [{"accept": "arteries", "options": ["arteries", "bones", "Bones"]}, "veins"]},
            warning("gaps[1].options", "Gap 1 offers the same option twice.", "Change one of them, or remove it."),
        ),
        (
            {"gaps": ["arteries", {"accept": "veins", "hint": "v"}]},
            warning(
                "gaps[2].hint",
                "Gap 2: “hint” is not a field that is read here; it is left out.",
                "Fields here: accept, name, group, why, options, weight.",
            ),
        ),
    ],
)
def test_warnings(changes: dict[str, Any], problem: FieldProblem) -> None:
    assert warnings_of("cloze", **changes) == [problem]
