"""What the reader says of a bank that is sound YAML and not a sound bank: where, what, and what to do."""

import pytest

from tests.exchange.bank_texts import FIRST, HEAD, LAST, SECOND_LINE, SOUND, bank, brief, ids, only, read, short, three
from webapp.exchange.bankfile import MOST_BYTES, read_bank

ONE = "questions:\n  - {id: a, kind: self_graded, prompt: p, answer: q, explanation: e}\n"


@pytest.mark.parametrize(
    ("text", "line", "field", "message", "hint"),
    [
        ("title: B\n" + ONE, 1, "bank", "The bank has no “bank”.", "Write, for example: bank: history"),
        ("bank:\ntitle: B\n" + ONE, 1, "bank", "The bank has no “bank”.", "Write, for example: bank: history"),
        ("bank: b\n" + ONE, 1, "title", "The bank has no “title”.", "Write, for example: title: History"),
        (
            "title: B\nbank: Cold War\n" + ONE,
            2,
            "bank",
            "“Cold War” cannot be the short name of a bank.",
            "Use small letters a to z, digits and single hyphens: cold-war.",
        ),
        (
            "bank: b\ntitle: [sic] \n" + ONE,
            2,
            "title",
            "“title” must be a text, and it is a list.",
            'A text that begins with [ or { needs quotation marks: "[sic] …".',
        ),
    ],
)
def test_a_bank_without_a_proper_name_cannot_be_used(text: str, line: int, field: str, message: str, hint: str) -> None:
    reading = read(text)
    assert reading.bank is None
    assert brief(only(reading)) == ("error", line, None, field, message)
    assert only(reading).hint == hint


LENGTHS = {"bank": 60, "title": 200, "subject": 80, "level": 80, "language": 35, "author": 200, "licence": 200}


def of_length(name: str, letters: int) -> str:
    return ("en" + "-abcdefgh" * 9)[:letters] if name == "language" else "x" * letters


@pytest.mark.parametrize(("name", "most"), LENGTHS.items())
def test_a_text_of_the_head_fits_where_it_is_kept(name: str, most: int) -> None:
    def head(letters: int) -> str:
        texts = {"bank": "b", "title": "B", name: of_length(name, letters)}
        return "".join(f"{key}: {text}\n" for key, text in texts.items()) + ONE

    assert read(head(most)).problems == []
    reading = read(head(most + 1))
    assert reading.bank is None
    line = [*{"bank": 1, "title": 2, name: 3}].index(name) + 1
    assert brief(only(reading)) == ("error", line, None, name, f"“{name}” is longer than {most} letters.")
    assert (only(reading).code, only(reading).hint) == ("bank.too_long", "Shorten it.")


@pytest.mark.parametrize("name", ["facts", "terms"])
def test_the_key_of_a_fact_fits_where_it_is_kept(name: str) -> None:
    def head(letters: int) -> str:
        return f"bank: b\ntitle: B\n{name}:\n  {'k' * letters}: {{paragraph: P1, says: s}}\n{ONE}"

    assert read(head(64)).errors == []
    [problem] = read(head(65)).errors
    assert (problem.severity, problem.line, problem.code) == ("error", 4, "bank.key")
    assert problem.hint == "Use letters and digits, up to 64 of them: H1, mutual defence pact."


def test_a_topic_fits_where_it_is_kept() -> None:
    assert ids(read(three(SOUND + f"    topic: {'x' * 200}\n"))) == ["first", "second", "last"]
    reading = read(three(SOUND + f"    topic: {'x' * 201}\n"))
    assert ids(reading) == ["first", "last"]
    line = SECOND_LINE + SOUND.count("\n")
    assert brief(only(reading)) == ("error", line, "second", "topic", "“topic” is longer than 200 letters.")
    assert only(reading).code == "question.too_long"


@pytest.mark.parametrize(
    ("lines", "line", "field", "message"),
    [
        ("language: English language", 3, "language", "“English language” is not the code of a language."),
        ("source: A page", 3, "source", "“source” must be a group of named values, and it is a text."),
        ("facts: [a]", 3, "facts", "“facts” must be a group of named values, and it is a list."),
        ("foreign:\n  casus: Latin language", 4, "casus", "“Latin language” is not the code of a language."),
    ],
)
def test_an_error_in_the_head(lines: str, line: int, field: str, message: str) -> None:
    reading = read(f"bank: b\ntitle: B\n{lines}\n{ONE}")
    assert ids(reading) == ["a"]
    assert brief(only(reading)) == ("error", line, None, field, message)


