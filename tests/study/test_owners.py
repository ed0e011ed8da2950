"""An answer belongs to whoever's page it was given on, whoever is logged in when it is sent."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.accounts.people import account, log_in, rows
from tests.banks.files import asked, bank_file, load
from tests.client import Browser
from tests.clock import Clock
from tests.study.scripted import FRAGMENT, Scripted
from webapp.accounts.logins import end_login
from webapp.accounts.models import LoginSession
from webapp.database import transaction
from webapp.study.models import Review
from webapp.web.fragments import PROBLEM


@pytest.fixture
def hana(app: Flask) -> int:
    load(app, bank_file([asked("q1", "choice"), asked("q2", "choice")]))
    return account(app, "hana")


@pytest.fixture
def learner(app: Flask, client: Browser) -> Scripted:
    return Scripted(app, client)


def opened(learner: Scripted) -> dict[str, str]:
    """The answer that the page now open would send."""
    learner.open()
    form = learner.card_form()
    assert learner.client.last is not None
    [main] = learner.client.last.iter("main")
    return learner.fields(form["ticket"], owner=main.get("data-owner") or "")


def whose(app: Flask) -> list[int]:
    return [row.user_id for row in rows(app, Review)]


def test_s09_after_a_logout_the_answer_is_asked_to_log_in(
    learner: Scripted, app: Flask, hana: int, clock: Clock
) -> None:
    log_in(learner.client, "hana")
    fields = opened(learner)
    learner.client.send("/logout", {})
    assert learner.send(fields).status_code == 401  # the token is fresh, and nobody is in
    clock.advance(hours=1)
    assert learner.send(fields).status_code == 401
    log_in(learner.client, "hana")
    sent = [learner.send(fields) for _ in range(2)]
    assert ([each.status_code for each in sent], whose(app)) == ([200, 200], [hana])
    assert learner.answered()["owner"] == fields["owner"]


def test_an_ended_login_is_a_401_and_stays_one(learner: Scripted, app: Flask, hana: int, clock: Clock) -> None:
    log_in(learner.client, "hana")
    fields = opened(learner)
    with app.app_context(), transaction() as session:
        end_login(session, hana, rows(app, LoginSession)[0].id, now=clock.now)
    assert [learner.send(fields).status_code for _ in range(2)] == [401, 401]
    assert whose(app) == []


def test_nobody_else_gets_the_answer(learner: Scripted, app: Flask, hana: int) -> None:
    account(app, "jun")
    log_in(learner.client, "hana")
    fields = opened(learner)
    learner.client.send("/logout", {})
    log_in(learner.client, "jun")
    refused = learner.send(fields)
    assert (refused.status_code, refused.headers[PROBLEM]) == (409, "owner")
    assert whose(app) == []
    learner.client.send("/logout", {})
    log_in(learner.client, "hana")
    assert (learner.send(fields).status_code, whose(app)) == (200, [hana])


def test_what_a_guest_answered_is_not_an_accounts(learner: Scripted, app: Flask, hana: int) -> None:
    first = opened(learner)
    assert learner.send(first).status_code == 200
    fields = opened(learner)
    log_in(learner.client, "hana")
    assert (learner.send(fields).status_code, learner.send(first).status_code) == (409, 409)
    assert len(whose(app)) == 1


def test_a_newcomers_page_goes_on_as_the_guests_it_makes(learner: Scripted, app: Flask, hana: int) -> None:
    fields = opened(learner)
    learner.send(fields)
    told = learner.answered()["owner"]
    assert told != fields["owner"]
    assert told == opened(learner)["owner"]
    assert len(whose(app)) == 1
    assert learner.send(fields).status_code == 200  # a repeat from the page as it was


@pytest.mark.parametrize("mark", ["a", "axyz", "gä", "n" * 5000])
def test_a_mark_that_is_not_ours_saves_nothing(learner: Scripted, app: Flask, hana: int, mark: str) -> None:
    log_in(learner.client, "hana")
    fields = opened(learner)
    assert learner.send({**fields, "owner": mark}).status_code == 409
    assert whose(app) == []


def test_the_token_of_a_form_is_named_as_the_problem(learner: Scripted, app: Flask, hana: int) -> None:
    fields = opened(learner)
    stale = learner.client.post("/study/answer", data={**fields, "csrf_token": "x"}, headers=FRAGMENT)
    other = learner.send({**fields, "key": "x"})
    assert (stale.status_code, stale.headers.get(PROBLEM)) == (400, "token")
    assert (other.status_code, other.headers.get(PROBLEM)) == (400, None)
    fresh = learner.client.get("/form-token", headers=FRAGMENT)
    assert fresh.json is not None
    sent = learner.client.post("/study/answer", data={**fields, "csrf_token": fresh.json["token"]}, headers=FRAGMENT)
    assert (sent.status_code, len(whose(app))) == (200, 1)
