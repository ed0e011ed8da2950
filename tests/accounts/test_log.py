"""S41: what happened stands in the log; what was typed does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from tests.accounts.people import (
    OTHER,
    PASSWORD,
    account,
    browser,
    form_to,
    is_in,
    log_in,
    logged_in,
    policy,
    rows,
    token_of,
)
from tests.clock import Clock
from webapp.accounts.models import User
from webapp.accounts.resets import make_code
from webapp.accounts.setup import offer_setup
from webapp.accounts.tokens import in_groups
from webapp.database import transaction

SKIP = {"time", "id", "endpoint", "method", "address", "ms", "event"}


def events(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, dict[str, Any]]]:
    """Event and its own fields, but for the line of each request."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [
        (line["event"], {name: value for name, value in line.items() if name not in SKIP})
        for line in lines
        if line["event"] != "request"
    ]


def test_s41_what_happened_to_an_account(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    policy(app, "open")
    client = browser(app)
    client.send("/signup", {"name": "hana", "password": PASSWORD})
    client.send("/me/account/password", {"password-old": PASSWORD, "password-new": OTHER})
    client.send("/me/account/profile", {"profile-email": "h@example.org", "profile-password": OTHER})
    client.send("/logout")
    log_in(client, "hana", PASSWORD)
    log_in(client, "nobody", PASSWORD)
    log_in(client, "hana", OTHER)
    client.get("/admin")
    (row,) = rows(app, User)
    me = {"user": row.id, "role": "student"}
    assert events(capsys) == [
        ("signup", {**me, "was_guest": False}),
        ("password_changed", {**me, "ended": 0}),
        ("email_changed", me),
        ("logout", me),
        ("login_failed", {"reason": "password", "user": row.id}),
        ("login_failed", {"reason": "name"}),
        ("login", me),
        ("denied", me),
    ]


def test_s41_what_an_admin_did(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    about = account(app, "hana")
    warden = account(app, "warden", role="admin")
    admin = logged_in(app, warden)
    for path, fields in (
        ("role", {"role": "teacher"}),
        ("state", {"state": "off"}),
        ("state", {"state": "on"}),
        ("logins", {}),
        ("code", {}),
        ("second-step", {}),
    ):
        admin.send(f"/admin/people/{about}/{path}", fields)
    admin.send("/admin/policy", {"policy": "open"})
    me = {"user": warden, "role": "admin"}
    assert events(capsys) == [
        ("role_changed", {**me, "about": about, "before": "student", "after": "teacher"}),
        ("disabled", {**me, "about": about}),
        ("enabled", {**me, "about": about}),
        ("logins_ended", {**me, "about": about, "count": 0}),
        ("code_made", {**me, "about": about}),
        ("second_step_off", {**me, "about": about}),
        ("policy_changed", {**me, "policy": "open"}),
    ]


@pytest.mark.slow  # several hashes
def test_s41_no_password_token_cookie_code_or_address_is_in_the_log(
    app: Flask, capsys: pytest.CaptureFixture[str], clock: Clock
) -> None:
    policy(app, "open")
    with app.app_context(), transaction() as session:
        setup = offer_setup(session)
    assert setup is not None
    email, name = "hana.k@example.org", "ha\u200bna\r\n\x1b[31m"
    client = browser(app)
    client.get(f"/setup/{setup}")
    before = token_of(client)
    client.send("/signup", {"name": name, "password": PASSWORD})
    client.send("/signup", {"name": "hana", "password": PASSWORD, "email": email})
    cookie = token_of(client)
    (user_id,) = (row.id for row in rows(app, User))
    with app.app_context(), transaction() as session:
        code = make_code(session, user_id, now=clock.now)
        link = make_code(session, user_id, is_link=True, now=clock.now)
    guest = browser(app)
    guest.get(f"/reset/link/{link}")
    guest.get("/reset/new")
    guest.submit(form_to(guest, "/reset/new"), password=OTHER)
    guest.send("/reset", {"code-name": "hana", "code-code": code, "code-password": OTHER})
    log_in(guest, name, "a password that is wrong")
    log_in(guest, email, OTHER)
    out = capsys.readouterr()
    text = out.out + out.err
    secret = [PASSWORD, OTHER, "a password that is wrong", setup, cookie, code, in_groups(code), link, email]
    secret += [before] if before else []
    secret += [token_of(guest), client.token(), "\x1b[31m", "argon2"]
    assert [each for each in secret if each in text] == []
    assert all(line.startswith("{") for line in out.out.splitlines())
    assert is_in(guest)
