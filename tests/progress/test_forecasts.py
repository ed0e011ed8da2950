"""How good the forecasts were: shown from two hundred reviews on."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import Clock
from tests.database_guard import Guard
from tests.progress.counting import Row, keep, standing
from tests.progress.learners import FORGETFUL, give_past
from tests.progress.reading import browser_of, headings, pictures, table
from tests.study.pupil import Pupil
from webapp.database import db, transaction
from webapp.memory.history import steps_of
from webapp.memory.log import LogRow
from webapp.memory.schedule import Options
from webapp.progress.checking import keep_everybody
from webapp.progress.kept_forecasts import MOST, _logs_of, keep_forecasts, newest_forecasts
from webapp.progress.models import KeptForecasts
from webapp.study import deeds

CAPTION = "Forecast and result, by group"


def test_with_few_reviews_it_says_how_many_are_missing(app: Flask, clock: Clock, pupil: Pupil) -> None:
    load(app, recall_bank(1))
    for days in (0, 3, 5):
        clock.advance(days=days)
        pupil.answer(question_ids(app)["q1"])
    client = browser_of(app, pupil)
    client.get("/progress/forecasts")
    assert headings(client) == ["Not enough reviews yet: 198 more"]
    assert pictures(client) == []


@pytest.fixture
def old_hand(app: Flask, pupil: Pupil) -> Pupil:
    give_past(app, pupil, cards=40, days=200)
    return pupil


def by_hand(log: list[Row], since: int) -> list[tuple[float, bool]]:
    """Each card replayed step by step."""
    found = []
    for question_id in {row["question_id"] for row in log}:
        rows = [LogRow(*(row[name] for name in LogRow.__slots__)) for row in log if row["question_id"] == question_id]
        found += [
            (step.chance, step.row.rating > 1)
            for step in steps_of(rows, Options())
            if step.chance is not None and step.was_review and step.row.local_day >= since
        ]
    return found


def test_forecasts_are_those_of_the_replay(app: Flask, old_hand: Pupil) -> None:
    with app.app_context():
        found, since = newest_forecasts(db.session.connection(), old_hand.id, old_hand.today, Options())
        db.session.rollback()
    expected = by_hand(old_hand.log(), since)
    assert sorted((each.chance, each.is_right) for each in found) == sorted(expected)
    assert MOST * 0.8 <= len(found) <= MOST * 1.2
    newest = sorted(row["local_day"] for row in standing(old_hand.log()) if row["activity"] == "review")[-MOST]
    assert since <= newest


def seen(app: Flask, pupil: Pupil, options: Options | None = None) -> tuple[list[tuple[float, bool]], int]:
    with app.app_context():
        found, since = newest_forecasts(db.session.connection(), pupil.id, pupil.today, options or Options())
        db.session.rollback()
    return sorted((each.chance, each.is_right) for each in found), since


def replayed(app: Flask, pupil: Pupil) -> tuple[list[tuple[float, bool]], int]:
    """As if nothing had been kept."""
    with app.app_context():
        with transaction() as session:
            kept = session.execute(select(KeptForecasts.__table__)).mappings().all()
            session.execute(delete(KeptForecasts))
        found = seen(app, pupil)
        with transaction() as session:
            for row in kept:
                session.execute(insert(KeptForecasts), dict(row))
    return found


def night(app: Flask, clock: Clock) -> str:
    with app.app_context():
        keep_everybody(clock.now)
        return keep_forecasts(clock.now)


def kept_days(app: Flask) -> list[tuple[int, int]]:
    with app.app_context():
        found = [(row[0], row[1]) for row in db.session.execute(select(KeptForecasts.since, KeptForecasts.until))]
        db.session.rollback()
    return found


def assert_by_hand(app: Flask, pupil: Pupil) -> None:
    found, since = seen(app, pupil)
    assert found == sorted(by_hand(pupil.log(), since))


def test_what_is_kept_is_what_a_replay_gives_whatever_comes_after(app: Flask, clock: Clock, old_hand: Pupil) -> None:
    before = seen(app, old_hand)
    assert night(app, clock) == "1 learners' forecasts kept"
    assert night(app, clock) == "0 learners' forecasts kept"  # nothing has changed
    [(since, until)] = kept_days(app)
    assert (since, until) == (before[1], max(row["local_day"] for row in old_hand.log()) + 1)
    assert seen(app, old_hand) == before
    first, second, third, *_others = question_ids(app).values()
    old_hand.answer(first)
    assert_by_hand(app, old_hand)
    old_hand.undo()
    with app.app_context(), transaction() as session:
        deeds.reset(session, old_hand.learner, [(second, "")], now=clock.now, options=Options())
    assert seen(app, old_hand) == replayed(app, old_hand)  # what came before a new beginning is no part of it
    clock.advance(days=9)
    old_hand.answer(third, rating=1)
    assert seen(app, old_hand) == replayed(app, old_hand)
    old_hand.answer(first, answered_at=clock.now - 8 * 86_400_000, issued_at=clock.now - 8 * 86_400_000)  # late
    assert seen(app, old_hand) == replayed(app, old_hand)
    night(app, clock)
    assert kept_days(app)[0][1] == old_hand.today + 1
    assert seen(app, old_hand) == replayed(app, old_hand)


def test_what_is_kept_is_read_and_cards_that_rest_are_not_replayed(
    app: Flask, clock: Clock, old_hand: Pupil, guard: Guard
) -> None:
    night(app, clock)
    clock.advance(days=1)
    old_hand.answer(next(iter(question_ids(app).values())))
    with app.app_context():
        logs = _logs_of(db.session.connection(), old_hand.id, old_hand.today)
        db.session.execute(update(KeptForecasts).values(found=[]), execution_options={"write": True})
        found, _since = newest_forecasts(db.session.connection(), old_hand.id, old_hand.today, Options())
        db.session.rollback()
    guard.faults.clear()
    assert len(logs) == 1
    assert 0 < len(found) < 30  # of the one card alone


def test_other_parameters_are_other_forecasts(app: Flask, clock: Clock, old_hand: Pupil) -> None:
    others = Options(parameters=FORGETFUL)
    before = seen(app, old_hand, others)
    night(app, clock)
    assert seen(app, old_hand, others) == before != seen(app, old_hand)


def test_a_day_counted_anew_takes_its_forecasts_along(app: Flask, clock: Clock, old_hand: Pupil) -> None:
    night(app, clock)
    late = clock.now - 3 * 86_400_000
    old_hand.answer(next(iter(question_ids(app).values())), answered_at=late, issued_at=late)
    keep(app, old_hand.id)
    assert kept_days(app) == []
    assert_by_hand(app, old_hand)


def test_groups_add_up_and_say_what_was_expected(app: Flask, old_hand: Pupil) -> None:
    client = browser_of(app, old_hand)
    client.get("/progress/forecasts")
    rows = table(client, CAPTION)
    with app.app_context():
        found, _since = newest_forecasts(db.session.connection(), old_hand.id, old_hand.today, Options())
        db.session.rollback()
    assert sum(int(row[1]) for row in rows) == len(found)
    expected = round(100 * sum(each.chance for each in found) / len(found))
    happened = round(100 * sum(each.is_right for each in found) / len(found))
    assert headings(client)[0] == f"Expected {expected} %, happened {happened} %"
    assert f"Forecast against result in {len(rows)} groups" in pictures(client)[0]
