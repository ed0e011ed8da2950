"""S17, S18: what may be a password, and how it is kept."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask

from webapp.accounts import passwords
from webapp.accounts.passwords import (
    DUMMY,
    WeakPassword,
    check_password,
    hash_password,
    is_common,
    needs_rehash,
    verify_password,
)
from webapp.database import transaction

PARAMETERS = "$argon2id$v=19$m=19456,t=2,p=1$"


def reason(password: str, *names: str) -> str:
    try:
        check_password(password, names=names)
    except WeakPassword as weak:
        return weak.reason
    return ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "short"),
        ("seven77", "short"),
        ("eight888", ""),
        ("x9" * 512, "common"),
        ("correct horse battery staple " * 35, ""),
        ("correct horse battery staple " * 36, "long"),
        ("парольный мост", ""),
        ("🐦🐦🐦🐦🐦🐦🐦🐦", "common"),
        ("🐦🦊🌲🌊🍎🎈🚲🏔", ""),
        (" spaces count ", ""),
    ],
)
def test_s17_length_is_eight_to_a_thousand_characters(password: str, why: str) -> None:
    is_common("x")  # the list is read at the first call
    assert reason(password) == why


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password1!",
        "p4ssw0rd2024",
        "12345678",
        "123456789012",
        "qwertyuiop",
        "qwertz123",
        "asdfghjkl",
        "abcdefgh",
        "zyxwvuts",
        "aaaaaaaa",
        "abcabcabc",
        "iloveyou",
        "ILOVEYOU!!",
        "sunshine99",
        "football1",
        "letmein123",
        "adminadmin",
        "19900101",
        "monkey2000",
        "trustno1trustno1",
        "recollect1",
        "liverpool1",
        "princess*",
        "dragon12345",
    ],
)
def test_s17_what_everybody_tries_first_is_refused(password: str) -> None:
    is_common("x")
    assert reason(password, "recollect") in {"common", "name"}


@pytest.mark.parametrize(
    "password", ["quiet harbour lantern 7", "tR7-xk2.Vq", "meinhundfrisstgras", "bridge over seven", "gnaw7tulip"]
)
def test_s17_what_nobody_tries_is_taken(password: str) -> None:
    is_common("x")
    assert reason(password, "hana", "Lakeside School") == ""


@pytest.mark.parametrize("password", ["lakeside school", "LakesideSchool1", "hana.kimura!!"])
def test_s17_the_names_of_person_and_site_are_refused(password: str) -> None:
    is_common("x")
    assert reason(password, "hana.kimura", "Lakeside School") == "name"


@pytest.mark.slow  # three hashes
def test_s18_a_hash_is_argon2id_with_our_cost_and_the_whole_password_counts() -> None:
    long = "ü" * 199
    kept = hash_password(long + "a")
    assert kept.startswith(PARAMETERS)
    assert [verify_password(kept, long + "a"), verify_password(kept, long + "b")] == [True, False]
    assert (needs_rehash(kept), needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$aGFzaA")) == (False, True)


@pytest.mark.slow  # a hash
def test_s15_somebody_who_does_not_exist_costs_a_hash_as_well() -> None:
    assert DUMMY.startswith(PARAMETERS)
    started = time.process_time()
    assert verify_password(None, "anything at all") is False
    nobody = time.process_time() - started
    assert nobody > 0.01  # the work is done


def test_s17_a_megabyte_is_refused_before_it_is_hashed() -> None:
    started = time.process_time()
    assert verify_password(None, "x" * 1_000_000) is False
    assert reason("x" * 1_000_000) == "long"
    assert time.process_time() - started < 0.01


def test_what_is_no_hash_lets_nobody_in() -> None:
    assert [verify_password(kept, "x") for kept in ("", "x", "plain")] == [False, False, False]


@pytest.mark.slow  # four hashes
def test_s18_two_are_hashed_at_once_and_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    real = passwords._hasher.hash

    class Counting:
        def hash(self, password: str) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            try:
                return real(password)
            finally:
                with lock:
                    running -= 1

    monkeypatch.setattr(passwords, "_hasher", Counting())
    threads = [threading.Thread(target=hash_password, args=("quiet harbour",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= passwords.AT_ONCE == 2


def test_s18_a_password_is_never_hashed_inside_a_transaction(app: Flask) -> None:
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="hashed inside transaction"):
        hash_password("quiet harbour lantern")
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="hashed inside transaction"):
        verify_password(None, "quiet harbour lantern")
