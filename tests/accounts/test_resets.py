"""A new password by code and by link: S14, S15, S26."""

from __future__ import annotations

import email
import json
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from tests.accounts.people import (
    OTHER,
    PASSWORD,
    account,
    browser,
    change,
    errors,
    form_to,
    hashed,
    heading,
    is_in,
    log_in,
    logged_in,
    notice,
    rows,
    user,
)
from tests.client import Browser
from tests.clock import Clock
from webapp.accounts import limits
from webapp.accounts.mail import Post
from webapp.accounts.models import OneTimeCode, RateCount
from webapp.accounts.resets import make_code
from webapp.accounts.service import disable, enable
from webapp.accounts.tokens import in_groups, new_code, token_hash
from webapp.database import transaction

URL = "https://quiz.example.org"


def code_for(app: Flask, user_id: int, *, is_link: bool = False) -> str:
    with app.app_context(), transaction() as session:
        return make_code(session, user_id, is_link=is_link, now=app.config["CLOCK"]())


def reset(client: Browser, name: str, code: str, password: str = OTHER) -> int:
    fields = {"code-name": name, "code-code": code, "code-password": password}
    return client.send("/reset", fields).status_code


@pytest.mark.slow  # three hashes
def test_s14_a_code_sets_the_password_once_and_ends_every_login(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    old = logged_in(app, user_id)
    code = code_for(app, user_id)
    assert [row.code_hash for row in rows(app, OneTimeCode)] == [token_hash(code)]
    assert reset(client, "Hana", in_groups(code).lower()) == 303
    assert [is_in(each) for each in (client, old)] == [False, False]  # nobody is logged in by it
    assert [log_in(browser(app), "hana", each).status_code for each in (PASSWORD, OTHER)] == [422, 303]
    assert (reset(client, "hana", code, "nine paper boats"), errors(client)) == (
        422,
        ["Name and code do not fit together, or the code is used up"],
    )


REFUSED = "Name and code do not fit together, or the code is used up"


@pytest.mark.parametrize("case", ["late", "newer", "other", "purpose", "disabled", "changed", "unknown", "nobody"])
def test_s14_a_code_that_is_not_for_this_now_is_refused(app: Flask, client: Browser, clock: Clock, case: str) -> None:
    user_id, other = account(app, "hana"), account(app, "other")
    code, name = code_for(app, user_id), "hana"
    if case == "late":
        clock.advance(minutes=60)
    elif case == "newer":
        code_for(app, user_id)
    elif case == "other":
        name = "other"
    elif case == "purpose":
        with app.app_context(), transaction() as session:
            session.execute(update(OneTimeCode).values(purpose="join"))
    elif case == "disabled":
        change(app, user_id, disabled_at=1)
    elif case == "changed":
        change(app, user_id, password_hash="another")
    elif case == "unknown":
        code = new_code()
    else:
        name = "nobody"
    before = [user(app, each).password_hash for each in (user_id, other)]
    assert (reset(client, name, code), errors(client)) == (422, [REFUSED])
    assert [user(app, each).password_hash for each in (user_id, other)] == before


def test_s14_a_link_sent_to_the_address_before_is_refused_when_that_was_changed(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana", email="old@example.org")
    link = code_for(app, user_id, is_link=True)
    owner = logged_in(app, user_id)
    fields = {"profile-shown": "Hana", "profile-email": "new@example.org", "profile-password": PASSWORD}
    assert owner.send("/me/account/profile", fields).status_code == 303
    client.get(f"/reset/link/{link}")
    assert client.send("/reset/new", {"password": OTHER}).status_code == 410
    assert user(app, user_id).password_hash == hashed(PASSWORD)


def test_s14_switching_an_account_off_and_on_brings_no_code_back(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana")
    code = code_for(app, user_id)
    with app.app_context(), transaction() as session:
        disable(session, user_id, now=app.config["CLOCK"]())
        enable(session, user_id, now=app.config["CLOCK"]())
    assert reset(client, "hana", code) == 422


@pytest.mark.slow  # hashes each guess
def test_a_new_password_ends_the_wait_in_the_owners_own_browser(app: Flask) -> None:
    user_id = account(app, "hana")
    owner, other = browser(app), browser(app)
    for client in (owner, other):
        log_in(client, "hana")
        client.send("/logout")
    for client in (owner, other):
        assert [log_in(client, "hana", OTHER).status_code for _ in range(11)][-1] == 429
    neighbour = limits.LOGIN_HERE.key(f"{user_id}1:mark")
    with app.app_context(), transaction() as session:
        limits.take(session.connection(), neighbour, limit=1, window_ms=1, now=app.config["CLOCK"]())
    assert reset(owner, "hana", code_for(app, user_id)) == 303
    assert [log_in(client, "hana", OTHER).status_code for client in (owner, other)] == [303, 303]
    assert [row.count for row in rows(app, RateCount) if row.key == neighbour] == [1]


def test_a_code_is_good_to_the_last_millisecond(app: Flask, client: Browser, clock: Clock) -> None:
    code = code_for(app, account(app, "hana"))
    clock.advance(minutes=60, ms=-1)
    assert reset(client, "hana", code) == 303


def test_s15_codes_tried_are_counted_for_known_and_unknown_names_alike(app: Flask, client: Browser) -> None:
    account(app, "hana")
    for name in ("hana", "nobody"):
        assert [reset(client, name, new_code()) for _ in range(4)] == [422, 422, 422, 429]


def test_s15_codes_tried_for_a_name_do_not_tell_whose_address_it_is(app: Flask, client: Browser) -> None:
    code = code_for(app, account(app, "hana", email="hana@example.org"))
    assert [reset(client, "hana", new_code()) for _ in range(3)] == [422] * 3
    for address in ("hana@example.org", "nobody@example.org"):
        assert [reset(client, address, code) for _ in range(4)] == [422, 422, 422, 429]


def test_what_cannot_be_a_code_is_no_guess(app: Flask, client: Browser) -> None:
    code = code_for(app, account(app, "hana"))
    assert [reset(client, "hana", text) for text in ("", "ABC", code[:-1], code + "A", "O0I1" * 3)] == [422] * 5
    assert [reset(client, "hana", code, weak) for weak in ("short", "password1")] == [422, 422]
    assert reset(client, "hana", code) == 303


def test_the_page_says_that_no_mail_is_sent_where_there_is_no_server(client: Browser) -> None:
    client.get("/reset")
    assert [form.action for form in client.forms() if "reset" in form.action] == ["/reset"]
    assert client.send("/reset/mail", {"mail-email": "hana@example.org"}).status_code == 422


# --- by mail: a server of our own that takes letters ---------------------------------------------------------------


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        def say(line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split()[0].upper()
            if word == "DATA":
                say("354 go on")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.server.letters.append(text)  # type: ignore[attr-defined]
                self.server.arrived.set()  # type: ignore[attr-defined]
            say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return


@pytest.fixture
def letterbox(app: Flask) -> Iterator[Any]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
    server.daemon_threads = True
    server.letters, server.arrived = [], threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    kept = {name: app.config[name] for name in ("MAIL_POST", "PUBLIC_URL")}
    app.config.update(
        MAIL_POST=Post(f"smtp://127.0.0.1:{server.server_address[1]}", "quiz@example.org"), PUBLIC_URL=URL
    )
    yield server
    app.config.update(kept)
    wait_for_mail()
    server.shutdown()
    server.server_close()
    thread.join()


def wait_for_mail() -> None:
    for each in threading.enumerate():
        if each.name == "mail":
            each.join(5)


def link_in(letterbox: Any) -> str:
    assert letterbox.arrived.wait(5)
    message = email.message_from_bytes(letterbox.letters[-1])
    assert (message["To"], message["From"], message["Subject"]) == (
        "hana@example.org",
        "quiz@example.org",
        "A new password",
    )
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    return next(word for word in body.decode().split() if "/reset/link/" in word)


def ask(client: Browser, address: str) -> Any:
    return client.send("/reset/mail", {"mail-email": address})


def test_s26_a_link_names_our_address_whatever_the_host_header_says(app: Flask, letterbox: Any) -> None:
    account(app, "hana", email="hana@example.org")
    client, forged = browser(app), "http://evil.example"
    client.get("/reset", base_url=forged)
    fields = {**dict(form_to(client, "/reset/mail").fields), "mail-email": "HANA@example.org"}
    assert client.post("/reset/mail", data=fields, base_url=forged).status_code == 303
    assert link_in(letterbox).startswith(f"{URL}/reset/link/")


def test_s14_a_link_is_exchanged_for_a_form_at_once(app: Flask, client: Browser, letterbox: Any) -> None:
    account(app, "hana", email="hana@example.org")
    ask(client, "hana@example.org")
    path = link_in(letterbox).removeprefix(URL)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reset/new")
    assert (client.get("/reset/new").status_code, heading(client)) == (200, "Choose a new password")
    assert client.submit(form_to(client, "/reset/new"), password="short").status_code == 422
    done = client.submit(form_to(client, "/reset/new"), password=OTHER)
    assert (done.status_code, done.headers["Location"]) == (303, "/login?new=1")
    client.get(path)
    assert (client.get("/reset/new").status_code, heading(client)) == (410, "This link works no more")
    assert log_in(client, "hana", OTHER).status_code == 303


def test_s15_the_answer_is_the_same_for_addresses_that_nobody_has(app: Flask, letterbox: Any) -> None:
    user_id = account(app, "hana", email="hana@example.org")
    account(app, "off", email="off@example.org")
    change(app, user_id + 1, disabled_at=1)
    found = []
    for address in ("hana@example.org", "nobody@example.org", "off@example.org"):
        client = browser(app)
        answer = ask(client, address)
        client.get(answer.headers["Location"])
        found.append((answer.status_code, answer.headers["Location"], notice(client)))
    says = "If an account has this address, a link is on its way. It works for an hour, once."
    assert found == [(303, "/reset?sent=1", [says])] * 3
    wait_for_mail()
    assert (len(letterbox.letters), len(rows(app, OneTimeCode))) == (1, 1)


def test_three_links_an_hour_and_nobody_is_told(app: Flask, client: Browser, letterbox: Any) -> None:
    account(app, "hana", email="hana@example.org")
    assert [ask(client, "hana@example.org").status_code for _ in range(5)] == [303] * 5
    wait_for_mail()
    assert len(rows(app, OneTimeCode)) == 3


def test_a_mail_server_that_does_not_answer_is_noted_and_nothing_else(
    app: Flask, client: Browser, letterbox: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    account(app, "hana", email="hana@example.org")
    app.config["MAIL_POST"] = Post("smtp://127.0.0.1:1", "quiz@example.org")
    assert ask(client, "hana@example.org").status_code == 303
    wait_for_mail()
    out = capsys.readouterr().out
    noted = [json.loads(line) for line in out.splitlines() if "mail_failed" in line]
    assert [(each["event"], each["error"]) for each in noted] == [("mail_failed", "ConnectionRefusedError")]
    assert "hana@example.org" not in out
