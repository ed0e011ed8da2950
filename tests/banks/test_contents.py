"""What a version says is read from the database once."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import update

from tests.banks.files import asked, bank_file, load
from tests.database_guard import Guard
from webapp.banks.contents import VersionContent, content_of, forget_contents
from webapp.banks.models import Bank
from webapp.banks.queries import bank_for_user, questions_of_bank
from webapp.database import db, reading, transaction


def read(app: Flask) -> VersionContent:
    with app.app_context():
        bank = bank_for_user(db.session(), None, "science")
        assert bank is not None
        (_question, version), *_more = questions_of_bank(db.session(), bank.id)
        found = content_of(reading(), version.id)
        db.session.rollback()
    return found


def test_a_version_knows_its_question_and_its_bank(app: Flask) -> None:
    load(app, bank_file([asked("q1", topic="Light", fact="H1")], source={"title": "A book", "publisher": "A house"}))
    found = read(app)
    assert (found.number, found.external_id, found.topic, found.bank_title, found.bank_slug, found.kind) == (
        1,
        "q1",
        "Light",
        "Science",
        "science",
        "self_graded",
    )
    assert (found.bank_source, found.source["says"]) == (
        {"title": "A book", "publisher": "A house"},
        "What H1 says.",
    )


def test_it_is_asked_for_once_until_it_is_forgotten(app: Flask, guard: Guard) -> None:
    load(app, bank_file([asked("q1")]))
    with app.app_context():
        version_id = read(app).id
        forget_contents()
        guard.statements.clear()
        first = content_of(reading(), version_id)
        assert (content_of(reading(), version_id) is first, len(guard.statements)) == (True, 1)
        forget_contents()
        assert (content_of(reading(), version_id), len(guard.statements)) == (first, 2)
        db.session.rollback()


def test_labels_are_at_most_a_minute_old(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    load(app, bank_file([asked("q1")]))
    assert read(app).bank_title == "Science"
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(title="Nature"))
    assert read(app).bank_title == "Science"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert read(app).bank_title == "Nature"
