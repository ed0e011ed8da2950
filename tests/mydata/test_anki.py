"""/me/data/anki: one's own cards as a package, with their days and their history."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from typing import Any

from flask import Flask

from tests.banks.files import question_ids
from tests.client import Browser
from tests.conftest import Clock
from tests.mydata.people import guest
from tests.study.lives import DAY
from webapp.exchange import apkg

FIRST_DAY = 733_773  # 2010-01-01, from which the file counts


def rows_of(data: bytes, asked: str) -> list[tuple[Any, ...]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(archive.read("collection.anki2"))
        return database.execute(asked).fetchall()


def test_a_stranger_has_nothing_to_take_along(client: Browser) -> None:
    client.get("/banks")
    assert client.send("/me/data/anki").status_code == 404


def test_the_package_holds_what_was_answered_with_its_schedule_and_its_log(app: Flask, clock: Clock) -> None:
    pupil, client = guest(app, clock, answers=2)
    first, second, _unseen = question_ids(app).values()
    began = clock.now
    clock.now += 3 * DAY
    pupil.answer(first, 3)
    pupil.answer(second, 1)

    answer = client.send("/me/data/anki")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "recollect-cards-" in answer.headers["Content-Disposition"]
    data = answer.get_data()
    assert [each.external_id for each in apkg.read(data).questions] == ["q1", "q2"]  # the third would be given away

    known, failed = pupil.state(first), pupil.state(second)
    assert known and failed and failed.due_at
    expected = [
        (2, 2, known.due_day - FIRST_DAY, known.interval, 2, 0),
        (3, 1, failed.due_at // 1000, 0, 2, 1),
    ]
    assert rows_of(data, "SELECT type, queue, due, ivl, reps, lapses FROM cards ORDER BY id") == expected
    joined = "FROM revlog r JOIN cards c ON r.cid = c.id JOIN notes n ON c.nid = n.id ORDER BY r.id"
    log = rows_of(data, f"SELECT r.id, n.guid, r.ease {joined}")
    assert [(guid, ease) for _at, guid, ease in log] == [("q1", 3), ("q2", 3), ("q1", 3), ("q2", 1)]
    assert log[0][0] == began


def test_an_answer_that_was_taken_back_stays_out(app: Flask, clock: Clock) -> None:
    pupil, client = guest(app, clock, answers=1)
    first, *_others = question_ids(app).values()
    clock.now += DAY
    pupil.answer(first, 1)
    pupil.undo()
    assert rows_of(client.send("/me/data/anki").get_data(), "SELECT ease FROM revlog") == [(3,)]
