"""Accounts for tests: made by the services, logged in through the page."""

from __future__ import annotations

import functools
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.client import Browser
from tests.html import Form, text_of
from webapp.accounts.logins import begin_login
from webapp.accounts.models import LoginSession, User
from webapp.accounts.passwords import hash_password
from webapp.accounts.policy import save_policy
from webapp.accounts.signup import NewAccount, make_account
from webapp.database import db, transaction
from webapp.web.visitor import NAME

PASSWORD = "quiet harbour lantern 7"
OTHER = "seven wooden bridges"


@functools.cache
def hashed(password: str) -> str:
    """The same password costs its time once."""
    return hash_password(password)


def account(app: Flask, name: str, *, role: str = "student", email: str = "", password: str = PASSWORD) -> int:
    kept = hashed(password)
    with app.app_context(), transaction() as session:
        return make_account(
            session, NewAccount(name, kept, email=email, zone="Europe/Berlin"), role=role, now=app.config["CLOCK"]()
        )


def policy(app: Flask, chosen: str) -> None:
    with app.app_context(), transaction() as session:
        save_policy(session, chosen)


def browser(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


def logged_in(app: Flask, user_id: int) -> Browser:
    """A browser with an open login, past the password, which costs 50 ms."""
    with app.app_context(), transaction() as session:
        token = begin_login(session, user_id, is_shared=False, label="A browser", now=app.config["CLOCK"]())
    client = browser(app)
    client.set_cookie(NAME, token)
    return client


def log_in(client: Browser, name: str, password: str = PASSWORD, **fields: Any) -> TestResponse:
    return client.send("/login", {"name": name, "password": password, **fields})


def user(app: Flask, user_id: int) -> Any:
    with app.app_context():
        found = db.session.execute(select(*User.__table__.columns).where(User.id == user_id)).one()
        db.session.rollback()
    return found


def change(app: Flask, user_id: int, **values: Any) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(User).where(User.id == user_id).values(**values))


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        found = list(db.session.execute(select(*model.__table__.columns).order_by(*model.__table__.primary_key)))
        db.session.rollback()
    return found


def open_logins(app: Flask, user_id: int) -> int:
    now = app.config["CLOCK"]()
    return sum(1 for row in rows(app, LoginSession) if row.user_id == user_id and row.expires_at > now)


def token_of(client: Browser) -> str:
    found = client.get_cookie(NAME)
    return found.value if found is not None else ""


def form_to(client: Browser, action: str) -> Form:
    return next(form for form in client.forms() if form.action == action)


def errors(client: Browser) -> list[str]:
    """What stands beside the fields."""
    assert client.last is not None
    return [text_of(each) for each in client.last.iter("p") if each.get("class") == "error"]


def heading(client: Browser) -> str:
    assert client.last is not None
    return text_of(next(client.last.iter("h1")))


def notice(client: Browser) -> list[str]:
    assert client.last is not None
    return [text_of(each) for each in client.last.iter("div") if each.get("class", "").startswith("notice")]


def is_in(client: Browser) -> bool:
    """Whether the browser is let into the account page, and not led to the login."""
    return client.get("/me/account").status_code == 200
