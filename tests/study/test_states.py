"""Counts over a learner's cards, for lists and summaries."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, bank_id, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil, reviewed
from webapp.database import db
from webapp.memory.days import local_day
from webapp.study import states
from webapp.study.states import BankState, Return

TODAY = local_day(START, "UTC")


def asked_for(app: Flask, name: str, *arguments: Any) -> Any:
    with app.app_context():
        found = getattr(states, name)(db.session.connection(), *arguments)
        db.session.rollback()
    return found


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    load(app, bank_file([asked("a", topic="Blood"), asked("b", topic="Blood"), asked("c", topic="Air")]))
    return question_ids(app)


def test_a_stranger_and_a_beginner_have_no_states(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    assert asked_for(app, "bank_states", None, TODAY) == {}
    assert asked_for(app, "bank_states", pupil.id, TODAY) == {}


def test_a_bank_counts_due_learned_and_begun(app: Flask, pupil: Pupil, other: Pupil, ids: dict[str, int]) -> None:
    pupil.keep(ids["a"], reviewed(TODAY, due_day=TODAY, last_day=TODAY - 3, right_days=3))
    pupil.keep(ids["b"], reviewed(TODAY, due_day=TODAY + 1, last_day=TODAY, right_days=2))
    other.keep(ids["c"], reviewed(TODAY, due_day=TODAY, last_day=TODAY - 3, right_days=3))
    bank = bank_id(app)
    assert asked_for(app, "bank_states", pupil.id, TODAY) == {bank: BankState(due=1, learned=1, started=2)}
    assert asked_for(app, "bank_states", pupil.id, TODAY + 1) == {bank: BankState(due=2, learned=1, started=2)}


def test_a_question_with_two_cards_is_one_question(app: Flask, pupil: Pupil) -> None:
    load(app, bank_file([asked("both", reversible="yes", back_prompt="What scatters?")]))
    (question_id,) = question_ids(app).values()
    for facet in ("forward", "backward"):
        pupil.keep(question_id, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 3, right_days=3), facet=facet)
    assert asked_for(app, "bank_states", pupil.id, TODAY) == {bank_id(app): BankState(due=2, learned=1, started=1)}


def test_a_card_set_aside_unseen_is_not_begun(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.set_aside(ids["a"])
    assert asked_for(app, "bank_states", pupil.id, TODAY + 9) == {}


def test_retired_questions_do_not_count(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    for name in ("a", "b"):
        pupil.keep(ids[name], reviewed(TODAY, due_day=TODAY, last_day=TODAY - 3, right_days=3))
    load(app, bank_file([asked("b", topic="Blood"), asked("c", topic="Air")]), now=START)
    assert asked_for(app, "bank_states", pupil.id, TODAY) == {bank_id(app): BankState(due=1, learned=1, started=1)}
    assert asked_for(app, "learned_by_topic", pupil.id, bank_id(app)) == [("Blood", 1, 1), ("Air", 0, 1)]
    assert asked_for(app, "due_by_day", pupil.id, TODAY) == {TODAY: 1}


def test_topics_stand_in_the_order_of_the_bank(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.keep(ids["c"], reviewed(TODAY, due_day=TODAY, last_day=TODAY, right_days=3))
    pupil.keep(ids["a"], reviewed(TODAY, due_day=TODAY, last_day=TODAY, right_days=2))
    bank = bank_id(app)
    assert asked_for(app, "learned_by_topic", pupil.id, bank) == [("Blood", 0, 2), ("Air", 1, 1)]
    assert asked_for(app, "learned_by_topic", None, bank) == [("Blood", 0, 2), ("Air", 0, 1)]


def test_answers_are_counted_by_the_day_they_were_given(
    app: Flask, pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    pupil.answer(ids["a"], 1)
    clock.advance(minutes=15)
    pupil.answer(ids["a"], 3)
    pupil.set_aside(ids["b"])
    clock.advance(days=2)
    pupil.answer(ids["b"], 3)
    pupil.undo()
    assert asked_for(app, "answers_by_day", pupil.id, TODAY) == {TODAY: 2, TODAY + 2: 1}
    assert asked_for(app, "answers_by_day", pupil.id, TODAY + 1) == {TODAY + 2: 1}


def test_due_cards_by_day_leave_out_what_waits_without_a_day(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.keep(ids["a"], reviewed(TODAY, due_day=TODAY - 2, last_day=TODAY - 9))
    pupil.keep(ids["b"], reviewed(TODAY, due_day=TODAY + 5, last_day=TODAY))
    pupil.keep(ids["c"], reviewed(TODAY, due_day=TODAY, last_day=TODAY, suspended=True))
    assert asked_for(app, "due_by_day", pupil.id, TODAY + 4) == {TODAY - 2: 1}
    assert asked_for(app, "due_by_day", pupil.id, TODAY + 5) == {TODAY - 2: 1, TODAY + 5: 1}


def test_when_the_cards_of_a_session_return(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["a"], 1)
    pupil.answer(ids["b"], 4)
    pupil.set_aside(ids["c"])
    failed, easy = pupil.state(ids["a"]), pupil.state(ids["b"])
    assert failed is not None and easy is not None
    assert sorted(asked_for(app, "returns_of", pupil.id, [(each, "") for each in ids.values()])) == sorted(
        [Return(failed.due_day, failed.due_at), Return(easy.due_day, None)], key=lambda each: each.due_day
    )
    assert asked_for(app, "returns_of", pupil.id, []) == []


def test_a_bank_without_a_word_of_it_in_the_table_is_not_in_the_states(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(1, slug="one"))
    load(app, recall_bank(1, slug="two"), position=1)
    pupil.answer(question_ids(app, "two")["q1"])
    assert asked_for(app, "bank_states", pupil.id, TODAY) == {bank_id(app, "two"): BankState(0, 0, 1)}
