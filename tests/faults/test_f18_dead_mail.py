"""F18: a mail server that takes connections and never says a word. Nobody waits for it, and the log names it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.accounts.people import account, rows
from tests.accounts.test_signup import sign_up
from tests.client import Browser
from tests.faults.conftest import Note
from webapp.accounts import mail
from webapp.accounts.mail import Post
from webapp.accounts.models import OneTimeCode, User
from webapp.accounts.policy import save_policy
from webapp.database import transaction

pytestmark = [pytest.mark.fault, pytest.mark.alone]

AT_MOST = 5.0  # seconds, of a page


@pytest.fixture
def silent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        post = Post(f"smtp://127.0.0.1:{server.getsockname()[1]}", "quiz@example.org")
        monkeypatch.setitem(app.config, "MAIL_POST", post)
        monkeypatch.setitem(app.config, "PUBLIC_URL", "https://quiz.example.org")
        monkeypatch.setattr(mail, "PATIENCE", 0.5)  # seconds; the shorter, the sooner the test is over
        yield
        for each in threading.enumerate():
            if each.name == "mail":
                each.join(10)


@pytest.mark.usefixtures("silent")
def test_f18_nobody_waits_for_a_dead_mail_server(
    app: Flask, client: Browser, note: Note, capsys: pytest.CaptureFixture[str]
) -> None:
    with app.app_context(), transaction() as session:
        save_policy(session, "open")
    started = time.monotonic()
    assert sign_up(client, email="hana@example.org") == 303
    registered = time.monotonic() - started
    other = account(app, "mo", email="mo@example.org")
    started = time.monotonic()
    assert app.test_client().get("/reset").status_code == 200
    answers = [send_reset(app, address) for address in ("mo@example.org", "nobody@example.org")]
    asked = time.monotonic() - started
    for each in threading.enumerate():
        if each.name == "mail":
            each.join(10)
    assert answers == [303, 303]  # both alike: the answer must not tell who has an account
    assert (registered < AT_MOST, asked < AT_MOST) == (True, True)
    assert sorted(row.name for row in rows(app, User) if row.name) == ["hana", "mo"]
    assert [row.user_id for row in rows(app, OneTimeCode)] == [other]
    [failed] = [line for line in capsys.readouterr().out.splitlines() if '"event": "mail_failed"' in line]
    assert '"error": "' in failed
    note(said=f"sign-up {registered:.1f} s, reset {asked:.1f} s, logged")


def send_reset(app: Flask, address: str) -> int:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return int(browser.send("/reset/mail", {"mail-email": address}).status_code)
