"""A teacher's own banks: named, shared by a link, taken away, and what students report answered."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from tests.accounts.people import account, browser, heading, logged_in
from tests.banks.files import question_ids
from tests.client import Browser
from tests.conftest import Clock
from tests.teaching.teacher import FIRST, WRONG, banks, brought, confirmed, page_text, teacher
from webapp.banks.models import Question, QuestionWord, Version
from webapp.banks.word_index import words_of
from webapp.database import db, transaction
from webapp.study.models import Report
from webapp.teaching.models import Upload, UploadPart
from webapp.teaching.service import purge_uploads


def own(app: Flask, visibility: str = "private", text: str = FIRST) -> tuple[Browser, str]:
    client = teacher(app)
    confirmed(client, brought(client, text, title="Plants", visibility=visibility))
    return client, banks(app)[0].slug


def test_without_banks_the_list_says_what_to_do(app: Flask) -> None:
    client = teacher(app)
    client.get("/t/banks")
    assert "Upload your first set" in page_text(client)


def test_a_bank_is_renamed(app: Flask) -> None:
    client, slug = own(app)
    client.send(f"/t/banks/{slug}/describe", {"title": "Trees", "description": "Of the park", "subject": "Biology"})
    client.get(f"/t/banks/{slug}")
    assert heading(client) == "Trees"
    assert client.send(f"/t/banks/{slug}/describe", {"title": ""}).status_code == 422
    assert banks(app)[0].title == "Trees"


def test_cards_show_the_new_title_at_once(app: Flask) -> None:
    client, slug = own(app)
    assert "Plants · " in client.get(f"/study?bank={slug}").get_data(as_text=True)
    client.send(f"/t/banks/{slug}/describe", {"title": "Trees"})
    assert "Trees · " in client.get(f"/study?bank={slug}").get_data(as_text=True)


def test_who_may_see_it(app: Flask) -> None:
    client, slug = own(app)
    stranger = browser(app)
    found = {}
    for visibility in ("private", "link", "public"):
        client.send(f"/t/banks/{slug}/share", {"visibility": visibility})
        status = stranger.get(f"/banks/{slug}").status_code
        stranger.get("/banks")
        found[visibility] = (status, "Plants" in page_text(stranger))
    assert found == {"private": (404, False), "link": (200, False), "public": (200, True)}


def test_whoever_has_begun_a_bank_by_its_link_finds_it_in_the_list(app: Flask) -> None:
    _client, slug = own(app, "link")
    pupil = logged_in(app, account(app, "pupil"))
    pupil.get(f"/study?bank={slug}")
    pupil.submit(next(form for form in pupil.forms() if form.action == "/study/answer"), choice="1")
    pupil.get("/banks")
    assert "Plants" in page_text(pupil)


def test_a_new_link_takes_the_place_of_the_old_one(app: Flask) -> None:
    client, slug = own(app, "link")
    moved = client.send(f"/t/banks/{slug}/link").headers["Location"]
    new = banks(app)[0].slug
    assert moved == f"/t/banks/{new}?saved=link"
    assert (browser(app).get(f"/banks/{slug}").status_code, browser(app).get(f"/banks/{new}").status_code) == (404, 200)


def test_questions_are_retired_and_come_back(app: Flask) -> None:
    client, slug = own(app)
    key = question_ids(app, slug)["q1"]
    client.send(f"/t/banks/{slug}/questions", {"do": "retired", "id": str(key)})
    assert banks(app)[0].question_count == 2
    client.send(f"/t/banks/{slug}/questions", {"do": "active", "id": str(key)})
    assert banks(app)[0].question_count == 3


def test_what_comes_back_is_found_by_its_words(app: Flask) -> None:
    client, slug = own(app)
    key = question_ids(app, slug)["q1"]
    with app.app_context(), transaction() as session:
        session.execute(update(Question).values(indexed_version_id=None))
        session.execute(delete(QuestionWord))
    for deed in ("retired", "active"):
        client.send(f"/t/banks/{slug}/questions", {"do": deed, "id": str(key)})
    with app.app_context():
        question = db.session.get_one(Question, key)
        words = db.session.scalars(select(QuestionWord.word).where(QuestionWord.question_id == key)).all()
        assert question.indexed_version_id == question.version_id
        assert set(words) == words_of(db.session.get_one(Version, question.version_id).content)
        db.session.rollback()


def test_anothers_question_is_not_retired(app: Flask) -> None:
    _client, slug = own(app)
    other = logged_in(app, account(app, "other", role="teacher"))
    confirmed(other, brought(other, FIRST))
    theirs = next(bank.slug for bank in banks(app) if bank.slug != slug)
    key = question_ids(app, slug)["q1"]
    other.send(f"/t/banks/{theirs}/questions", {"do": "retired", "id": str(key)})
    assert [bank.question_count for bank in banks(app)] == [3, 3]


def test_a_bank_is_taken_away_and_brought_back_the_same(app: Flask) -> None:
    client, slug = own(app)
    client.get(f"/t/banks/{slug}/export")
    assert "Nothing is lost." in page_text(client)
    file = client.send(f"/t/banks/{slug}/export", {"format": "bank"}).get_data()
    preview = brought(client, file, name="plants.yaml", to=f"/t/banks/{slug}/upload")
    client.get(f"{preview}/changes")
    assert heading(client) == "0 changed, 0 new, 0 missing, 3 same"


def test_an_import_is_taken_back(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    report = confirmed(
        client, brought(client, FIRST + WRONG.splitlines()[-1].replace(",C,", ",1,"), to=f"/t/banks/{slug}/upload")
    )
    assert banks(app)[0].question_count == 4
    clock.advance(hours=1)
    client.send(f"{report}/undo")
    assert banks(app)[0].question_count == 3
    client.get(report)
    assert heading(client) == "This upload was taken back"
    assert client.send(f"{report}/undo").status_code == 422


def test_a_report_is_read_without_a_name_and_answered(app: Flask) -> None:
    client, slug = own(app, "public")
    pupil = account(app, "pupil")
    with app.app_context(), transaction() as session:
        question = session.execute(select(Question).where(Question.external_id == "q1")).scalar_one()
        row = {"question_id": question.id, "version_id": question.version_id, "user_id": pupil}
        session.execute(insert(Report).values(**row, reason="unclear", comment="Which plants?", created_at=0))
        report = session.execute(select(Report.id)).scalar_one()
    client.get(f"/t/banks/{slug}/reports")
    assert heading(client) == "1 report to read"
    assert "Which plants?" in page_text(client)
    assert "pupil" not in page_text(client)
    client.send(f"/t/banks/{slug}/reports/{report}", {f"r{report}-reply": "All green ones.", "status": "fixed"})
    client.get(f"/t/banks/{slug}/reports")
    assert heading(client) == "No report waits for you"
    assert "Your reply. All green ones." in page_text(client)
    told = logged_in(app, pupil)
    told.get("/study/reports")
    assert "Mended Which gas do plants take in? I do not understand the question · Reply. All green ones." in page_text(
        told
    )


@pytest.mark.parametrize("days", [6, 8])
def test_an_upload_that_nobody_confirms_is_swept(app: Flask, clock: Clock, days: int) -> None:
    client = teacher(app)
    brought(client, FIRST)
    clock.advance(hours=24 * days)
    with app.app_context():
        while True:
            with transaction() as session:
                if not purge_uploads(session, app.config["CLOCK"]()):
                    break
        left = [db.session.query(model).count() for model in (Upload, UploadPart)]
        db.session.rollback()
    assert left == ([1, 2] if days == 6 else [0, 0])
