"""S16: counters that are exact, and what reaching one means."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.accounts.people import OTHER, PASSWORD, account, browser, errors, log_in, rows
from tests.client import Browser
from tests.clock import START, Clock
from webapp.accounts import limits
from webapp.accounts.attempts import forgive
from webapp.accounts.limits import Limit, LimitReached, Tally, address_key, give_back, require, seconds_left, take
from webapp.accounts.models import RateCount, User
from webapp.accounts.service import guest_for_token
from webapp.database import reading, transaction

MINUTE = 60_000


def taken(app: Flask, times: int, *, limit: int = 3, now: int = START, key: str = "k") -> list[bool]:
    with app.app_context(), transaction() as session:
        return [take(session.connection(), key, limit=limit, window_ms=MINUTE, now=now) for _ in range(times)]


def test_as_many_as_the_limit_and_not_one_more(app: Flask) -> None:
    assert taken(app, 5) == [True, True, True, False, False]
    assert taken(app, 1, key="another") == [True]


def test_a_window_ends_to_the_millisecond(app: Flask) -> None:
    taken(app, 4)
    assert taken(app, 1, now=START + MINUTE - 1) == [False]
    assert taken(app, 4, now=START + MINUTE) == [True, True, True, False]


def test_what_is_given_back_can_be_taken_again(app: Flask) -> None:
    taken(app, 3)
    with app.app_context(), transaction() as session:
        give_back(session, "k")
        give_back(session, "nobody's")
    assert taken(app, 2) == [True, False]


def test_the_time_to_wait_is_the_rest_of_the_window(app: Flask) -> None:
    taken(app, 4)
    with app.app_context():
        waits = [
            seconds_left(reading(), key, window_ms=MINUTE, now=START + passed)
            for key, passed in (("k", 0), ("k", 30_500), ("k", MINUTE), ("none", 0))
        ]
    assert waits == [60, 30, 1, 60]


def test_one_statement_counts(app: Flask, guard: Any) -> None:
    guard.statements.clear()
    taken(app, 1)
    assert len(guard.statements) == 1


def test_the_table_of_the_specification() -> None:
    table = {
        each.name: (each.most, each.window_ms // MINUTE) for each in vars(limits).values() if isinstance(each, Limit)
    }
    assert table == {
        "login": (10, 15),
        "login-typed": (10, 15),
        "login-here": (10, 15),
        "login-address": (300, 15),
        "second-step": (10, 15),
        "password": (10, 15),
        "email": (5, 60),
        "reset": (3, 60),
        "code": (3, 60),
        "code-typed": (3, 60),
        "reset-address": (60, 60),
        "sign-up-address": (120, 60),
        "join-code": (10, 15),
        "join-code-address": (300, 15),
        "transfer": (20, 60),
        "guest-address": (600, 60),
        "answer": (600, 10),
        "fit": (20, 60),
    }


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("' OR 1=1", "unknown"),
    ],
)
def test_an_address_is_counted_by_its_network(address: str | None, key: str) -> None:
    assert address_key(address) == key


def guess(app: Flask, client: Browser, times: int, name: str = "hana") -> list[int]:
    return [log_in(client, name, OTHER).status_code for _ in range(times)]


@pytest.mark.slow  # hashes each guess
def test_s16_the_eleventh_guess_is_refused_with_the_time_to_wait_even_if_it_is_right(
    app: Flask, client: Browser, clock: Clock
) -> None:
    account(app, "hana")
    assert guess(app, client, 10) == [422] * 10
    answer = log_in(client, "hana")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert errors(client) == ["Too many tries. Wait 15 minutes, then try again."]
    clock.advance(minutes=15)
    assert log_in(client, "hana").status_code == 303


@pytest.mark.slow  # hashes each guess
def test_s15_a_name_that_nobody_has_is_limited_alike(app: Flask, client: Browser) -> None:
    assert guess(app, client, 11, "nobody") == [422] * 10 + [429]
    assert guess(app, client, 1, "NOBODY ") == [429]


@pytest.mark.slow  # hashes each guess
@pytest.mark.parametrize("address", ["hana@example.org", "nobody@example.org"])
def test_s15_guesses_at_a_name_do_not_tell_whose_address_it_is(app: Flask, client: Browser, address: str) -> None:
    """Ten guesses for both together, all the same."""
    account(app, "hana", email="hana@example.org")
    assert guess(app, client, 11) == [422] * 10 + [429]
    assert (log_in(client, address).status_code, errors(client)) == (422, ["Name and password do not fit together"])
    assert guess(app, client, 10, address) == [422] * 9 + [429]


@pytest.mark.slow  # hashes each guess
def test_what_was_guessed_at_is_forgiven_under_both_names(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana", email="hana@example.org")
    for name in ("hana", "hana@example.org"):
        guess(app, client, 11, name)
    with app.app_context(), transaction() as session:
        forgive(session, user_id)
    for name in ("hana", "hana@example.org"):
        assert log_in(client, name).status_code == 303
        client.send("/logout")


@pytest.mark.slow  # hashes each guess
def test_s16_a_forged_forwarded_address_changes_nothing(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    for at in range(3):
        client.send("/login", {"name": "hana", "password": OTHER}, headers={"X-Forwarded-For": f"198.51.100.{at}"})
    assert sorted((row.key, row.count) for row in rows(app, RateCount)) == [
        ("login-address:127.0.0.1", 3),
        (f"login-typed:{limits.digest('hana')}", 3),
        (f"login:{user_id}", 3),
    ]


@pytest.mark.slow  # hashes each guess
def test_s16_the_owners_browser_is_not_locked_out_by_a_classmate(app: Flask) -> None:
    account(app, "hana")
    owner, classmate = browser(app), browser(app)
    log_in(owner, "hana")
    owner.send("/logout")
    assert guess(app, classmate, 11)[-1] == 429
    assert log_in(owner, "hana").status_code == 303
    owner.send("/logout")
    assert guess(app, owner, 11) == [422] * 10 + [429]  # it has a counter, its own


@pytest.mark.slow  # thirty hashes
def test_s16_thirty_good_logins_from_one_address_all_pass(app: Flask) -> None:
    names = [f"pupil{number}" for number in range(30)]
    for name in names:
        account(app, name)
    assert [log_in(browser(app), name, PASSWORD).status_code for name in names] == [303] * 30
    assert [(row.key, row.count) for row in rows(app, RateCount) if "address" in row.key] == [
        ("login-address:127.0.0.1", 0)
    ]


def test_guests_made_from_one_address_are_counted_loosely(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        key = limits.GUEST_ADDRESS.key("192.0.2.7")
        take(session.connection(), key, limit=600, window_ms=limits.HOUR, now=START, amount=599)
        guest_for_token(session, "a", zone="UTC", now=START, address="192.0.2.7")
        guest_for_token(session, "a", zone="UTC", now=START, address="192.0.2.7")  # no new one
    with app.app_context(), pytest.raises(LimitReached), transaction() as session:
        guest_for_token(session, "b", zone="UTC", now=START, address="192.0.2.7")
    assert len(rows(app, User)) == 1


def test_too_many_guests_is_an_answer_that_says_when_to_come_again(app: Flask, client: Browser) -> None:
    with app.app_context(), transaction() as session:
        key = limits.GUEST_ADDRESS.key("127.0.0.1")
        take(session.connection(), key, limit=600, window_ms=limits.HOUR, now=START, amount=600)
    client.get("/me/settings")
    answer = client.submit(client.forms()[0])
    assert (answer.status_code, answer.headers["Retry-After"], rows(app, User)) == (429, "3600", [])


SMALL = Limit("small", 60, MINUTE)


def counted(app: Flask, tally: Tally, times: int, *, now: int = START) -> int:
    """How many of these answers are taken."""
    passed = 0
    for _ in range(times):
        try:
            with app.app_context(), transaction() as session:
                tally.count(session.connection(), 7, now=now)
                passed += 1
        except LimitReached:
            pass
    return passed


def test_answers_are_written_every_twentieth_time_and_stop_at_the_limit(app: Flask, guard: Any) -> None:
    tally = Tally(SMALL)
    guard.statements.clear()
    assert counted(app, tally, 19) == 19
    assert guard.statements == []
    assert counted(app, tally, 1) == 1
    assert len(guard.statements) == 1
    assert counted(app, tally, 100) == 59  # the eightieth is the first that finds more than sixty written
    guard.statements.clear()
    assert (counted(app, tally, 5), guard.statements) == (0, [])
    assert counted(app, tally, 5, now=START + MINUTE) == 5


def test_two_processes_share_the_limit(app: Flask) -> None:
    assert counted(app, Tally(SMALL), 40) + counted(app, Tally(SMALL), 100) == 40 + 39


def test_what_is_counted_stays_counted_when_the_limit_is_reached(app: Flask) -> None:
    with app.app_context(), transaction() as session, limits.counting() as found:
        for _ in range(3):
            require(session, Limit("two", 2, MINUTE), "me", now=START)
    assert [(each.limit.name, each.seconds) for each in found] == [("two", 60)]
    assert [(row.key, row.count) for row in rows(app, RateCount)] == [("two:me", 3)]
