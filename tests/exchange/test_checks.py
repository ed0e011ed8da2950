"""The numbers of a bank, its problems in lines, and advice on the whole."""

import json

import pytest

from tests.exchange.bank_texts import FIRST, HEAD, LAST, SECOND_LINE, SOUND, bank, read, short, three
from webapp.exchange.checks import advice, lines, questions_by_fact, questions_by_kind, report, right_is_longest
from webapp.exchange.contract import DraftBank

EMPTY = (
    "This file is empty. A bank file begins with the lines bank: and title:, and has its questions under questions:."
)
BROKEN = short("prompt: a", "explanation: c")


def drafts(*questions: str, head: str = HEAD) -> DraftBank:
    found = read(bank(*questions, head=head)).bank
    assert found is not None
    return found


def choice(name: str, right: str = "one", wrong: str = "two", extra: str = "") -> str:
    return (
        f"  - id: {name}\n    kind: choice\n    prompt: {name}?\n    explanation: e\n    options:\n"
        f"      - {{text: {right}, right: yes}}\n      - {{text: {wrong}, why: x}}\n{extra}"
    )


def true_false(name: str) -> str:
    feedback = "why_true: a, why_false: b, explanation: e"
    return f"  - {{id: {name}, kind: true_false, prompt: {name}, answer: true, {feedback}}}\n"


def test_numbers_by_kind_and_by_fact() -> None:
    found = drafts(LAST, FIRST, SOUND)
    assert list(questions_by_kind(found).items()) == [("true_false", 1), ("short_answer", 1), ("self_graded", 1)]
    assert questions_by_fact(found) == {"F1": 1}
    assert questions_by_fact(drafts(LAST)) == {"F1": 0}


def test_the_report_has_its_exact_shape() -> None:
    made = report([read(three(BROKEN)), read("", "folder/empty.yaml")])
    assert json.loads(json.dumps(made)) == {
        "banks": [
            {
                "slug": "demo",
                "title": "Demo",
                "questions": 2,
                "by_kind": {"true_false": 1, "self_graded": 1},
                "facts": {"F1": 1},
                "problems": [
                    {
                        "severity": "error",
                        "line": SECOND_LINE,
                        "question": "second",
                        "message": "The question has no accepted answer. Write the answer under “accept”.",
                    }
                ],
            },
            {
                "slug": "empty",
                "title": "",
                "questions": 0,
                "by_kind": {},
                "facts": {},
                "problems": [
                    {
                        "severity": "error",
                        "line": None,
                        "question": None,
                        "message": EMPTY,
                    }
                ],
            },
        ]
    }


def test_a_line_for_each_problem() -> None:
    text = three(BROKEN).replace("title: Demo", "title: Demo\nautor: me")
    assert lines("demo.yaml", read(text)) == [
        "demo.yaml:3: warning: A bank has no “autor”; it is left out. Did you mean “author”?",
        f"demo.yaml:{SECOND_LINE + 1}: question second: The question has no accepted answer. "
        "Write the answer under “accept”.",
    ]
    assert lines("demo.yaml", read(three())) == []
    assert lines("x.yaml", read("")) == [f"x.yaml: {EMPTY}"]


def test_a_balanced_bank_gets_no_advice() -> None:
    assert advice(drafts(FIRST, SOUND.replace("    accept", "    fact: F1\n    accept"), LAST)) == []


def test_a_fact_that_is_asked_in_one_way_or_not_at_all() -> None:
    assert [found.message for found in advice(drafts(FIRST, LAST))] == [
        "The fact F1 is asked by the kind true_false only."
    ]
    assert [found.message for found in advice(drafts(SOUND))] == ["The fact F1 is asked by no question."]


def test_four_questions_of_one_kind_in_a_row() -> None:
    head = "bank: b\ntitle: B\nquestions:\n"
    run = [true_false(f"t{n}") for n in range(4)]
    assert advice(drafts(*run[:3], SOUND, run[3], head=head)) == []
    found = advice(drafts(SOUND, *run, head=head))
    assert [(problem.severity, problem.line, problem.question, problem.message) for problem in found] == [
        ("warning", 9, "t0", "From here 4 questions of the kind true_false follow one another.")
    ]


def test_a_kind_that_fills_the_bank() -> None:
    head = "bank: b\ntitle: B\nquestions:\n"
    others = [SOUND.replace("second", f"s{n}").replace("water", f"{n}") for n in range(5)]
    two_by_two = [question for n in range(4) for question in (true_false(f"t{n}"), others[n])]
    assert [found.message for found in advice(drafts(*two_by_two, head=head))] == [
        "4 of 8 questions are of the kind true_false.",
        "4 of 8 questions are of the kind short_answer.",
    ]
    assert [found.code for found in advice(drafts(*two_by_two[:6], head=head))] == []


@pytest.mark.parametrize(
    ("right", "wrong", "is_longest"), [("longer", "short", True), ("same", "four", False), ("a", "longer", False)]
)
def test_the_longest_option(right: str, wrong: str, is_longest: bool) -> None:
    (question,) = drafts(choice("c", right, wrong), head="bank: b\ntitle: B\nquestions:\n").questions
    assert right_is_longest(question) == is_longest


def test_right_options_that_are_mostly_the_longest() -> None:
    head = "bank: b\ntitle: B\nquestions:\n"
    mixed = [choice(f"c{n}", "longer" if n % 2 else "a", "other") for n in range(8)]
    telling = [choice(f"c{n}", "longer" if n < 5 else "a", "other") for n in range(8)]
    assert "bank.right_is_longest" not in {found.code for found in advice(drafts(*mixed, head=head))}
    found = next(found for found in advice(drafts(*telling, head=head)) if found.code == "bank.right_is_longest")
    assert found.message == ("In 5 of 8 choice questions the right option is the longest (c0, c1, c2, c3, c4 …).")
