"""S15: what takes as long for somebody who does not exist."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask

from tests.accounts.people import OTHER, account, browser, log_in, policy, rows
from webapp.accounts.mail import Post
from webapp.accounts.models import OneTimeCode
from webapp.accounts.tokens import new_code

RUNS = 6
LETTERS = 16  # a request for one takes a millisecond, so that the shortest of more is looked at
APART = 0.2  # of the longer time


def work(ask: Callable[[], int]) -> float:
    """Seconds of this process's CPU: what the machine does beside does not count."""
    started = time.process_time()
    assert ask() in {303, 422}
    return time.process_time() - started


def are_alike(known: Callable[[], int], unknown: Callable[[], int]) -> bool:
    pairs = [(work(known), work(unknown)) for _ in range(RUNS)]
    return are_near(*(statistics.median(times) for times in zip(*pairs, strict=True)))


def are_near(one: float, other: float) -> bool:
    return bool(abs(one - other) <= APART * max(one, other))


@pytest.mark.slow  # hashes a dozen passwords
def test_s15_login(app: Flask) -> None:
    account(app, "hana")
    client = browser(app)
    client.get("/login")
    assert are_alike(
        lambda: log_in(client, "hana", OTHER).status_code, lambda: log_in(client, "nobody", OTHER).status_code
    )


@pytest.mark.slow  # some pages, several times
def test_s15_reset_by_code(app: Flask) -> None:
    names = [f"pupil{number}" for number in range(RUNS)]
    for name in names:
        account(app, name)
    client, known, unknown = browser(app), iter(names), iter(f"nobody{number}" for number in range(RUNS))

    def tried(name: str) -> int:
        fields = {"code-name": name, "code-code": new_code(), "code-password": OTHER}
        return client.send("/reset", fields).status_code

    client.get("/reset")
    assert are_alike(lambda: tried(next(known)), lambda: tried(next(unknown)))


@pytest.mark.slow  # hashes a dozen passwords
def test_s15_registration_with_an_address_that_somebody_has(app: Flask) -> None:
    policy(app, "open")
    account(app, "hana", email="hana@example.org")
    numbers = iter(range(100))

    def sign_up(email: str) -> int:
        fields = {"name": f"pupil{next(numbers)}", "password": OTHER, "email": email}
        return browser(app).send("/signup", fields).status_code

    assert are_alike(lambda: sign_up("hana@example.org"), lambda: sign_up(f"new{next(numbers)}@example.org"))


@pytest.mark.slow  # some letters, several times
def test_s15_reset_by_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that nobody answers for: the letter to somebody known fails, which takes its time as well."""
    monkeypatch.setitem(app.config, "MAIL_POST", Post("smtp://127.0.0.1:9", "quiz@example.org"))
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://quiz.example.org")
    for number in range(LETTERS):
        account(app, f"pupil{number}", email=f"pupil{number}@example.org")
    client = browser(app)
    token = client.token()

    def asked(address: str) -> float:
        """Of this thread alone: what is done behind the answer makes nobody wait for it."""
        started = time.thread_time()
        assert client.post("/reset/mail", data={"csrf_token": token, "mail-email": address}).status_code == 303
        taken = time.thread_time() - started
        for each in threading.enumerate():
            if each.name == "mail":
                each.join(5)
        return taken

    asked("first@example.org")
    pairs = [[asked(f"{name}{number}@example.org") for name in ("pupil", "nobody")] for number in range(LETTERS)]
    assert are_near(*(min(times) for times in zip(*pairs, strict=True)))
    assert len(rows(app, OneTimeCode)) == LETTERS
