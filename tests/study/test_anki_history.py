"""A log of Anki taken up by its owner: cards that are known here from then on."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.banks.files import asked, bank_file, load, question_ids
from tests.conftest import Clock
from tests.study.lives import DAY
from tests.study.pupil import OPTIONS, Pupil
from webapp.banks.models import Bank
from webapp.database import db
from webapp.memory.brought_log import KeptAnswer, KeptCard
from webapp.memory.fsrs import next_memory
from webapp.study.anki_history import Kept, take_up
from webapp.study.models import Enrolment


def bank(app: Flask) -> int:
    load(app, bank_file([asked("q1"), asked("q2"), asked("q3"), asked("q4", "self_graded", reversible="yes")]))
    with app.app_context():
        found = db.session.execute(select(Bank.id)).scalar_one()
        db.session.rollback()
    return int(found)


def answer(at: int, rating: int, interval: int, sort: int) -> KeptAnswer:
    return KeptAnswer(at, rating, interval, 0, 2500, 4000, sort)


def history(now: int) -> Kept:
    first = now - 20 * DAY
    log = [answer(first, 3, 2, 0), answer(first + 2 * DAY, 3, 30, 1)]
    return {
        ("q1", ""): (KeptCard(), log),
        ("q2", ""): (KeptCard(), []),  # new there, too
        ("q4", "backward"): (KeptCard(is_suspended=True), log),
        ("q9", ""): (KeptCard(), log),  # was left out of the bank
        ("q3", "forward"): (KeptCard(), log),  # asks something else here
    }


def take(app: Flask, pupil: Pupil, bank_id: int, kept: Kept) -> int:
    with app.app_context():
        return take_up(pupil.learner, bank_id, kept, now=pupil.clock.now, options=OPTIONS)


def test_cards_go_on_where_they_stood(app: Flask, clock: Clock) -> None:
    bank_id, pupil = bank(app), Pupil(app, clock, zone="Europe/Berlin")
    assert take(app, pupil, bank_id, history(clock.now)) == 2
    ids = question_ids(app)
    state = pupil.state(ids["q1"])
    memory = next_memory(next_memory(None, 3, 0, OPTIONS.parameters), 3, 2, OPTIONS.parameters)
    assert state is not None and state.memory == memory
    assert (state.phase, state.due_day, state.reps) == ("review", pupil.today - 18 + 30, 2)
    turned = pupil.state(ids["q4"], "backward")
    assert turned is not None and turned.suspended and turned.memory == memory
    assert {(row["activity"], row["rating"], row["zone"]) for row in pupil.log()} == {
        ("learn", 3, "Europe/Berlin"),
        ("review", 3, "Europe/Berlin"),
        ("suspend", 0, "Europe/Berlin"),
    }
    assert pupil.differences() == []


def test_the_same_log_again_changes_nothing_and_an_answer_here_comes_first(app: Flask, clock: Clock) -> None:
    bank_id, pupil = bank(app), Pupil(app, clock)
    pupil.answer(question_ids(app)["q1"], 1)
    assert take(app, pupil, bank_id, history(clock.now)) == 1
    rows, states = len(pupil.log()), pupil.states()
    assert take(app, pupil, bank_id, history(clock.now)) == 0
    assert (len(pupil.log()), pupil.states()) == (rows, states)


def test_the_bank_is_begun_with_the_first_answer_there(app: Flask, clock: Clock) -> None:
    bank_id, pupil = bank(app), Pupil(app, clock)
    take(app, pupil, bank_id, history(clock.now))
    with app.app_context():
        begun = db.session.execute(select(Enrolment.bank_id, Enrolment.started_at)).all()
        db.session.rollback()
    assert [tuple(row) for row in begun] == [(bank_id, clock.now - 20 * DAY)]


def test_a_card_that_was_taken_up_is_answered_undone_and_answered_late(app: Flask, clock: Clock) -> None:
    bank_id, pupil = bank(app), Pupil(app, clock)
    seeded: Kept = {("q1", ""): (KeptCard(interval=10, factor=2300, due_day=pupil.today - 1), [])}
    assert take(app, pupil, bank_id, seeded) == 1
    question = question_ids(app)["q1"]
    before = pupil.state(question)
    clock.now += DAY
    pupil.answer(question, 3)
    pupil.answer(question, 3, issued_at=clock.now - 60_000, answered_at=clock.now - 50_000)
    for _answer in range(2):
        clock.now += 1000
        pupil.undo()
    assert pupil.state(question) == before
    assert pupil.differences() == []
