"""Logging in and out: S9, S11, S12, S13, S21."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from tests.accounts.people import (
    OTHER,
    PASSWORD,
    account,
    browser,
    change,
    errors,
    hashed,
    is_in,
    log_in,
    logged_in,
    notice,
    open_logins,
    rows,
    token_of,
    user,
)
from tests.client import Browser
from tests.clock import START, Clock
from tests.meanwhile import meanwhile
from webapp.accounts.deletions import ask_deletion
from webapp.accounts.models import LoginSession
from webapp.accounts.resets import CodeRefused, make_code, set_password, use_code
from webapp.accounts.service import disable, enable
from webapp.accounts.tokens import new_token, token_hash
from webapp.database import transaction
from webapp.web.visitor import NAME


@pytest.mark.parametrize("typed", ["hana", "HANA", "  Hana ", "ｈａｎａ", "Hana@Example.org"])
def test_the_name_is_found_however_it_is_spelled(app: Flask, client: Browser, typed: str) -> None:
    account(app, "Hana", email="hana@example.org")
    answer = log_in(client, typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert is_in(client)


@pytest.mark.parametrize(("name", "password"), [("hana", OTHER), ("nobody", PASSWORD), ("hana", PASSWORD + " ")])
def test_s15_a_wrong_name_and_a_wrong_password_get_the_same_words(
    app: Flask, client: Browser, name: str, password: str
) -> None:
    account(app, "hana")
    answer = log_in(client, name, password)
    assert (answer.status_code, errors(client)) == (422, ["Name and password do not fit together"])
    assert rows(app, LoginSession) == []


def test_what_is_missing_is_asked_for(app: Flask, client: Browser) -> None:
    assert log_in(client, "", "").status_code == 422
    assert errors(client) == ["Enter your username or e-mail", "Enter your password"]


def test_s11_the_token_changes_at_login(app: Flask, client: Browser) -> None:
    account(app, "hana")
    client.get("/")
    before = token_of(client)
    log_in(client, "hana")
    assert (token_of(client) == before, len(token_of(client))) == (False, 43)
    assert [row.token_hash for row in rows(app, LoginSession)] == [token_hash(token_of(client))]


def test_s11_a_planted_cookie_is_never_logged_in(app: Flask, client: Browser) -> None:
    account(app, "hana")
    planted = new_token()
    client.set_cookie(NAME, planted)
    log_in(client, "hana")
    thief = browser(app)
    thief.set_cookie(NAME, planted)
    assert (is_in(client), is_in(thief)) == (True, False)


def test_s12_after_logout_the_old_cookie_leads_to_the_login_page(app: Flask, client: Browser) -> None:
    account(app, "hana")
    log_in(client, "hana")
    kept = token_of(client)
    answer = client.send("/logout")
    assert (answer.status_code, answer.headers["Location"], token_of(client)) == (303, "/login?out=1", "")
    client.get("/login?out=1")
    assert notice(client) == ["You are logged out."]
    thief = browser(app)
    thief.set_cookie(NAME, kept)
    replay = thief.get("/study")
    assert (replay.status_code, replay.headers["Location"]) == (303, "/login?next=/study")
    assert token_of(thief) == ""  # taken away: who does not want to log in goes on as somebody new


def test_s12_the_replayed_cookie_is_refused_to_scripts_and_makes_nobody(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    client = logged_in(app, user_id)
    token, form = client.token(), token_of(client)
    with app.app_context(), transaction() as session:
        disable(session, user_id, now=app.config["CLOCK"]())
    answer = client.post("/me/settings", data={"csrf_token": token}, headers={"X-Recollect": "fragment"})
    assert (answer.status_code, answer.json) == (
        401,
        {
            "status": 401,
            "message": "You are logged out. Log in again; what you answered waits here.",
            "request_id": answer.headers["X-Request-Id"],
        },
    )
    assert form


def test_logging_out_twice_is_logging_out(client: Browser) -> None:
    assert [client.send("/logout").status_code for _ in range(2)] == [303, 303]


def test_a_page_that_needs_a_login_comes_back_after_it(app: Flask, client: Browser) -> None:
    account(app, "hana")
    first = client.get("/me/account?saved=profile")
    assert first.headers["Location"] == "/login?next=/me/account?saved%3Dprofile"
    client.get(first.headers["Location"])
    answer = client.submit(
        next(form for form in client.forms() if form.action == "/login"), name="hana", password=PASSWORD
    )
    assert answer.headers["Location"] == "/me/account?saved=profile"


def test_whoever_is_in_need_not_log_in(app: Flask) -> None:
    client = logged_in(app, account(app, "hana"))
    assert client.get("/login?next=/banks").headers["Location"] == "/banks"


def cookie(answer: Any) -> str:
    return next(str(line) for line in answer.headers.getlist("Set-Cookie") if f"{NAME}=" in line)


def test_s21_the_cookie_of_an_own_device_lasts_and_of_a_shared_one_ends_with_the_browser(app: Flask) -> None:
    account(app, "hana")
    own, shared = browser(app), browser(app)
    first, second = cookie(log_in(own, "hana")), cookie(log_in(shared, "hana", shared="y"))
    assert ("Max-Age=2592000" in first, "Max-Age" in second) == (True, False)
    assert [all(each in line for each in ("HttpOnly", "SameSite=Lax")) for line in (first, second)] == [True, True]
    assert [row.is_shared for row in rows(app, LoginSession)] == [False, True]


def test_s21_over_https_the_cookie_of_a_login_belongs_to_this_host(app: Flask, client: Browser) -> None:
    account(app, "hana")
    base = "https://localhost"
    client.get("/login", base_url=base)
    form = next(form for form in client.forms() if form.action == "/login")
    data = {**dict(form.fields), "name": "hana", "password": PASSWORD}
    answer = client.post("/login", data=data, base_url=base, headers={"Referer": f"{base}/login"})
    assert [part in cookie(answer) for part in (f"__Host-{NAME}=", "Secure", "Path=/")] == [True, True, True]
    assert "Domain" not in cookie(answer)


@pytest.mark.parametrize(
    ("role", "shared", "holds", "ends"),
    [("student", "", 20_159, 20_160), ("student", "y", 119, 120), ("admin", "", 719, 720)],
)
def test_a_login_without_use_ends(
    app: Flask, client: Browser, clock: Clock, role: str, shared: str, holds: int, ends: int
) -> None:
    account(app, "hana", role=role)
    log_in(client, "hana", **({"shared": shared} if shared else {}))
    clock.advance(minutes=holds)
    before = is_in(client)
    clock.advance(minutes=ends - holds)
    assert (before, is_in(client)) == (True, False)


def test_a_login_in_use_ends_after_thirty_days(app: Flask, client: Browser, clock: Clock) -> None:
    account(app, "hana")
    log_in(client, "hana")
    seen = []
    for _ in range(5):
        clock.advance(days=7)
        seen.append(is_in(client))
        if seen[-1]:
            client.send("/me/settings", {"theme": "auto", "zone": "UTC"})
    assert seen == [True, True, True, True, False]


def test_use_is_noted_by_forms_every_ten_minutes_and_never_by_looking(
    app: Flask, client: Browser, clock: Clock
) -> None:
    account(app, "hana")
    log_in(client, "hana")
    start = clock.now

    def seen_after(minutes: float, *, is_form: bool) -> float:
        clock.advance(minutes=minutes)
        if is_form:
            client.send("/me/settings", {"theme": "auto", "zone": "UTC"})
        else:
            client.get("/me/settings")
        (row,) = rows(app, LoginSession)
        return float(row.seen_at - start) / 60_000

    assert seen_after(30, is_form=False) == 0
    assert seen_after(1, is_form=True) == 31
    assert seen_after(9, is_form=True) == 31
    assert seen_after(1, is_form=True) == 41


def test_s09_a_disabled_user_is_out_at_the_next_request_and_cannot_come_back(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    log_in(client, "hana")
    with app.app_context(), transaction() as session:
        disable(session, user_id, now=app.config["CLOCK"]())
    answer = client.get("/study")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/study")
    assert (log_in(client, "hana").status_code, errors(client)) == (
        422,
        ["This account is switched off. Ask whoever runs this site."],
    )
    assert (log_in(client, "hana", OTHER).status_code, errors(client)) == (
        422,
        ["Name and password do not fit together"],
    )
    assert open_logins(app, user_id) == 0


def test_s09_switching_off_by_the_column_alone_is_enough(app: Flask) -> None:
    user_id = account(app, "hana")
    client = logged_in(app, user_id)
    change(app, user_id, disabled_at=1)
    assert is_in(client) is False


def test_an_account_without_a_password_lets_nobody_in(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    change(app, user_id, password_hash=None)
    assert log_in(client, "hana").status_code == 422
    assert user(app, user_id).password_hash is None


def test_s18_an_old_hash_is_renewed_at_login(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    change(app, user_id, password_hash=old)
    assert log_in(client, "hana").status_code == 303
    assert user(app, user_id).password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert log_in(browser(app), "hana").status_code == 303


def test_an_account_whose_days_are_over_opens_nothing_more(app: Flask, client: Browser, clock: Clock) -> None:
    user_id = account(app, "hana")
    with app.app_context(), transaction() as session:
        code = make_code(session, user_id, now=clock.now)
    change(app, user_id, delete_after=clock.now, disabled_at=1)
    assert log_in(client, "hana").status_code == 422
    assert errors(client) == ["It is too late: the days to keep this account are over, and it is being erased."]
    with app.app_context(), transaction() as session:
        assert enable(session, user_id, now=clock.now) is False
        with pytest.raises(CodeRefused):
            use_code(session, code, password_hash="new", now=clock.now)
        assert enable(session, user_id, now=clock.now - 1) is True
    assert (log_in(client, "hana").status_code, open_logins(app, user_id)) == (422, 0)


BEHIND_THE_CHECK = "login_session.guest_id, login_session.expires_at"  # what a login asks last before it is opened
ENDINGS: dict[str, Callable[[Session, int], object]] = {
    "password": lambda session, user_id: set_password(session, user_id, hashed(OTHER), but=None, now=START),
    "off": lambda session, user_id: disable(session, user_id, now=START),
    "deletion": lambda session, user_id: ask_deletion(session, user_id, login_id=None, now=START),
    "deletion asked again": lambda session, user_id: ask_deletion(session, user_id, login_id=None, now=START),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_s12_s13_a_login_that_overlaps_what_ends_all_of_them_is_ended(app: Flask, client: Browser, ending: str) -> None:
    user_id = account(app, "hana")
    hashed(OTHER)
    if "again" in ending:
        change(app, user_id, delete_after=START + 1)
    with meanwhile(app, BEHIND_THE_CHECK, lambda session: ENDINGS[ending](session, user_id)) as found:
        assert log_in(client, "hana").status_code == 303
    assert (found, open_logins(app, user_id)) == (["waits"], 0)


def test_s12_a_login_that_waited_for_a_change_of_password_is_refused(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    new = hashed(OTHER)
    with meanwhile(app, "UPDATE rate_count", lambda session: set_password(session, user_id, new, but=None, now=START)):
        assert log_in(client, "hana").status_code == 422
    assert open_logins(app, user_id) == 0