def test_a_fact_needs_its_sentence() -> None:
    reading = read(
        f"bank: b\ntitle: B\nfacts:\n  F1: {{paragraph: P1}}\n{ONE}    fact: F1\n".replace(
            "e}", "e, fact: F1}"
        ).replace("    fact: F1\n", "")
    )
    assert brief(only(reading)) == (
        "error",
        4,
        None,
        "facts.F1.says",
        "A fact needs a text “says”, and F1 has none.",
    )


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("autor: me", "A bank has no “autor”; it is left out.", "Did you mean “author”?"),
        ("Title: B", "A bank has no “Title”; it is left out.", "Did you mean “title”?"),
        (
            "zzzzzzzzzz: me",
            "A bank has no “zzzzzzzzzz”; it is left out.",
            "Names here: author, bank, description, facts, foreign, language, level, licence, questions, source, "
            "subject, terms, title.",
        ),
    ],
)
def test_an_unknown_name_comes_with_the_known_one_that_it_resembles(line: str, message: str, hint: str) -> None:
    problem = only(read(f"bank: b\ntitle: B\n{line}\n{ONE}"))
    assert (problem.severity, problem.line, problem.column, problem.message, problem.hint) == (
        "warning",
        3,
        1,
        message,
        hint,
    )


@pytest.mark.parametrize(
    ("lines", "line", "field", "message", "hint"),
    [
        (
            ("prompt: a", "accept: [b]", "explanation: c", "fact: F2"),
            5,
            "fact",
            "The fact “F2” is not in the list of facts.",
            "Did you mean “F1”?",
        ),
        (
            ("prompt: a", "accept: [b]", "explanation: c", "term: x-ray"),
            5,
            "term",
            "The term “x-ray” is not in the list of terms.",
            "Add it under terms: at the top.",
        ),
        (
            ("prompt: a", "accept: [b]", "explanation: c", "fact: F1", "term: density"),
            6,
            "term",
            "The question names a fact and a term; it can be about one of them only.",
            "Delete “fact” or “term”; write two questions if both are worth asking.",
        ),
        (
            ("prompt: a", "accept: [b]", "explanation: c", "source: P9"),
            5,
            "source",
            "“source” must be a group of named values, and it is a text.",
            "",
        ),
        (
            ("prompt: a", "accept: [b]", "explanation: c", "tags: [[x]]"),
            5,
            "tags",
            "“tags” must be a list of words.",
            "Write, for example: tags: [cold war, trade]",
        ),
        (
            ("accept: [b]", "explanation: c"),
            0,
            "prompt",
            "The question has no prompt.",
            "Write what the student is asked.",
        ),
    ],
)
def test_an_error_in_a_question_leaves_it_out_and_reads_the_others(
    lines: tuple[str, ...], line: int, field: str, message: str, hint: str
) -> None:
    reading = read(three(short(*lines)))
    assert ids(reading) == ["first", "last"]
    assert brief(only(reading)) == ("error", SECOND_LINE + line, "second", field, message)
    assert only(reading).hint == hint


def test_a_problem_of_a_kind_stands_at_the_exact_place() -> None:
    choice = (
        "  - id: second\n    kind: choice\n    prompt: a\n    explanation: b\n    options:\n"
        "      - {text: c, right: yes}\n      - {why: d}\n      - {text: e, why: f, weight: heavy}\n"
    )
    reading = read(three(choice))
    assert [(p.line, p.column, p.question, p.field) for p in reading.problems] == [
        (SECOND_LINE + 6, 9, "second", "options[2].text"),
        (SECOND_LINE + 7, 35, "second", "options[3].weight"),
    ]


def test_kinds_are_checked_and_the_nearest_is_named() -> None:
    problem = only(read(three(SOUND.replace("short_answer", "short_anser"))))
    assert brief(problem) == ("error", SECOND_LINE + 1, "second", "kind", "There is no kind “short_anser”.")
    assert problem.hint == "Did you mean “short_answer”?"
    problem = only(read(three(SOUND.replace("    kind: short_answer\n", ""))))
    assert brief(problem) == ("error", SECOND_LINE, "second", "kind", "The question has no “kind”.")


