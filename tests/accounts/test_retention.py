"""What goes when its time is over, to the day."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.accounts.people import PASSWORD, account, browser, change, hashed, logged_in, rows, user
from tests.clock import START, Clock
from tests.meanwhile import meanwhile
from tests.study.lives import cards
from tests.study.pupil import Pupil
from tests.web.world import build_world
from webapp.accounts import retention
from webapp.accounts.deletions import forget_guest
from webapp.accounts.limits import take
from webapp.accounts.models import LoginSession, OneTimeCode, RateCount, User
from webapp.accounts.resets import make_code
from webapp.accounts.retention import finish_deletions, purge_guests, purge_logins, purge_rate_counts
from webapp.accounts.signup import GuestGone, NewAccount, make_account
from webapp.database import transaction
from webapp.study.keys import new_key
from webapp.study.models import Card, Review

DAY = 86_400_000


def run(app: Flask, step: Callable[[Session, int], int], now: int) -> int:
    with app.app_context(), transaction() as session:
        return step(session, now)


def guests(app: Flask, *created: int) -> None:
    values = [{"role": "guest", "token_hash": f"t{at}", "created_at": at, "zone": "UTC"} for at in created]
    with app.app_context(), transaction() as session:
        session.execute(insert(User), values)


def test_a_guest_who_never_answered_goes_thirty_days_after_the_first_visit(app: Flask) -> None:
    guests(app, START, START + 1)
    assert run(app, purge_guests, START + 30 * DAY) == 0
    assert run(app, purge_guests, START + 30 * DAY + 1) == 1
    assert [(row.token_hash, row.anonymised_at) for row in rows(app, User)] == [
        (None, START + 30 * DAY + 1),
        (f"t{START + 1}", None),
    ]
    assert run(app, purge_guests, START + 30 * DAY + 1) == 0


def test_the_last_answer_counts_and_not_the_first(app: Flask, clock: Clock) -> None:
    world = build_world(app)
    clock.advance(days=20)
    world.guest.get("/study?bank=canary")
    form = next(form for form in world.guest.forms() if form.action == "/study/answer")
    assert world.guest.submit(form, choice="1", text="gas", blank="1").status_code == 303
    assert run(app, purge_guests, START + 31 * DAY) == 1  # the other one, who answered on the first day
    assert run(app, purge_guests, START + 50 * DAY) == 0
    assert run(app, purge_guests, START + 50 * DAY + 1000) == 1
    assert rows(app, Card) == []
    assert browser(app).get("/study?bank=canary").status_code == 200


def test_accounts_are_no_guests(app: Flask) -> None:
    account(app, "hana")
    assert run(app, purge_guests, START + 3650 * DAY) == 0


def test_many_go_in_parts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    guests(app, *range(START, START + 5))
    assert [run(app, purge_guests, START + 40 * DAY) for _ in range(4)] == [2, 2, 1, 0]


def test_a_deletion_is_finished_when_its_days_are_over(app: Flask) -> None:
    user_id = account(app, "hana", email="h@example.org")
    client = logged_in(app, user_id)
    change(app, user_id, delete_after=START + 7 * DAY, totp_secret="x", totp_confirmed_at=1)
    assert (run(app, finish_deletions, START + 7 * DAY - 1), run(app, finish_deletions, START + 7 * DAY)) == (0, 1)
    gone = user(app, user_id)
    kept = (
        gone.name,
        gone.name_key,
        gone.email,
        gone.email_key,
        gone.password_hash,
        gone.totp_secret,
        gone.display_name,
    )
    assert kept == (None, None, None, None, None, None, "")
    assert (gone.anonymised_at, rows(app, LoginSession)) == (START + 7 * DAY, [])
    assert client.get("/me/account").status_code == 303
    assert run(app, finish_deletions, START + 8 * DAY) == 0
    assert account(app, "hana") != user_id  # the name is free again


def test_counters_go_after_a_day(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        take(session.connection(), "k", limit=1, window_ms=1, now=START)
    assert [run(app, purge_rate_counts, START + DAY + late) for late in (0, 1, 2)] == [0, 1, 0]
    assert rows(app, RateCount) == []


def test_logins_and_codes_go_thirty_days_after_their_end(app: Flask) -> None:
    user_id = account(app, "hana")
    logged_in(app, user_id)
    with app.app_context(), transaction() as session:
        make_code(session, user_id, now=START)
    assert run(app, purge_logins, START + 60 * DAY) == 1
    assert (rows(app, OneTimeCode), len(rows(app, LoginSession))) == ([], 1)
    assert [run(app, purge_logins, START + 60 * DAY + late) for late in (1, 2)] == [1, 0]


def save(app: Flask, user_id: int) -> Callable[[Session], object]:
    """The guest becomes an account."""
    kept = hashed(PASSWORD)
    return lambda session: make_account(session, NewAccount("hana", kept), guest_id=user_id, now=app.config["CLOCK"]())


def test_a_guest_who_is_saved_while_others_are_erased_stays(app: Flask) -> None:
    guests(app, START, START + 1)
    first = rows(app, User)[0].id
    with meanwhile(app, "FROM review", save(app, first)) as found:
        assert run(app, purge_guests, START + 31 * DAY) == 1
    assert found == ["done"]
    assert [(row.name, row.anonymised_at is None) for row in rows(app, User)] == [("hana", True), (None, False)]


def test_a_guest_who_answers_while_others_are_erased_stays(app: Flask, clock: Clock) -> None:
    pupil = Pupil(app, clock)
    question = next(iter(cards(app)))
    pupil.answer(question, 3)
    clock.advance(days=31)
    again = {**pupil.log()[0], "id": new_key(clock.now), "answered_at": clock.now}
    again.pop("seq")
    with meanwhile(app, "FROM review", lambda session: session.execute(insert(Review), again)) as found:
        assert run(app, purge_guests, clock.now) == 0
    assert (found, len(pupil.log())) == (["done"], 2)


def test_a_guest_who_is_erased_is_no_account_afterwards(app: Flask) -> None:
    guests(app, START)
    user_id = rows(app, User)[0].id
    run(app, purge_guests, START + 31 * DAY)
    with pytest.raises(GuestGone), app.app_context(), transaction() as session:
        save(app, user_id)(session)


def test_a_browser_is_not_forgotten_when_it_was_saved_in_another_tab(app: Flask) -> None:
    user_id = account(app, "hana")
    with app.app_context(), transaction() as session:
        assert forget_guest(session, user_id, now=START) is False
    assert user(app, user_id).name == "hana"
