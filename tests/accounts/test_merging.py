"""Answers given before the login: asked about, and then brought together or left."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.accounts.people import account, form_to, heading, log_in, rows
from tests.clock import Clock
from tests.web.world import World, build_world
from webapp.accounts.models import LoginSession, User
from webapp.database import db
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
    assert heading(world.guest) == "This browser holds 1 answer given before you logged in"
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
