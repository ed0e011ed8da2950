"""How good the forecasts were: shown from two hundred reviews on."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import Clock
from tests.progress.counting import Row, standing
from tests.progress.learners import give_past
from tests.progress.reading import browser_of, headings, pictures, table
from tests.study.pupil import Pupil
from webapp.database import db
from webapp.memory.history import steps_of
from webapp.memory.log import LogRow
from webapp.memory.schedule import Options
from webapp.progress.forecasts import MOST, newest_forecasts

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
        found, since = newest_forecasts(db.session.connection(), old_hand.id, Options())
        db.session.rollback()
    expected = by_hand(old_hand.log(), since)
    assert sorted((each.chance, each.is_right) for each in found) == sorted(expected)
    assert MOST * 0.8 <= len(found) <= MOST * 1.2
    newest = sorted(row["local_day"] for row in standing(old_hand.log()) if row["activity"] == "review")[-MOST]
    assert since <= newest


def test_groups_add_up_and_say_what_was_expected(app: Flask, old_hand: Pupil) -> None:
    client = browser_of(app, old_hand)
    client.get("/progress/forecasts")
    rows = table(client, CAPTION)
    with app.app_context():
        found, _since = newest_forecasts(db.session.connection(), old_hand.id, Options())
        db.session.rollback()
    assert sum(int(row[1]) for row in rows) == len(found)
    expected = round(100 * sum(each.chance for each in found) / len(found))
    happened = round(100 * sum(each.is_right for each in found) / len(found))
    assert headings(client)[0] == f"Expected {expected} %, happened {happened} %"
    assert f"Forecast against result in {len(rows)} groups" in pictures(client)[0]
