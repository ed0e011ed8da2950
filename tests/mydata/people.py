"""A person for the pages of my data: an account made past the pages, logged in, who has answered something."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.banks.files import load, question_ids, recall_bank
from tests.client import Browser
from tests.conftest import Clock
from tests.study.pupil import Pupil
from webapp.accounts.logins import begin_login
from webapp.accounts.passwords import hash_password
from webapp.accounts.signup import NewAccount, make_account
from webapp.database import transaction

PASSWORD = "three green kettles"
_hashes: list[str] = []


def password_hash() -> str:
    """Hashed once: it is slow on purpose."""
    if not _hashes:
        _hashes.append(hash_password(PASSWORD))
    return _hashes[0]


def guest(app: Flask, clock: Clock, *, answers: int = 2) -> tuple[Pupil, Browser]:
    """Somebody without an account who has answered so many cards."""
    if not question_ids(app):
        load(app, recall_bank(3))
    pupil = Pupil(app, clock)
    for question_id in list(question_ids(app).values())[:answers]:
        pupil.answer(question_id, 3)
    client = app.test_client()
    assert isinstance(client, Browser)
    client.set_cookie("visitor", pupil.token)
    return pupil, client


def account(
    app: Flask, clock: Clock, *, name: str = "hana.k", role: str = "student", answers: int = 2
) -> tuple[Pupil, Browser]:
    """The same with a name and an open login."""
    kept = password_hash()
    pupil, client = guest(app, clock, answers=answers)
    new = NewAccount(name, kept, email=f"{name}@school.example", zone="Europe/Berlin")
    with app.app_context(), transaction() as session:
        make_account(session, new, role=role, guest_id=pupil.id, now=clock.now)
        pupil.token = begin_login(session, pupil.id, is_shared=False, label="Firefox on Linux", now=clock.now)
    client.set_cookie("visitor", pupil.token)
    return pupil, client


def downloaded(client: Browser) -> TestResponse:
    return client.send("/me/data/download")


def files_of(response: TestResponse) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def data_of(response: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files_of(response)["data.json"])
    return found
