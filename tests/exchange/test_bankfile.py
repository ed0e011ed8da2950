"""A sound bank file, read whole: every field lands where it belongs."""

import pytest

from tests.exchange.bank_texts import FIRST, HEAD, LAST, SOUND, bank, ids, read, short, three
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftBank, DraftQuestion, Reading

FULL = """\
# A remark
bank: cold-war
title: "The Cold War: an outline"
subject: History
level: Years 9 to 12
language: en-GB
description: >-
  How it began
  and ended.
author: the Recollect developers
licence: CC BY 4.0
source: {title: A page, publisher: A publisher}
foreign: {glasnost: ru, détente: fr}
facts:
  C1: {paragraph: P1, says: It began after 1945., view: the page}
  C2:
    says: It ended.
terms:
  détente: {paragraph: P3, says: A time of less tension., reference: A book (1990)}
questions:
  - id: c1.when
    kind: short_answer
    topic: Beginnings
    fact: C1
    prompt: After which war did it begin?
    accept: [Second World War, no]
    explanation: Glasnost came much later.
    background: An estimate.
    tags: [war, " war ", ""]
  - id: c2
    kind: true_false
    fact: C2
    view: somebody else
    source: {paragraph: P9, says: It was over.}
    prompt: It ended in 1991.
    answer: true
    why_true: Yes.
    why_false: No.
    explanation: It did.
    tags: end
  - id: term
    kind: self_graded
    term: détente
    prompt: détente
    answer: A time of less tension.
    explanation: The word is French.
    foreign: {détente: fr-FR}
"""


def full() -> DraftBank:
    reading = read(FULL)
    assert reading.problems == []
    assert reading.bank is not None
    return reading.bank


def test_the_head_and_its_notes() -> None:
    found = full()
    assert (found.slug, found.title, found.subject, found.level, found.language) == (
        "cold-war",
        "The Cold War: an outline",
        "History",
        "Years 9 to 12",
        "en-GB",
    )
    assert (found.description, found.author, found.licence) == (
        "How it began and ended.",
        "the Recollect developers",
        "CC BY 4.0",
    )
    assert (found.source_title, found.source_publisher) == ("A page", "A publisher")
    assert found.facts == {
        "C1": {"paragraph": "P1", "says": "It began after 1945.", "view": "the page"},
        "C2": {"paragraph": "", "says": "It ended.", "view": ""},
    }
    assert found.terms == {
        "détente": {"paragraph": "P3", "says": "A time of less tension.", "reference": "A book (1990)"}
    }


def test_a_question_about_a_fact() -> None:
    question = full().questions[0]
    assert question == DraftQuestion(
        external_id="c1.when",
        kind="short_answer",
        topic="Beginnings",
        fact="C1",
        term=None,
        sibling_key="fact:C1",
        paragraph="P1",
        source_says="It began after 1945.",
        reference="",
        view="the page",
        background="An estimate.",
        tags=["war"],
        content=question.content,
        line=21,
    )
    assert [answer["text"] for answer in question.content["accept"]] == ["Second World War", "no"]


def test_a_source_and_a_view_of_its_own_go_before_those_of_the_fact() -> None:
    question = full().questions[1]
    assert (question.paragraph, question.source_says, question.view, question.tags) == (
        "P9",
        "It was over.",
        "somebody else",
        ["end"],
    )


def test_a_question_about_a_term_has_its_reference() -> None:
    question = full().questions[2]
    assert (question.term, question.fact, question.sibling_key, question.reference, question.source_says) == (
        "détente",
        None,
        "term:détente",
        "A book (1990)",
        "A time of less tension.",
    )


def test_foreign_words_of_the_bank_go_to_the_questions_that_use_them() -> None:
    assert [question.content["foreign"] for question in full().questions] == [
        {"glasnost": "ru"},
        {},
        {"détente": "fr-FR"},
    ]


def test_a_question_without_fact_and_term_is_its_own_sibling() -> None:
    reading = read(three())
    assert [problem.message for problem in reading.problems] == []
    assert reading.bank is not None
    assert [question.sibling_key for question in reading.bank.questions] == ["fact:F1", "second", "term:density"]


@pytest.mark.parametrize("count", [1, 3])
def test_questions_come_in_the_order_of_the_file(count: int) -> None:
    questions = [SOUND.replace("second", f"q{n}").replace("frozen water", f"word {n}") for n in range(count)]
    assert ids(read(bank(*questions, head="bank: b\ntitle: B\nquestions:\n"))) == [f"q{n}" for n in range(count)]


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system_count_as_one(ending: str) -> None:
    reading = read_bank(three(short("prompt: [a]", "accept: [ice]")).replace("\n", ending).encode(), "x")
    assert [problem.line for problem in reading.problems] == [HEAD.count("\n") + FIRST.count("\n") + 3]


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_other_line_separators_do_not_shift_the_numbers_of_lines(sign: str) -> None:
    reading = read(three(short(f"prompt: a{sign}b", "accept: [ice]", "explanation: c", "accept: [d]")))
    assert [problem.line for problem in reading.problems] == [HEAD.count("\n") + FIRST.count("\n") + 6]


def test_text_is_composed_to_nfc() -> None:
    reading = read(three(SOUND.replace("frozen water", "cafe\u0301")))
    assert reading.bank is not None
    assert reading.bank.questions[1].content["prompt"] == "What is caf\u00e9?"


def test_indents_and_braces_are_free() -> None:
    flat = "title: B\nquestions:\n- {id: a, kind: self_graded, prompt: p, answer: q, explanation: e}\nbank: b\n"
    assert ids(read(flat)) == ["a"]


def test_the_name_of_the_file_is_kept_for_display() -> None:
    assert read_bank(b"", "my bank.yaml").name == "my bank.yaml"


def test_errors_are_the_problems_that_leave_something_out() -> None:
    reading = read(three(short("promt: a", "accept: [ice]", "explanation: c")))
    assert [problem.severity for problem in reading.problems] == ["error", "warning"]
    assert reading.errors == reading.problems[:1]


def test_the_same_bytes_give_the_same_reading() -> None:
    readings: list[Reading] = [read(three()) for _ in range(2)]
    assert readings[0] == readings[1]
    assert ids(readings[0]) == ["first", "second", "last"]
    assert LAST in three()
