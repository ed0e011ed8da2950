"""Who claims something has it alone, until it is given back or runs out."""

from __future__ import annotations

from flask import Flask

from tests.accounts.people import rows
from tests.clock import START
from webapp.accounts.claims import claim, release
from webapp.accounts.models import RateCount
from webapp.database import transaction


def claims(app: Flask, key: str, *, now: int) -> bool:
    with app.app_context(), transaction() as session:
        return claim(session, key, lasting_ms=10, now=now)


def releases(app: Flask, key: str, *, claimed_at: int) -> None:
    with app.app_context(), transaction() as session:
        release(session, key, claimed_at=claimed_at)


def test_one_has_it_until_it_is_given_back(app: Flask) -> None:
    assert [claims(app, key, now=START) for key in ("a", "a", "b")] == [True, False, True]
    releases(app, "a", claimed_at=START)
    assert [row.key for row in rows(app, RateCount)] == ["b"]
    assert claims(app, "a", now=START)


def test_it_runs_out_and_whoever_is_late_takes_it_from_nobody(app: Flask) -> None:
    assert [claims(app, "a", now=START + after) for after in (0, 9, 10, 11)] == [True, False, True, False]
    releases(app, "a", claimed_at=START)
    assert not claims(app, "a", now=START + 19)
    assert claims(app, "a", now=START + 20)
