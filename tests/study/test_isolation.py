"""What belongs to one guest is neither shown to another nor changed by one: 404 with the body of a missing id."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.banks.files import asked, bank_file, load, question_ids
from tests.client import Browser
from tests.study.learner import Learner
from tests.study.pupil import count_of
from webapp.banks.models import Bank
from webapp.database import Base, db, transaction
from webapp.study.keys import new_key
from webapp.study.models import Card, Report, Review, StudySession

MISSING = "01a20cff-0000-7000-8000-000000000000"


@pytest.fixture
def mine(app: Flask, learner: Learner) -> dict[str, str]:
    """A session with a wrong answer in it, and the ids that it is known by."""
    load(app, bank_file([asked("q1", "short_answer"), asked("q2", "choice")]))
    learner.open()
    ticket = learner.card_form()["ticket"]
    session_id = learner.ticket().session_id
    learner.follow(learner.client.submit(learner.card_form(), text="breathing"))
    with app.app_context():
        review_id = db.session.query(Review).one().id
        db.session.rollback()
    return {"session": session_id, "review": review_id, "ticket": ticket}


@pytest.fixture(params=["somebody", "nobody"])
def stranger(request: pytest.FixtureRequest, app: Flask, mine: dict[str, str]) -> Browser:
    """Another guest with a session of the own, or somebody who has only looked."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    other = Learner(app, browser)
    other.open()
    if request.param == "somebody":
        other.answer()
    return browser


def everything(app: Flask) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with app.app_context():
        found = {
            table.name: [tuple(row) for row in db.session.execute(table.select().order_by(*table.primary_key)).all()]
            for table in Base.metadata.sorted_tables
        }
        db.session.rollback()
    return found


def told(response: TestResponse) -> tuple[int, str]:
    """Status and body, without what is new in each page: tokens, times, the id of the request."""
    body = re.sub(r'request [0-9a-f]{16}|name="(csrf_token|key)" value="[^"]*"', "", response.get_data(as_text=True))
    return response.status_code, body


@pytest.mark.parametrize(
    "address", ["/study/s/{session}", "/study/s/{session}?reveal=1", "/study/s/{session}/r/{review}"]
)
def test_s01_anothers_pages_are_pages_that_there_are_not(stranger: Browser, mine: dict[str, str], address: str) -> None:
    theirs = told(stranger.get(address.format(**mine)))
    missing = told(stranger.get(address.format(session=MISSING, review=MISSING)))
    assert (theirs[0], theirs) == (404, missing)


def test_s01_anothers_summary_leads_where_a_missing_one_leads(stranger: Browser, mine: dict[str, str]) -> None:
    found = [stranger.get(f"/study/s/{session}/done") for session in (mine["session"], MISSING)]
    assert [(each.status_code, each.headers["Location"]) for each in found] == [(303, "/banks")] * 2


@pytest.mark.parametrize("address", ["/study/s/{session}/undo", "/study/s/{session}/r/{review}/claim"])
def test_s01_anothers_actions_are_404_and_change_nothing(
    app: Flask, stranger: Browser, mine: dict[str, str], address: str
) -> None:
    before = everything(app)
    theirs = told(stranger.send(address.format(**mine)))
    missing = told(stranger.send(address.format(session=MISSING, review=MISSING)))
    assert (theirs[0], theirs, everything(app)) == (404, missing, before)


def test_s01_my_review_in_anothers_session_is_404_too(app: Flask, mine: dict[str, str], learner: Learner) -> None:
    before = everything(app)
    for address in (f"/study/s/{MISSING}/r/{mine['review']}", f"/study/s/{mine['session']}/r/{MISSING}"):
        assert learner.client.get(address).status_code == 404
        assert learner.client.send(f"{address}/claim").status_code == 404
    assert everything(app) == before


def test_s06_an_answer_into_anothers_session_is_404_and_no_row(
    app: Flask, stranger: Browser, mine: dict[str, str]
) -> None:
    before = everything(app)
    sent = {"ticket": mine["ticket"], "key": new_key(0), "text": "photosynthesis"}
    assert stranger.send("/study/answer", sent).status_code == 404
    assert stranger.send("/study/aside", {"ticket": mine["ticket"], "until": "1"}).status_code == 404
    assert everything(app) == before


def test_s06_review_of_a_card_i_cannot_study(app: Flask, learner: Learner) -> None:
    """The card was on the page when its bank was still open."""
    load(app, bank_file([asked("q1", "short_answer")]))
    learner.open()
    form = learner.card_form()
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(visibility="private"))
    sent = learner.client.submit(form, text="photosynthesis")
    assert sent.status_code == 404
    assert learner.client.send("/study/aside", {"ticket": form["ticket"], "until": "1"}).status_code == 404
    assert [count_of(app, model) for model in (Review, Card, StudySession, Report)] == [0, 0, 0, 0]
    assert [learner.client.get(f"/{page}science").status_code for page in ("banks/", "try/", "study?bank=")] == [
        404
    ] * 3


def test_s06_a_card_of_a_bank_that_was_closed_is_not_shown_any_more(app: Flask, learner: Learner) -> None:
    load(app, bank_file([asked("q1", "choice"), asked("q2", "choice")]))
    learner.open()
    learner.answer()
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(visibility="private"))
    answered = learner.go_on()
    assert answered.request.path.endswith("/done")
    assert not re.search(r"\bq2\b", answered.get_data(as_text=True))  # a token may hold the letters among others


def test_s06_a_report_about_a_card_of_a_closed_bank_is_404(app: Flask, learner: Learner) -> None:
    load(app, bank_file([asked("q1", "choice")]))
    learner.open()
    ticket = learner.card_form()["ticket"]
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(visibility="private"))
    refused = learner.client.send("/study/report", {"ticket": ticket, "reason": "other"})
    assert (refused.status_code, count_of(app, Report)) == (404, 0)
    assert learner.client.get("/study/report", query_string={"card": ticket}).status_code == 404


def test_s01_a_report_page_shows_no_answer_of_another(app: Flask, stranger: Browser, mine: dict[str, str]) -> None:
    """Tickets are no secret between two tabs; what the learner wrote is."""
    body = stranger.get("/study/report", query_string={"card": mine["ticket"]}).get_data(as_text=True)
    assert ("breathing" in body, "photosynthesis" in body) == (False, False)
    assert question_ids(app) != {}


def test_s01_a_shared_key_stays_two_answers(app: Flask, mine: dict[str, str], stranger: Browser) -> None:
    other = Learner(app, stranger)
    other.open("/study?bank=science")
    before = count_of(app, Review)
    form = other.card_form()
    fields = {"blank": "1", "key": mine["review"]}
    assert stranger.submit(form, **fields).status_code == 303
    assert count_of(app, Review) == before + 1
