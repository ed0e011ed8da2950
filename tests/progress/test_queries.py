"""Figures from the database against counting the log by hand, whatever was kept before and taken back after."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.database_guard import Guard
from tests.progress.counting import (
    counted_by_day,
    counted_by_hour,
    figures_and_before,
    figures_by_day,
    figures_by_hour,
    keep,
)
from tests.study.lives import DAY, Deed, live, lives, merge
from tests.study.pupil import Pupil
from tests.study.test_hot_path import kinds, plans
from webapp.banks.models import Question
from webapp.database import db, transaction
from webapp.memory.days import local_day
from webapp.memory.figures import Figures, sum_of
from webapp.progress import keeping, queries
from webapp.study.models import Review

TODAY = local_day(START, "UTC")
CALM = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Where it is tomorrow, still yesterday, and where the clocks change within the days of these lives.
ZONES = ("Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Asuncion")


def assert_counted(app: Flask, pupil: Pupil) -> None:
    log, today = pupil.log(), pupil.today
    by_day = counted_by_day(log)
    assert figures_by_day(app, pupil.id, today) == by_day
    for since in (today - 400, today - 3, today):
        before = sum_of(figures for day, figures in by_day.items() if day < since)
        together = {0: before} if before.answers else {}
        late = {day: figures for day, figures in by_day.items() if day >= since}
        assert figures_and_before(app, pupil.id, today, since) == together | late
    for since in (0, today - 6):
        hours = figures_by_hour(app, pupil.id, today, since)
        assert {hour: (each.answers, each.again) for hour, each in hours.items()} == counted_by_hour(log, since)


@CALM
@given(lives(most=14), st.sampled_from(ZONES), st.data())
def test_figures_are_those_of_the_log_whenever_days_were_kept(
    app: Flask, clock: Clock, deeds: list[Deed], zone: str, data: st.DataObject
) -> None:
    """Kept after part of what was done, and looked at after all of it: answers, undos and claims come in between, some
    of them about days that were kept."""
    until = data.draw(st.integers(0, len(deeds)))
    pupil = live(app, clock, deeds[:until], zone=zone)
    keep(app, pupil.id)
    assert_counted(app, pupil)
    again = live(app, clock, deeds, zone=zone)
    merge(app, again, pupil)  # a row that both hold is kept once; what came later arrives late
    assert_counted(app, pupil)
    keep(app, pupil.id)
    assert_counted(app, pupil)
    with app.app_context():
        assert keeping.check_days(db.session.connection(), pupil.id).wrong == 0
        assert pupil.id not in keeping.behind(db.session.connection())
        db.session.rollback()


def test_an_answer_taken_back_after_its_day_was_kept(app: Flask, clock: Clock, pupil: Pupil) -> None:
    load(app, recall_bank(2))
    pupil.answer(question_ids(app)["q1"])
    clock.advance(days=1)
    assert keep(app, pupil.id) == 1
    pupil.undo()
    assert figures_by_day(app, pupil.id, pupil.today) == {}
    assert keep(app, pupil.id) == 2
    assert figures_by_day(app, pupil.id, pupil.today) == {}


def test_a_void_row_taken_back_brings_its_answer_back(app: Flask, clock: Clock, pupil: Pupil) -> None:
    """No page does that; a log that was read from a file may have it."""
    load(app, recall_bank(1))
    pupil.answer(question_ids(app)["q1"])
    clock.advance(days=1)
    pupil.undo()
    keep(app, pupil.id)
    clock.advance(days=1)
    void = pupil.log()[-1]
    row = {**void, "id": "later", "voids": void["id"], "answered_at": clock.now, "local_day": pupil.today}
    del row["seq"]
    with app.app_context(), transaction() as session:
        session.execute(insert(Review), row)
    for _look in range(2):
        assert [each.answers for each in figures_by_day(app, pupil.id, pupil.today).values()] == [1]
        keep(app, pupil.id)


def test_an_answer_that_arrives_late_counts_on_its_own_day(app: Flask, clock: Clock, pupil: Pupil) -> None:
    load(app, recall_bank(2))
    first, second = question_ids(app).values()
    pupil.answer(first)
    clock.advance(days=3)
    keep(app, pupil.id)
    pupil.answer(second, issued_at=START, answered_at=START + 60_000)
    assert {day: each.answers for day, each in figures_by_day(app, pupil.id, pupil.today).items()} == {TODAY: 2}


def test_a_bank_and_a_topic_have_figures_of_their_own(app: Flask, clock: Clock, pupil: Pupil) -> None:
    load(app, recall_bank(2))
    load(app, recall_bank(1, slug="other"))
    for question_id in question_ids(app).values():
        pupil.answer(question_id)
    (other,) = question_ids(app, "other").values()
    pupil.answer(other, 1)
    clock.advance(days=1)
    for _round in range(2):
        with app.app_context():
            bank, topic = db.session.execute(select(Question.bank_id, Question.topic).where(Question.id == other)).one()
            db.session.rollback()
        for about in ({"bank_id": bank}, {"bank_id": bank, "topic": topic}):
            found = figures_by_day(app, pupil.id, pupil.today, **about)
            assert found == {TODAY: Figures(answers=1, duration_ms=4000, again=1)}
        assert figures_by_day(app, pupil.id, pupil.today, bank_id=bank, topic="no such topic") == {}
        keep(app, pupil.id)


def test_days_that_were_made_before_the_log_grew_are_not_kept(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(2))
    first, second = question_ids(app).values()
    pupil.answer(first)
    with app.app_context():
        made = keeping.made_for(db.session.connection(), pupil.id)
        db.session.rollback()
    assert made is not None
    pupil.answer(second)
    with app.app_context(), transaction() as session:
        assert keeping.keep(session.connection(), pupil.id, made) == 0
        assert queries.days_kept(session.connection(), pupil.id) == {}


def test_everything_that_is_kept_can_be_dropped(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(1))
    pupil.answer(question_ids(app)["q1"])
    keep(app, pupil.id)
    with app.app_context(), transaction() as session:
        assert keeping.forget(session.connection(), pupil.id) == 1
        assert keeping.check_days(session.connection(), pupil.id) == (0, 0)


# --- cost -----------------------------------------------------------------------------------------------------------


def statements_of(app: Flask, guard: Guard, pupil: Pupil) -> list[str]:
    guard.statements.clear()
    figures_by_day(app, pupil.id, pupil.today)
    return kinds(guard.statements)


def test_figures_cost_the_same_statements_for_a_day_and_for_many(app: Flask, clock: Clock, guard: Guard) -> None:
    load(app, recall_bank(3))
    pupil = Pupil(app, clock)
    expected = [
        "select review",  # how many rows the log has of which day
        "select figured_day",  # and how many had been counted
        "select review",  # days of what was taken back lately
        "select review",  # what was taken back
        "select review",  # the answers of open days
        "select figured_day",  # the kept days
    ]
    for _day in range(3):
        for question_id in question_ids(app).values():
            pupil.answer(question_id)
        keep(app, pupil.id)
        clock.advance(days=1)
        assert statements_of(app, guard, pupil) == expected


@pytest.fixture
def on_sqlite(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("the plans are SQLite's; PostgreSQL reads small tables whole")


@pytest.mark.usefixtures("on_sqlite")
def test_every_statement_is_served_by_an_index(app: Flask, clock: Clock, guard: Guard) -> None:
    load(app, recall_bank(3))
    pupil = live(app, clock, [Deed(0, 0, START, 3, "a"), Deed(0, 0, START + DAY, "undo", "b")])
    guard.statements.clear()
    with app.app_context():
        connection = db.session.connection()
        wanted = queries.Wanted(pupil.id, TODAY, bank_id=1)
        counted = queries.counted_for(connection, wanted)
        queries.counted_for(connection, queries.Wanted(pupil.id, TODAY, bank_id=1, topic="t"))
        queries.days_and_before(connection, wanted, counted, since=TODAY)
        queries.hours_for(connection, wanted, counted, TODAY)
        queries.shelves_for(connection, pupil.id)
        queries.topics_for(connection, pupil.id)
        db.session.rollback()
    seen = [(statement, [1] * statement.count("?")) for statement in dict.fromkeys(guard.statements)]
    assert len(seen) == 11
    scanned = [line for _statement, lines in plans(app, seen) for line in lines if line.startswith("SCAN")]
    assert [line for line in scanned if "CONSTANT" not in line] == []
