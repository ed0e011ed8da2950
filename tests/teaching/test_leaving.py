"""A teacher's banks when the teacher is gone, and in the export before."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.accounts.people import account, logged_in
from tests.clock import START
from tests.media.drawn import picture, stored
from tests.teaching.teacher import FIRST, banks, brought, confirmed
from webapp.accounts.retention import make_nobody
from webapp.banks.models import Bank, Question
from webapp.database import db, transaction
from webapp.exchange.media import key_of
from webapp.study.holdings import answered
from webapp.teaching.exporting import sections
from webapp.teaching.leaving import DAY, KEPT_DAYS, sweep_left
from webapp.teaching.service import purge_uploads


def of_teacher(app: Flask, *visibilities: str) -> int:
    """A teacher with a bank of each sort."""
    user_id = account(app, "ines", role="teacher")
    client = logged_in(app, user_id)
    for visibility in visibilities:
        confirmed(client, brought(client, FIRST, title=visibility, visibility=visibility))
    return user_id


def erase(app: Flask, user_id: int) -> None:
    with app.app_context(), transaction() as session:
        make_nobody(session, user_id, START)
        while purge_uploads(session, START + DAY):
            pass


def night(app: Flask, days: int) -> str:
    with app.app_context():
        said = sweep_left(START + days * DAY, answered=answered)
        db.session.rollback()
    return said


def test_what_others_may_study_stays_without_an_owner(app: Flask) -> None:
    erase(app, of_teacher(app, "private", "link", "public"))
    assert [(bank.title, bank.visibility, bank.owner_id) for bank in banks(app)] == [
        ("private", "private", None),
        ("link", "link", None),
        ("public", "public", None),
    ]
    assert night(app, KEPT_DAYS + 1) == "1 banks of erased teachers dropped"
    assert [bank.title for bank in banks(app)] == ["link", "public"]
    pupil = app.test_client()
    assert pupil.get(f"/banks/{banks(app)[0].slug}").status_code == 200


@pytest.mark.parametrize(("days", "left"), [(0, 2), (KEPT_DAYS - 1, 2), (KEPT_DAYS, 1)])
def test_a_private_bank_goes_after_its_days(app: Flask, days: int, left: int) -> None:
    erase(app, of_teacher(app, "private", "link"))
    night(app, days)
    assert len(banks(app)) == left


def test_who_answered_when_it_was_open_keeps_it(app: Flask) -> None:
    user_id = of_teacher(app, "public")
    pupil = logged_in(app, account(app, "jo"))
    page = pupil.get(f"/study?bank={banks(app)[0].slug}")
    assert page.status_code == 200
    form = next(form for form in pupil.forms() if form.action == "/study/answer")
    pupil.submit(form, choice="1")
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).where(Bank.owner_id == user_id).values(visibility="private"))
    erase(app, user_id)
    assert night(app, 400) == "0 banks of erased teachers dropped"
    with app.app_context():
        assert db.session.scalar(select(func.count(Question.id))) == 3
        db.session.rollback()


def test_a_bank_without_a_teacher_from_the_start_stays(app: Flask) -> None:
    of_teacher(app, "private")
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(owner_id=None))
    assert night(app, 400) == "0 banks of erased teachers dropped"


def test_own_banks_are_in_the_export(app: Flask) -> None:
    user_id = of_teacher(app, "private", "link")
    with app.app_context(), db.engine.connect() as connection:
        first, second = sections(connection, user_id)["own_banks"]
    assert (first["title"], first["visibility"], second["visibility"]) == ("private", "private", "link")
    assert [each["content"]["prompt"] for each in first["questions"]] == [
        "Which gas do plants take in?",
        "Which part takes in water?",
        "Which part makes seeds?",
    ]
    assert "line" not in first["questions"][0]


def test_the_pictures_of_own_banks_are_in_the_export(app: Flask) -> None:
    client = logged_in(app, account(app, "ines", role="teacher"))
    shown = stored(app, picture("red"))
    image = f'<img src=""{shown.reference}"" alt=""a leaf"">'
    text = FIRST.replace("Which gas do plants take in?", f'"{image} Which gas do plants take in?"')
    confirmed(client, brought(client, text, title="Plants"))
    answer = client.send("/me/data/download")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        names = archive.namelist()
        held = archive.read(shown.reference.replace("media:", "media/"))
        said = json.loads(archive.read("data.json"))["own_banks"][0]["questions"][0]["content"]["prompt"]
    assert (key_of(held), names.count(shown.reference.replace("media:", "media/"))) == (shown.key, 1)
    assert shown.reference in said
