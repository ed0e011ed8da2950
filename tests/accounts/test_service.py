"""Guests are made once, and keep what they chose."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row, select

from tests.accounts.people import account, change, user
from webapp.accounts.models import User
from webapp.accounts.queries import Known, user_by_token
from webapp.accounts.service import UnknownZone, change_preferences, guest_for_token, is_zone, keep_hash, token_hash
from webapp.database import db, reading, transaction

NOW = 1_795_514_400_000


def guest(app: Flask, token: str, *, zone: str = "Europe/Berlin", now: int = NOW) -> Known:
    with app.app_context(), transaction() as session:
        return guest_for_token(session, token, zone=zone, now=now)


def users(app: Flask) -> list[Row[Any]]:
    with app.app_context():
        found = list(db.session.execute(select(*User.__table__.columns).order_by(User.id)))
        db.session.rollback()
    return found


def test_the_database_keeps_a_hash_of_the_token_and_not_the_token(app: Flask) -> None:
    guest(app, "a token")
    (user,) = users(app)
    assert (user.token_hash, user.role, user.created_at, user.zone) == (
        hashlib.sha256(b"a token").hexdigest(),
        "guest",
        NOW,
        "Europe/Berlin",
    )


def test_a_guest_starts_with_the_defaults(app: Flask) -> None:
    known = guest(app, "a token")
    assert known == Known(known.id, "guest", "Europe/Berlin", 4, True, True)


def test_the_second_call_finds_the_guest_of_the_first_and_changes_nothing(app: Flask) -> None:
    first = guest(app, "a token")
    assert guest(app, "a token", zone="Asia/Tokyo", now=NOW + 1) == first
    assert [(user.zone, user.created_at) for user in users(app)] == [("Europe/Berlin", NOW)]


def test_another_token_is_another_guest(app: Flask) -> None:
    assert guest(app, "one").id != guest(app, "two").id


def test_a_token_finds_its_guest_and_nothing_else_does(app: Flask) -> None:
    known = guest(app, "a token")
    with app.app_context():
        found = [user_by_token(reading(), asked) for asked in (token_hash("a token"), token_hash("other"), "a token")]
        db.session.rollback()
    assert found == [known, None, None]


def test_preferences_are_those_of_one_learner(app: Flask) -> None:
    mine, other = guest(app, "mine"), guest(app, "other")
    with app.app_context(), transaction() as session:
        change_preferences(session, mine.id, zone="Asia/Seoul", has_shortcuts=False, has_intervals=False)
    assert [(user.zone, user.has_shortcuts, user.has_intervals) for user in users(app)] == [
        ("Asia/Seoul", False, False),
        (other.zone, True, True),
    ]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe/Berlin; DROP TABLE user", "../etc/passwd"])
def test_a_zone_that_nobody_knows_is_refused(app: Flask, zone: str) -> None:
    known = guest(app, "mine")
    with app.app_context(), pytest.raises(UnknownZone), transaction() as session:
        change_preferences(session, known.id, zone=zone, has_shortcuts=False, has_intervals=True)
    assert [(user.zone, user.has_shortcuts) for user in users(app)] == [("Europe/Berlin", True)]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("UTC", True), ("Europe/Berlin", True), ("US/Pacific", True), ("Europe", False), ("europe/berlin", False)],
)
def test_zones_are_those_of_the_zone_database(name: str, is_one: bool) -> None:
    is_zone("UTC")  # the database is read at the first call
    assert is_zone(name) is is_one


def test_a_password_changed_meanwhile_is_not_put_back_by_a_better_hash_of_the_old_one(app: Flask) -> None:
    user_id = account(app, "hana")
    change(app, user_id, password_hash="new")
    for before, kept in (("old", "new"), ("new", "better")):
        with app.app_context(), transaction() as session:
            keep_hash(session, user_id, "better", before=before)
        assert user(app, user_id).password_hash == kept
