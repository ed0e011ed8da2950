"""A name and a password; a guest keeps every answer. S4, S11, S15, S17."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.people import (
    PASSWORD,
    account,
    browser,
    errors,
    form_to,
    heading,
    is_in,
    log_in,
    policy,
    rows,
    token_of,
    user,
)
from tests.client import Browser
from tests.clock import START, Clock
from tests.web.world import World, build_world
from webapp.accounts import limits
from webapp.accounts.models import LoginSession, RateCount, User
from webapp.accounts.policy import setting
from webapp.database import db, reading, transaction
from webapp.study.models import Review


@pytest.fixture
def world(app: Flask) -> World:
    policy(app, "open")
    return build_world(app)


@pytest.fixture
def is_open(app: Flask) -> None:
    policy(app, "open")


def sign_up(client: Browser, name: str = "hana", password: str = PASSWORD, **fields: str) -> int:
    return client.send("/signup", {"name": name, "password": password, **fields}).status_code


def answers_of(app: Flask, user_id: int) -> list[str]:
    with app.app_context():
        found = list(db.session.execute(select(Review.id).where(Review.user_id == user_id)).scalars())
        db.session.rollback()
    return found


def test_a_guest_becomes_the_account_and_keeps_every_answer(app: Flask, world: World) -> None:
    before = rows(app, User)[1]
    old_token = token_of(world.guest)
    world.guest.get(f"/study/s/{world.session_id}/done")
    assert world.guest.get("/signup").status_code == 200
    answer = world.guest.submit(form_to(world.guest, "/signup"), name="Hana", password=PASSWORD, next="/banks")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/banks")
    now = user(app, before.id)
    assert (now.name, now.name_key, now.display_name, now.role, now.token_hash) == (
        "Hana",
        "hana",
        "Hana",
        "student",
        None,
    )
    assert answers_of(app, before.id) == [world.review_id]
    assert world.guest.get(f"/study/s/{world.session_id}/r/{world.review_id}").status_code == 200
    assert (token_of(world.guest) == old_token, len(rows(app, LoginSession))) == (False, 1)


def test_s11_the_guests_old_cookie_opens_nothing_after_the_sign_up(app: Flask, world: World) -> None:
    planted = token_of(world.guest)
    sign_up(world.guest)
    thief = browser(app)
    thief.set_cookie("visitor", planted)
    assert thief.get(f"/study/s/{world.session_id}/r/{world.review_id}").status_code == 404
    assert is_in(thief) is False


def test_somebody_new_needs_no_answer_first(app: Flask, client: Browser, is_open: None) -> None:
    assert sign_up(client, zone="Asia/Seoul", email="Hana@Example.org") == 303
    (row,) = rows(app, User)
    assert (row.name, row.role, row.zone, row.email, row.email_key, row.created_at) == (
        "hana",
        "student",
        "Asia/Seoul",
        "Hana@Example.org",
        "hana@example.org",
        START,
    )
    assert is_in(client)


def test_s04_a_role_cannot_be_asked_for(app: Flask, client: Browser, is_open: None) -> None:
    extra = {"role": "admin", "is_admin": "1", "user_id": "7", "id": "7", "disabled_at": "", "made_by": "7"}
    assert sign_up(client, **extra) == 303
    (row,) = rows(app, User)
    assert (row.role, row.id == 7, row.made_by) == ("student", False, None)
    assert client.get("/admin").status_code == 404


def test_a_name_that_somebody_has_is_refused_and_the_guest_stays_one(app: Flask, world: World) -> None:
    account(app, "HANA")
    assert sign_up(world.guest) == 422
    assert errors(world.guest) == ["Somebody has this username already. Take another, or log in if it is you"]
    assert world.guest.get(f"/study/s/{world.session_id}/r/{world.review_id}").status_code == 200


def test_s15_an_address_that_somebody_has_is_not_told(app: Flask, client: Browser, is_open: None) -> None:
    account(app, "other", email="hana@example.org")
    assert sign_up(client, email="HANA@example.org") == 303
    assert [(row.name, row.email, row.email_key) for row in rows(app, User)] == [
        ("other", "hana@example.org", "hana@example.org"),
        ("hana", "HANA@example.org", None),
    ]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, ["Username must be 1 to 80 characters without @"]),
        ({"name": "a@b"}, ["Username must be 1 to 80 characters without @"]),
        ({"password": "seven77"}, ["Password must be at least 8 characters"]),
        ({"password": "x" * 1025}, ["Password must be at most 1024 characters"]),
        ({"name": "hanahana", "password": "hanahana1"}, ["Password must not be the name"]),
        (
            {"password": "password1"},
            ["This password is among the first that others try. Take several words, or let the browser make one"],
        ),
        ({"email": "no address"}, ["This is no e-mail address: it looks like name@example.org"]),
    ],
)
def test_s17_what_is_wrong_is_said_and_nobody_is_made(
    app: Flask, client: Browser, is_open: None, fields: dict[str, str], says: list[str]
) -> None:
    assert (sign_up(client, **fields), errors(client), rows(app, User)) == (422, says, [])
    assert rows(app, RateCount) == []


def test_s17_a_megabyte_is_refused_fast(app: Flask, client: Browser, is_open: None) -> None:
    assert sign_up(client, password="x" * 1_000_000) == 422
    assert errors(client) == ["Password must be at most 1024 characters"]


def test_closed_until_the_site_is_set_up(app: Flask, client: Browser) -> None:
    assert (client.get("/signup").status_code, heading(client)) == (200, "Sign-up is closed here")
    assert (sign_up(client), rows(app, User)) == (404, [])


def test_by_code_whoever_has_it_may(app: Flask, client: Browser) -> None:
    code, wrong = site_code(app)
    assert sign_up(client, code=wrong) == 422
    assert errors(client) == ["This is not the code of this site. Ask whoever gave it to you"]
    assert sign_up(client, code=f" {code[:3].lower()}-{code[3:]} ") == 303
    assert len(code) == 6


def site_code(app: Flask) -> tuple[str, str]:
    """The code by which one may sign up here, and one that is wrong."""
    policy(app, "code")
    with app.app_context():
        code = setting(reading(), "sign_up_code")
        db.session.rollback()
    return code, "AAAAAA" if code != "AAAAAA" else "BBBBBB"


def test_wrong_codes_are_counted_for_each_guest_and_each_browser(app: Flask, world: World, clock: Clock) -> None:
    code, wrong = site_code(app)
    for client in (world.guest, world.stranger):
        assert [sign_up(client, code=wrong) for _ in range(11)] == [422] * 10 + [429]
        assert errors(client) == ["Too many tries. Wait 15 minutes, then try again."]
        assert sign_up(client, code=code) == 429
    assert sign_up(browser(app), code=code, name="another") == 303
    clock.advance(minutes=15)
    assert sign_up(world.guest, code=code) == 303


@pytest.mark.slow  # eleven hashes
def test_right_codes_are_given_back(app: Flask, world: World) -> None:
    code, wrong = site_code(app)
    account(app, "hana")
    assert sign_up(world.guest, code=wrong) == 422
    assert [sign_up(world.guest, code=code) for _ in range(11)] == [422] * 11  # somebody has the name
    counts = {row.key.split(":")[0]: row.count for row in rows(app, RateCount)}
    assert (counts["join-code"], counts["join-code-address"], counts["sign-up-address"]) == (1, 1, 12)


def test_sign_ups_from_one_address_are_counted(app: Flask, client: Browser, is_open: None) -> None:
    with app.app_context(), transaction() as session:
        key = limits.SIGN_UP_ADDRESS.key("127.0.0.1")
        limits.take(session.connection(), key, limit=120, window_ms=limits.HOUR, now=START, amount=120)
    assert (sign_up(client), rows(app, User)) == (429, [])


@pytest.mark.usefixtures("banks")
def test_landing_and_summary_offer_it_where_it_is_possible(app: Flask, client: Browser) -> None:
    def has_link() -> bool:
        client.get("/")
        assert client.last is not None
        return any(each.get("href") == "/signup" for each in client.last.iter("a"))

    before = has_link()
    policy(app, "open")
    after = has_link()
    sign_up(client)
    assert (before, after, has_link()) == (False, True, False)


def test_the_summary_leads_back_to_itself(app: Flask, world: World) -> None:
    world.guest.get(f"/study/s/{world.session_id}/done")
    assert world.guest.last is not None
    links = [each.get("href") for each in world.guest.last.iter("a") if "/signup" in (each.get("href") or "")]
    assert links == [f"/signup?next=/study/s/{world.session_id}/done"]


def test_a_second_tab_that_signs_up_as_well_is_led_on(app: Flask, world: World) -> None:
    assert sign_up(world.guest) == 303
    assert sign_up(world.guest, "another") == 303
    assert [row.name for row in rows(app, User) if row.name] == ["hana"]
    assert log_in(browser(app), "another").status_code == 422
