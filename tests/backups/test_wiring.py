"""The real nightly command on rows whose time is over, and what /admin is told of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from tests.backups.house import House
from tests.clock import START
from webapp.accounts.models import LoginSession, OneTimeCode, RateCount, User
from webapp.admin.health import Backups
from webapp.backups.cli import add_retention
from webapp.study import retention
from webapp.study.models import Review

pytestmark = pytest.mark.slow  # copies whole databases and opens the copies

DAY = 86_400_000
HOUR = 3_600_000
NOW = START + 31 * DAY
MONTH = 30 * DAY
NAMES = ("long logs", "guests", "deletions", "counters", "logins", "uploads")
KEPT = [11, 13, 14]  # of those below, and none of the three guests of the house


def person(number: int, **more: Any) -> dict[str, Any]:
    own = {"id": number, "role": "student", "name": f"n{number}", "name_key": f"n{number}", "zone": "UTC"}
    return {**own, "created_at": START, "delete_after": None, **more}


def login(ends: int) -> dict[str, Any]:
    own = {"user_id": 14, "created_at": START, "seen_at": START, "idle_ms": DAY, "is_shared": False, "label": ""}
    return {**own, "token_hash": f"{ends}", "expires_at": ends}


def code(ends: int) -> dict[str, Any]:
    own = {"user_id": 14, "purpose": "reset", "created_at": START, "bound_to": ""}
    return {**own, "code_hash": f"{ends}", "expires_at": ends}


ROWS: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
    (User, [person(11, role="guest", created_at=NOW - MONTH), person(12, delete_after=NOW)]),
    (User, [person(13, delete_after=NOW + 1), person(14)]),
    (RateCount, [{"key": f"k{late}", "window_start": NOW - DAY - late, "count": 1} for late in (0, 1, 2)]),
    (LoginSession, [login(NOW - MONTH - late) for late in (0, 1)]),
    (OneTimeCode, [code(NOW - MONTH - late) for late in (0, 1)]),
)


@pytest.fixture(autouse=True)
def _late(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A month later; the first guest of the house has a log that counts as long."""
    monkeypatch.setattr(retention, "SHORT", 2)
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    app.config["CLOCK"] = lambda: NOW
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        for model, rows in ROWS:
            connection.execute(insert(model), rows)
    house.home.engine.dispose()


def nightly(house: House) -> tuple[int, list[str]]:
    """Exit code, and the lines of retention."""
    exit_code, lines = house.run("nightly")
    return exit_code, [line for line in lines if line.split(":")[0] in NAMES]


def people_left(house: House) -> list[int]:
    asked = select(User.id).where(User.anonymised_at.is_(None)).order_by(User.id)
    with house.home.engine.connect() as connection:
        return list(connection.execute(asked).scalars())


def test_nightly_drops_what_is_over_in_this_order(app: Flask, house: House) -> None:
    dropped = ["long logs: 4 dropped", "guests: 3 dropped", "deletions: 1 dropped", "counters: 2 dropped"]
    assert nightly(house) == (0, [*dropped, "logins: 2 dropped", "uploads: 0 dropped"])
    assert people_left(house) == KEPT
    sums = house.sums
    left = [sums[name].rows for name in ("review", "card", "rate_count", "login_session", "one_time_code")]
    assert left == [0, 0, 1, 1, 1]
    assert nightly(house) == (0, [f"{name}: 0 dropped" for name in NAMES])


def test_guest_days_says_how_long_guests_stay(app: Flask, house: House) -> None:
    app.config["CLOCK"] = lambda: START + 30 * DAY - 1  # the house's setting is the default
    assert nightly(house)[1][:2] == ["long logs: 0 dropped", "guests: 0 dropped"]
    assert people_left(house) == [1, 2, 3, 11, 12, 13, 14]


def test_a_step_that_fails_stops_no_other_and_is_undone(app: Flask, house: House) -> None:
    def broken(session: Session, _now: int) -> int:
        session.execute(delete(Review))
        raise ValueError("with a learner's words in it")

    add_retention(app, "long logs", broken)
    exit_code, lines = nightly(house)
    assert (exit_code, lines[0]) == (1, "long logs: failed: ValueError")
    assert lines[1:4] == ["guests: 3 dropped", "deletions: 1 dropped", "counters: 2 dropped"]
    assert people_left(house) == KEPT
    with app.app_context():
        assert app.extensions["backups"]() == Backups(0, None, failed=("long logs",))


def test_the_admin_page_is_told_how_old_they_are(app: Flask, house: House) -> None:
    with app.app_context():
        assert app.extensions["backups"]() == Backups(None, None)
        nightly(house)
        app.config["CLOCK"] = lambda: NOW + 5 * HOUR
        assert app.extensions["backups"]() == Backups(5 * HOUR, 5 * HOUR)
        house.run("nightly", "--without-backup")
        assert app.extensions["backups"]() == Backups(5 * HOUR, 0, is_elsewhere=True)
        app.config["CLOCK"] = lambda: NOW + 54 * HOUR
        assert app.extensions["backups"]().is_late is True
