"""The nightly work erases what is due, and the admin page knows how old the newest backup is."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.accounts.people import account, change, user
from tests.conftest import START, Clock
from tests.study.pupil import Pupil
from webapp.admin.health import Backups
from webapp.app import build_app
from webapp.backups.cli import EXTENSION
from webapp.backups.nightly import record
from webapp.database import transaction
from webapp.migrating import engine_of

DAY = 86_400_000  # ms


def run_all(app: Flask, now: int) -> dict[str, int]:
    """Each step as the command runs it, until nothing is left."""
    counts: dict[str, int] = {}
    with app.app_context():
        for name, hook in app.extensions[EXTENSION].items():
            counts[name] = 0
            while True:
                with transaction() as session:
                    part = hook(session, now)
                if not part:
                    break
                counts[name] += part
    return counts


def test_the_nightly_work_erases_accounts_guests_and_counters_whose_time_is_over(app: Flask, clock: Clock) -> None:
    leaving, staying = account(app, "leaving"), account(app, "staying")
    change(app, leaving, delete_after=START + 7 * DAY)
    guest = Pupil(app, clock)
    assert run_all(app, START + 7 * DAY - 1) == dict.fromkeys(app.extensions[EXTENSION], 0)
    found = run_all(app, START + 31 * DAY)
    assert (found["deleted accounts"], found["guests"]) == (1, 1)
    assert [user(app, each).anonymised_at is None for each in (leaving, staying, guest.id)] == [False, True, False]
    assert user(app, leaving).name is None
    assert run_all(app, START + 31 * DAY) == dict.fromkeys(app.extensions[EXTENSION], 0)


def test_guests_stay_as_long_as_the_host_says(app: Flask, environment: dict[str, str], clock: Clock) -> None:
    guest = Pupil(app, clock)
    other = build_app({**environment, "GUEST_DAYS": "60"})
    try:
        assert run_all(other, START + 59 * DAY)["guests"] == 0
        assert run_all(other, START + 61 * DAY)["guests"] == 1
    finally:
        engine_of(other).dispose()
    assert user(app, guest.id).token_hash is None


def test_logs_go_before_the_people_whose_they_were(app: Flask) -> None:
    assert list(app.extensions[EXTENSION]) == ["long logs", "guests", "deleted accounts", "logins", "counters"]


def test_the_admin_page_is_told_when_the_work_last_went_well(
    app: Flask, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    with app.test_request_context():
        assert app.extensions["backups"]() == Backups(None, None)
        record(tmp_path, clock.now - DAY, [])
        assert app.extensions["backups"]() == Backups(None, DAY)
