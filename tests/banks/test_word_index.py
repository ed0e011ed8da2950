"""The words of questions: which they are, and that they follow what the questions say."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.banks.files import asked, bank_file, load, question_ids
from webapp.banks.models import Question, QuestionWord
from webapp.banks.word_index import (
    LONGEST,
    catch_up,
    folded_text,
    index_questions,
    searched_words,
    tag_word,
    words_of,
)
from webapp.database import db, transaction
from webapp.kinds.registry import kind_named


def content(**raw: object) -> dict[str, object]:
    made, problems = kind_named(str(raw["kind"])).validate(raw)
    assert made is not None, problems
    return made


def words(app: Flask, question_id: int) -> set[str]:
    with app.app_context():
        found = set(db.session.scalars(select(QuestionWord.word).where(QuestionWord.question_id == question_id)).all())
        db.session.rollback()
    return found


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Pyongyang", "pyongyang"),
        ("Élysée", "elysee"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("ＤＰＲＫ", "dprk"),
        ("한국", "한국"),
        ("Ærø", "aero"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert folded_text(text) == folded


def test_question_and_answer_stand_in_the_index_and_explanations_do_not() -> None:
    said = content(
        kind="choice",
        prompt="Which *pact* is it?",
        format="markdown",
        options=[
            {"text": "Neutrality", "right": "yes", "why": "hidden reason"},
            {"text": "A promise_once", "why": "another"},
        ],
        explanation="Explained here.",
        hint="Hinted",
    )
    assert words_of(said, ["Cold War", "§"]) == {
        *("which", "pact", "is", "it", "neutrality", "a", "promise", "once"),
        "#coldwar",
    }


def test_of_html_the_marks_are_no_words() -> None:
    said = content(kind="short_answer", prompt="<p>Caf&eacute;<b>s</b></p>", format="html", accept=["R&amp;D"])
    assert words_of(said) == {"cafe", "s", "r", "d"}


def test_a_long_word_is_cut() -> None:
    said = content(kind="short_answer", prompt="x" * 60, accept=["y"])
    assert words_of(said) == {"x" * LONGEST, "y"}
    assert searched_words("x" * 60) == ("x" * LONGEST,)


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("North  Korea", ("north", "korea")),
        ("kor KOREA korea", ("korea",)),
        ("#Cold, war", ("#cold", "war")),
        ("?!", ()),
        ("a b c d e f g h i j", ("a", "b", "c", "d", "e", "f", "g", "h")),
    ],
)
def test_what_somebody_looks_for(typed: str, looked_for: tuple[str, ...]) -> None:
    assert searched_words(typed) == looked_for


def test_a_tag_is_one_word() -> None:
    assert [tag_word(text) for text in ("Cold War", "#cold-war", " § ")] == ["#coldwar", "#coldwar", ""]


def test_the_index_follows_the_questions(app: Flask) -> None:
    load(app, bank_file([asked("q1", "short_answer", prompt="Old word", accept=["same"])]))
    number = question_ids(app)["q1"]
    assert words(app, number) == {"old", "word", "same"}
    load(app, bank_file([asked("q1", "short_answer", prompt="New word", accept=["same"])]))
    assert words(app, number) == {"new", "word", "same"}


def test_what_was_changed_past_the_services_is_caught_up_with(app: Flask) -> None:
    load(app, bank_file([asked("q1", "short_answer", prompt="A word", accept=["same"]), asked("q2")]))
    number = question_ids(app)["q1"]
    with app.app_context(), transaction() as session:
        session.execute(update(Question).where(Question.id == number).values(indexed_version_id=0))
    with app.app_context():
        assert catch_up(0) == "1 questions indexed"
        assert catch_up(0) == "0 questions indexed"
    assert words(app, number) == {"a", "word", "same"}


def test_what_is_indexed_already_costs_one_statement(app: Flask, guard) -> None:  # type: ignore[no-untyped-def]
    load(app, bank_file([asked("q1"), asked("q2")]))
    with app.app_context(), transaction() as session:
        guard.statements.clear()
        assert index_questions(session) == 0
        assert len(guard.statements) == 1
