"""Long logs whose time is over go bit by bit; nobody else's row does."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from tests.conftest import START, Clock
from tests.meanwhile import meanwhile
from tests.study.lives import DAY, cards
from tests.study.pupil import Pupil
from tests.study.test_ownership import rows
from webapp.accounts.models import User
from webapp.accounts.retention import purge_guests
from webapp.accounts.signup import NewAccount, make_account
from webapp.database import transaction
from webapp.study import retention
from webapp.study.keys import new_key
from webapp.study.models import Review
from webapp.study.retention import thin_out


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "SHORT", 2)
    monkeypatch.setattr(retention, "AT_ONCE", 4)


def with_rows(app: Flask, clock: Clock, count: int) -> Pupil:
    known = cards(app)
    pupil = Pupil(app, clock)
    pupil.answer(known[0], 3)
    pattern = {name: value for name, value in pupil.log()[0].items() if name != "seq"}
    more = [{**pattern, "id": new_key(START), "facet": str(number)} for number in range(1, count)]
    if more:
        with app.app_context(), transaction() as session:
            session.execute(insert(Review), more)
    return pupil


def run(app: Flask, now: int) -> list[int]:
    """Call it as the nightly work does: until nothing is left to do."""
    found: list[int] = []
    while not found or found[-1]:
        with app.app_context(), transaction() as session:
            found.append(thin_out(session, now, guest_days=30))
    return found


def test_a_long_log_of_a_guest_goes_in_parts(app: Flask, clock: Clock) -> None:
    old, short = with_rows(app, clock, 11), with_rows(app, clock, 2)
    clock.advance(days=20)
    fresh = with_rows(app, clock, 11)
    clock.advance(days=11)
    assert run(app, clock.now) == [4, 4, 3, 0]
    assert (len(old.log()), len(short.log()), len(fresh.log())) == (0, 2, 11)
    assert (old.states(), len(fresh.states())) == ({}, 1)
    with app.app_context(), transaction() as session:
        assert purge_guests(session, clock.now) == 2
    assert (old.log(), short.log(), len(fresh.log())) == ([], [], 11)


def test_nothing_goes_before_its_time(app: Flask, clock: Clock) -> None:
    pupil = with_rows(app, clock, 11)
    assert run(app, START + 30 * DAY) == [0]
    with app.app_context(), transaction() as session:
        session.execute(update(User).values(role="student", delete_after=START + 40 * DAY))
    assert run(app, START + 40 * DAY - 1) == [0]
    assert len(pupil.log()) == 11


def test_an_account_whose_days_are_over(app: Flask, clock: Clock) -> None:
    pupil = with_rows(app, clock, 5)
    with app.app_context(), transaction() as session:
        session.execute(update(User).values(role="student", delete_after=START))
    assert run(app, START) == [4, 0]
    assert (len(pupil.log()), pupil.states()) == (1, {})
    assert rows(app, User, "token_hash", "disabled_at") == [(None, START)]


def test_a_guest_who_is_saved_meanwhile_keeps_the_log(app: Flask, clock: Clock) -> None:
    pupil = with_rows(app, clock, 5)
    clock.advance(days=31)

    def save(session: Session) -> None:
        make_account(session, NewAccount("hana", None), guest_id=pupil.id, now=clock.now)

    with meanwhile(app, "EXISTS", save), app.app_context(), transaction() as session:
        assert thin_out(session, clock.now, guest_days=30) == 0
    assert (len(pupil.log()), rows(app, User, "name", "disabled_at")) == (5, [("hana", None)])


def test_a_guest_who_answers_meanwhile_keeps_the_log(app: Flask, clock: Clock) -> None:
    pupil = with_rows(app, clock, 5)
    clock.advance(days=31)
    again = {**pupil.log()[0], "id": new_key(clock.now), "facet": "9", "answered_at": clock.now}
    again.pop("seq")
    with meanwhile(app, "EXISTS", lambda session: session.execute(insert(Review), again)):
        assert run(app, clock.now) == [0]
    assert len(pupil.log()) == 6
