"""Answers given before the login: asked about, and then brought together or left."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.accounts.people import PASSWORD, account, form_to, hashed, heading, log_in, rows
from tests.client import Browser
from tests.clock import Clock
from tests.web.world import World, build_world
from webapp.accounts.models import LoginSession, User
from webapp.accounts.resets import set_password
from webapp.accounts.retention import purge_guests, purge_logins
from webapp.accounts.signup import NewAccount, make_account
from webapp.database import db, transaction
from webapp.study.models import Card, Review


@pytest.fixture
def world(app: Flask) -> World:
    return build_world(app)


def owned(app: Flask, user_id: int) -> tuple[int, int]:
    with app.app_context():
        found = tuple(
            db.session.execute(select(func.count()).select_from(table).where(table.user_id == user_id)).scalar_one()
            for table in (Review, Card)
        )
        db.session.rollback()
    return found  # type: ignore[return-value]


def test_a_guest_with_answers_is_asked_and_keeps_them(app: Flask, world: World, clock: Clock) -> None:
    user_id = account(app, "hana")
    answer = log_in(world.guest, "hana", next="/banks")
    assert answer.headers["Location"] == "/merge?next=/banks"
    world.guest.get("/merge?next=/banks")
    assert heading(world.guest) == "1 answer was given before you logged in"
    done = world.guest.submit(form_to(world.guest, "/merge"), merge="join")
    assert (done.status_code, done.headers["Location"], owned(app, user_id)) == (303, "/banks", (1, 1))
    assert world.guest.get(f"/study/s/{world.session_id}/r/{world.review_id}").status_code == 200
    assert world.guest.get("/merge").headers["Location"] == "/"  # asked once


def test_left_answers_stay_with_nobody(app: Flask, world: World) -> None:
    user_id = account(app, "hana")
    log_in(world.guest, "hana")
    world.guest.get("/merge")
    world.guest.submit(form_to(world.guest, "/merge"), merge="leave")
    assert owned(app, user_id) == (0, 0)
    assert world.guest.get(f"/study/s/{world.session_id}/r/{world.review_id}").status_code == 404
    assert [row.guest_id for row in rows(app, LoginSession)] == [None]


@pytest.mark.parametrize("choice", ["", "both", "join me"])
def test_an_answer_that_is_none_changes_nothing(app: Flask, world: World, choice: str) -> None:
    user_id = account(app, "hana")
    log_in(world.guest, "hana")
    assert world.guest.send("/merge", {"merge": choice}).status_code == 400
    assert owned(app, user_id) == (0, 0)
    assert len([row for row in rows(app, LoginSession) if row.guest_id is not None]) == 1


def test_asking_again_after_a_double_click_is_no_second_merge(app: Flask, world: World) -> None:
    user_id = account(app, "hana")
    log_in(world.guest, "hana")
    assert [world.guest.send("/merge", {"merge": "join"}).status_code for _ in range(2)] == [303, 303]
    assert owned(app, user_id) == (1, 1)


def test_whoever_has_answered_nothing_is_not_asked(app: Flask, world: World) -> None:
    account(app, "hana")
    world.stranger.send("/me/settings", {"theme": "auto", "zone": "UTC"})
    assert log_in(world.stranger, "hana").headers["Location"] == "/"


def test_the_guest_of_another_login_cannot_be_taken(app: Flask, world: World) -> None:
    """Who logs in somewhere else finds nothing to bring together."""
    user_id = account(app, "hana")
    log_in(world.guest, "hana")
    assert log_in(world.stranger, "hana").status_code == 303
    assert world.stranger.send("/merge", {"merge": "join"}).status_code == 303
    assert owned(app, user_id) == (0, 0)
    assert len(rows(app, User)) == 3


def asks(client: Browser, address: str) -> bool:
    """Whether the page has the line that leads to the question."""
    assert client.get(address).status_code == 200
    assert client.last is not None
    return any(each.get("href") == "/merge" for each in client.last.iter("a"))


def test_every_page_leads_to_the_question_until_it_is_settled(app: Flask, world: World) -> None:
    account(app, "hana")
    log_in(world.guest, "hana")
    pages = ("/banks", "/me/account", "/me/data", "/me/settings", "/help", "/study?bank=canary")
    assert [asks(world.guest, page) for page in (*pages, "/merge")] == [True] * len(pages) + [False]
    world.guest.send("/merge", {"merge": "leave"})
    assert [asks(world.guest, page) for page in pages] == [False] * len(pages)


@pytest.mark.parametrize("ending", ["logout", "late", "password"])
def test_whoever_walked_away_from_the_question_is_asked_at_the_next_login(
    app: Flask, world: World, clock: Clock, ending: str
) -> None:
    user_id = account(app, "hana")
    log_in(world.guest, "hana")
    if ending == "logout":
        world.guest.send("/logout")
    elif ending == "late":
        clock.advance(days=15)
    else:
        with app.app_context(), transaction() as session:
            set_password(session, user_id, hashed(PASSWORD), but=None, now=clock.now)
    assert log_in(world.guest, "hana").headers["Location"] == "/merge"
    assert world.guest.send("/merge", {"merge": "join"}).headers["Location"] == "/"
    assert owned(app, user_id) == (1, 1)
    assert [row.guest_id for row in rows(app, LoginSession)] == [None, None]
    world.guest.send("/logout")
    assert log_in(world.guest, "hana").headers["Location"] == "/"


def test_a_question_stays_with_its_login_while_that_is_open(app: Flask, world: World) -> None:
    account(app, "hana")
    log_in(world.guest, "hana")
    assert log_in(world.stranger, "hana").headers["Location"] == "/"
    assert asks(world.guest, "/banks")


def test_two_browsers_full_of_answers_are_asked_about_one_after_the_other(app: Flask, world: World) -> None:
    user_id = account(app, "hana")
    log_in(world.other, "hana")
    world.other.send("/logout")
    assert log_in(world.guest, "hana").headers["Location"] == "/merge"
    assert world.guest.send("/merge", {"merge": "join"}).headers["Location"] == "/merge"
    assert world.guest.send("/merge", {"merge": "join"}).headers["Location"] == "/"
    assert owned(app, user_id) == (3, 1)  # the card that both have answered got a row that settles it
    assert not asks(world.guest, "/banks")


def test_another_account_is_not_asked(app: Flask, world: World) -> None:
    for name in ("hana", "other"):
        account(app, name)
    log_in(world.guest, "hana")
    world.guest.send("/logout")
    assert log_in(world.guest, "other").headers["Location"] == "/"


def test_nobody_is_asked_about_a_guest_who_became_somebody(app: Flask, world: World, clock: Clock) -> None:
    account(app, "hana")
    log_in(world.guest, "hana")
    guest = next(row.guest_id for row in rows(app, LoginSession))
    with app.app_context(), transaction() as session:
        make_account(session, NewAccount("jun", hashed(PASSWORD)), guest_id=guest, now=clock.now)
    assert not asks(world.guest, "/banks")


def test_an_open_question_outlives_its_login_as_long_as_the_answers(app: Flask, world: World, clock: Clock) -> None:
    account(app, "hana")
    log_in(world.guest, "hana")
    clock.advance(days=61)
    with app.app_context(), transaction() as session:
        assert purge_logins(session, clock.now) == 0
        assert purge_guests(session, clock.now) == 2
        assert purge_logins(session, clock.now) == 1
