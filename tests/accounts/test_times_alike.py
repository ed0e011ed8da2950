"""S15: what takes as long for somebody who does not exist."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from itertools import count, cycle

import pytest
from flask import Flask

from tests.accounts.people import OTHER, account, browser, log_in, policy, rows
from tests.clock import Clock
from webapp.accounts.mail import Post
from webapp.accounts.models import OneTimeCode
from webapp.accounts.tokens import new_code

RUNS = 6
LETTERS = 24  # a request for one takes a millisecond, so that more of them are looked at
ROUNDS = 3
NEAR, APART = 0.1, 0.15  # of the longer time

Ask = Callable[[], float]


def work(ask: Callable[[], int]) -> Ask:
    """Asks, and says the seconds of this process's CPU: what the machine does beside does not count."""

    def asked() -> float:
        started = time.process_time()
        assert ask() in {303, 422}
        return time.process_time() - started

    return asked


def assert_alike(clock: Clock, known: Ask, unknown: Ask, *, runs: int = RUNS) -> None:
    """In pairs, one right after the other: a machine that is fast now and slow then is so for both of a pair. Where the
    pairs are not near at once, more of them are asked for: chance is less in the middle of more, and what the app does
    more for one of the two is not."""
    pairs: list[tuple[float, float]] = []
    apart = 0.0
    for _ in range(ROUNDS):
        pairs += [pair(known, unknown, number % 2 == 0) for number in range(runs)]
        apart = statistics.median((one - other) / max(one, other) for one, other in pairs)
        if abs(apart) <= NEAR:
            return
        clock.advance(hours=2)  # what was asked counts towards no limit any more
    took = [statistics.median(times) * 1000 for times in zip(*pairs, strict=True)]
    assert abs(apart) <= APART, (
        f"known {took[0]:.2f} ms, unknown {took[1]:.2f} ms, {apart:.0%} apart in the middle pair"
    )


def pair(known: Ask, unknown: Ask, is_known_first: bool) -> tuple[float, float]:
    """Each finds the processor's caches as the one before has left them, and a letter leaves less in them: so now the
    one is first, now the other."""
    if is_known_first:
        return known(), unknown()
    other = unknown()
    return known(), other


@pytest.mark.slow  # hashes a dozen passwords
def test_s15_login(app: Flask, clock: Clock) -> None:
    account(app, "hana")
    client = browser(app)
    client.get("/login")
    assert_alike(
        clock,
        work(lambda: log_in(client, "hana", OTHER).status_code),
        work(lambda: log_in(client, "nobody", OTHER).status_code),
    )


@pytest.mark.slow  # some pages, several times
def test_s15_reset_by_code(app: Flask, clock: Clock) -> None:
    names = [f"pupil{number}" for number in range(RUNS)]
    for name in names:
        account(app, name)
    client, known, unknown = browser(app), cycle(names), cycle(f"nobody{number}" for number in range(RUNS))

    def tried(name: str) -> int:
        fields = {"code-name": name, "code-code": new_code(), "code-password": OTHER}
        return client.send("/reset", fields).status_code

    client.get("/reset")
    assert_alike(clock, work(lambda: tried(next(known))), work(lambda: tried(next(unknown))))


@pytest.mark.slow  # hashes a dozen passwords
def test_s15_registration_with_an_address_that_somebody_has(app: Flask, clock: Clock) -> None:
    policy(app, "open")
    account(app, "hana", email="hana@example.org")
    numbers = count()

    def sign_up(email: str) -> int:
        fields = {"name": f"pupil{next(numbers)}", "password": OTHER, "email": email}
        return browser(app).send("/signup", fields).status_code

    assert_alike(
        clock, work(lambda: sign_up("hana@example.org")), work(lambda: sign_up(f"new{next(numbers)}@example.org"))
    )


@pytest.mark.slow  # some letters, several times
def test_s15_reset_by_mail(app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that nobody answers for: the letter to somebody known fails, which takes its time as well."""
    monkeypatch.setitem(app.config, "MAIL_POST", Post("smtp://127.0.0.1:9", "quiz@example.org"))
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://quiz.example.org")
    for number in range(LETTERS):
        account(app, f"pupil{number}", email=f"pupil{number}@example.org")
    client = browser(app)
    token = client.token()
    known = cycle([f"pupil{number}@example.org" for number in range(LETTERS)])
    unknown = cycle([f"nobody{number}@example.org" for number in range(LETTERS)])
    written: list[str] = []

    def asked(address: str) -> float:
        """Of this thread alone and until the answer has left: what is done after it makes nobody wait."""
        fields = {"csrf_token": token, "mail-email": address}
        started = time.thread_time()
        answer = client.post("/reset/mail", data=fields, buffered=False)
        taken = time.thread_time() - started
        assert answer.status_code == 303
        answer.close()
        written.append(address)
        for each in threading.enumerate():
            if each.name == "mail":
                each.join(5)
        return taken

    asked("first@example.org")
    assert_alike(clock, lambda: asked(next(known)), lambda: asked(next(unknown)), runs=LETTERS)
    letters = [address for address in written if address.startswith("pupil")]
    assert len(rows(app, OneTimeCode)) == len(letters) >= LETTERS
