"""S19: no default account; the code of the first start works once."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from tests.accounts.people import PASSWORD, account, browser, errors, hashed, heading, is_in, rows
from tests.client import Browser
from tests.clock import START
from webapp.accounts.models import SiteSetting, User
from webapp.accounts.setup import SetupRefused, offer_setup, renew_setup, set_up
from webapp.accounts.signup import NewAccount
from webapp.accounts.tokens import token_hash
from webapp.database import db, transaction

FIELDS = {"site": "Lakeside School", "name": "warden", "password": PASSWORD, "zone": "Europe/Lisbon"}


def offered(app: Flask) -> str | None:
    with app.app_context(), transaction() as session:
        return offer_setup(session)


def code(app: Flask) -> str:
    found = offered(app)
    assert found is not None
    return found


def test_s19_there_is_no_default_account_and_the_code_is_shown_once(app: Flask) -> None:
    assert rows(app, User) == []
    first = code(app)
    assert offered(app) is None
    assert [(row.name, row.value) for row in rows(app, SiteSetting)] == [("setup_token_hash", token_hash(first))]


def test_s19_a_lost_code_is_replaced_and_none_is_made_once_there_is_an_admin(app: Flask, client: Browser) -> None:
    first = code(app)
    with app.app_context(), transaction() as session:
        second = renew_setup(session)
    assert second is not None
    assert client.send("/setup", {**FIELDS, "code": first}).status_code == 422
    assert client.send("/setup", {**FIELDS, "code": second}).status_code == 303
    with app.app_context(), transaction() as session:
        assert (offer_setup(session), renew_setup(session)) == (None, None)


def test_the_link_becomes_a_form_with_a_clean_address(app: Flask, client: Browser) -> None:
    answer = client.get(f"/setup/{code(app)}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup")
    assert client.get("/setup").status_code == 200
    (form,) = (form for form in client.forms() if form.action == "/setup")
    assert sorted(name for name, _value in form.fields) == ["csrf_token", "name", "password", "site", "zone"]
    done = client.submit(form, **FIELDS)
    assert (done.status_code, done.headers["Location"]) == (303, "/setup/check")
    assert (client.get("/setup/check").status_code, heading(client)) == (200, "Lakeside School is set up")
    (admin,) = rows(app, User)
    assert (admin.name, admin.role, admin.zone, admin.created_at) == ("warden", "admin", "Europe/Lisbon", START)


def test_s19_after_it_there_is_no_such_page(app: Flask, client: Browser) -> None:
    token = code(app)
    client.send("/setup", {**FIELDS, "code": token})
    other = browser(app)
    assert [other.get("/setup").status_code, other.get(f"/setup/{token}").status_code] == [404, 404]
    assert other.send("/setup", {**FIELDS, "name": "second", "code": token}).status_code == 404
    assert [row.name for row in rows(app, User)] == ["warden"]


def test_sign_up_is_by_code_afterwards(app: Flask, client: Browser) -> None:
    client.send("/setup", {**FIELDS, "code": code(app)})
    kept = {row.name: row.value for row in rows(app, SiteSetting)}
    assert (kept.pop("sign_up_policy"), len(kept.pop("sign_up_code"))) == ("code", 6)
    assert kept == {"site_name": "Lakeside School"}


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é"])
def test_s19_without_the_code_nobody_is_made(app: Flask, client: Browser, token: str) -> None:
    code(app)
    assert client.send("/setup", {**FIELDS, "code": token}).status_code == 422
    assert errors(client) == ["This is not the set-up code. It stands in the log of the first start"]
    assert (rows(app, User), is_in(client)) == ([], False)


def test_s17_a_weak_password_does_not_use_the_code_up(app: Flask, client: Browser) -> None:
    token = code(app)
    assert client.send("/setup", {**FIELDS, "password": "lakesideschool", "code": token}).status_code == 422
    assert errors(client) == ["Password must not be the name"]
    assert client.send("/setup", {**FIELDS, "code": token}).status_code == 303


def test_s19_an_admin_made_by_a_command_closes_it(app: Flask, client: Browser) -> None:
    token = code(app)
    account(app, "boss", role="admin")
    assert client.send("/setup", {**FIELDS, "code": token}).status_code == 404


@pytest.mark.slow  # threads that wait for each other
def test_s19_two_at_once_make_one_admin(app: Flask) -> None:
    token, start, refused = code(app), threading.Barrier(4), []
    kept = hashed(PASSWORD)

    def go(name: str) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    set_up(session, token, NewAccount(name, kept), site_name="S", now=START)
            except SetupRefused:
                refused.append(name)
            db.session.remove()

    threads = [threading.Thread(target=go, args=(f"admin{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(rows(app, User)), len(refused)) == (1, 3)