@pytest.mark.parametrize("name", ["h 4", "h/4", "ä", "-a", "a" * 65])
def test_ids_have_plain_characters_or_are_those_of_another_program(name: str) -> None:
    reading = read(three(SOUND.replace("second", name)))
    assert ids(reading) == ["first", name, "last"]
    problem = only(reading)
    assert (problem.severity, problem.field, problem.code) == ("warning", "id", "question.id")
    assert problem.line == SECOND_LINE


@pytest.mark.parametrize("name", ["a" * 121, '"a\\u200bb"'])
def test_an_id_that_cannot_be_kept_is_an_error(name: str) -> None:
    reading = read(three(SOUND.replace("second", name)))
    assert ids(reading) == ["first", "last"]
    assert (only(reading).severity, only(reading).code) == ("error", "question.id")


def test_extras_and_title_are_kept_and_a_slip_in_the_extras_costs_nothing_else() -> None:
    more = SOUND + """    title: Water\n    extras: '{"gift": "::x:: {T}", "n": 1}'\n"""
    found = read(three(more)).bank
    assert found is not None
    kept = found.questions[1]
    assert (kept.title, kept.extras) == ("Water", {"gift": "::x:: {T}", "n": 1})
    reading = read(three(SOUND + "    extras: '[1'\n"))
    assert (ids(reading), only(reading).severity, only(reading).code) == (
        ["first", "second", "last"],
        "warning",
        "question.extras",
    )


def test_an_id_that_stands_twice_names_both_lines() -> None:
    reading = read(three(SOUND.replace("second", "first")))
    assert ids(reading) == ["first", "last"]
    first = HEAD.count("\n") + 1
    message = f"The id “first” is used twice: in line {first} and in line {SECOND_LINE}."
    assert brief(only(reading)) == ("error", SECOND_LINE, "first", "id", message)


def test_a_question_without_an_id_is_named_by_its_number() -> None:
    reading = read(three(SOUND.replace("id: second\n    ", "")))
    assert ids(reading) == ["first", "last"]
    assert brief(only(reading)) == ("error", SECOND_LINE, None, "id", "Question 2 has no id.")


def test_something_else_between_questions() -> None:
    reading = read(three("  - just a text\n"))
    assert ids(reading) == ["first", "last"]
    assert brief(only(reading)) == ("error", SECOND_LINE, None, "", "Question 2 has no names and values.")


def test_a_twin_is_a_warning_with_both_names() -> None:
    reading = read(bank(FIRST, SOUND, SOUND.replace("second", "third").replace("What is", "what  IS"), LAST))
    assert ids(reading) == ["first", "second", "third", "last"]
    message = f"This asks the same in the same words as question second in line {SECOND_LINE}."
    assert brief(only(reading)) == ("warning", SECOND_LINE + 5, "third", "", message)


def test_facts_and_terms_that_nobody_asks_about() -> None:
    reading = read(bank(SOUND))
    assert [brief(problem)[:2] + brief(problem)[4:] for problem in reading.problems] == [
        ("warning", 4, "No question asks about the fact “F1”."),
        ("warning", 6, "No question asks about the term “density”."),
    ]


def test_a_question_with_an_error_still_asks_for_its_fact() -> None:
    reading = read(bank(FIRST.replace("answer: true", "answer: maybe"), LAST))
    assert [problem.field for problem in reading.problems] == ["answer"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This file is empty."),
        ("# nothing\n", "This file is empty."),
        ("Dear colleagues", "This is not a bank file."),
        ("- a\n- b\n", "This is not a bank file."),
    ],
)
def test_what_is_no_bank_is_refused(text: str, message: str) -> None:
    reading = read(text)
    assert (reading.bank, only(reading).message) == (None, message)


@pytest.mark.parametrize("questions", ["", "questions:\n", "questions: []\n"])
def test_a_bank_without_questions(questions: str) -> None:
    problem = only(read("bank: b\ntitle: B\n" + questions))
    assert (problem.severity, problem.field, problem.message) == (
        "error",
        "questions",
        "The bank has no questions.",
    )


def test_a_file_of_more_than_2_mb_is_not_even_looked_at() -> None:
    problem = only(read_bank(b"x" * (MOST_BYTES + 1), "x"))
    assert (problem.code, problem.message) == ("file.size", "This file has 2.0 MB; a bank file may have 2 MB.")
