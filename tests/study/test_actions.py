"""What stands beside an answer: count as right, set aside, report."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, load, question_ids
from tests.client import Browser
from tests.clock import Clock
from tests.html import text_of
from tests.study.learner import Learner
from tests.study.pages_read import form_to, link, page, prompt, shown, texts, title, where
from tests.study.pupil import count_of, user_count
from webapp.database import db
from webapp.study.forms import LONGEST_COMMENT
from webapp.study.models import Card, Report, Review


@pytest.fixture
def two(app: Flask) -> dict[str, int]:
    load(app, bank_file([asked("q1", "short_answer"), asked("q2", "choice")]))
    return question_ids(app)


def log(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        found = [(row.activity, row.rating) for row in db.session.query(Review).order_by(Review.seq)]
        db.session.rollback()
    return found


def typed(learner: Learner, text: str) -> None:
    learner.open()
    learner.follow(learner.client.submit(learner.card_form(), text=text))


# --- count as right ------------------------------------------------------------------------------------------------


def test_i_was_right_stays_on_a_feedback_page(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    typed(learner, "breathing")
    learner.follow(learner.client.submit(form_to(learner.client, "/claim")))
    assert texts(learner.client, "h2", id="result") == ["Counted as right"]
    learner.go_on()
    assert (prompt(learner.client)[:2], where(learner.client)) == ("q2", "Card 2 of 2")
    assert log(app) == [("learn", 1), ("void", 0), ("learn", 3)]


def test_pressing_it_twice_counts_once(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    typed(learner, "breathing")
    form = form_to(learner.client, "/claim")
    first, second = learner.client.submit(form), learner.client.submit(form)
    assert (first.status_code, first.headers["Location"]) == (303, second.headers["Location"])
    assert log(app) == [("learn", 1), ("void", 0), ("learn", 3)]


def test_after_an_undo_it_is_refused_and_changes_nothing(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    typed(learner, "breathing")
    form = form_to(learner.client, "/claim")
    learner.follow(learner.client.submit(form_to(learner.client, "/undo")))
    refused = learner.client.submit(form)
    assert (refused.status_code, log(app)) == (303, [("learn", 1), ("void", 0)])


def test_a_right_answer_offers_no_claim(learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    assert [form.action for form in learner.client.forms() if form.action.endswith("/claim")] == []


def test_an_answer_left_out_offers_no_claim(learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    learner.answer(right=False)
    assert [form.action for form in learner.client.forms() if form.action.endswith("/claim")] == []


@pytest.mark.parametrize("review_id", ["x", "01a20cff-7d00-76d8-b13f-8ed502fc5ce4", "%00"])
def test_an_answer_that_there_is_not_cannot_be_claimed(
    app: Flask, learner: Learner, two: dict[str, int], review_id: str
) -> None:
    typed(learner, "breathing")
    session = learner.client.last
    assert session is not None
    address = form_to(learner.client, "/claim").action.rsplit("/", 2)[0]
    refused = learner.client.send(f"{address}/{review_id}/claim")
    assert (refused.status_code, log(app)) == (404, [("learn", 1)])


# --- set aside -----------------------------------------------------------------------------------------------------


def aside(learner: Learner, days: str, **changed: str) -> Any:
    form = form_to(learner.client, "/study/aside")
    return learner.client.submit(form, until=days, **changed)


@pytest.mark.parametrize("days", ["1", "7", "30"])
def test_a_card_set_aside_makes_room_for_the_next(
    app: Flask, learner: Learner, two: dict[str, int], clock: Clock, days: str
) -> None:
    learner.open()
    learner.follow(aside(learner, days))
    assert (prompt(learner.client)[:2], where(learner.client)) == ("q2", "Card 1 of 1")
    assert log(app) == [("suspend", 0)]
    clock.advance(days=int(days))
    learner.open()
    assert sorted([prompt(learner.client)[:2]]) in (["q1"], ["q2"])
    assert where(learner.client) == "Card 1 of 2"


def test_undo_brings_a_card_back_that_was_set_aside(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    learner.follow(aside(learner, "7"))
    learner.follow(learner.client.submit(form_to(learner.client, "/undo")))
    assert (prompt(learner.client)[:2], where(learner.client)) == ("q1", "Card 1 of 2")
    assert (log(app), count_of(app, Card)) == ([("suspend", 0), ("void", 0)], 0)


def test_a_session_whose_cards_are_all_set_aside_is_done(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    for _ in range(2):
        answered = learner.follow(aside(learner, "7"))
    assert (answered.request.path.endswith("/done"), count_of(app, Review)) == (True, 2)
    assert texts(learner.client, "h1") == ["No card answered yet"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"until": "2"}, 400),
        ({"until": ""}, 400),
        ({"until": "-1"}, 400),
        ({"until": "1", "ticket": "x"}, 404),
        ({"until": "1", "key": "x"}, 400),
        ({"until": "1", "csrf_token": "x"}, 400),
    ],
)
def test_a_form_that_was_tampered_with_sets_nothing_aside(
    app: Flask, learner: Learner, two: dict[str, int], changed: dict[str, str], status: int
) -> None:
    learner.open()
    refused = learner.client.submit(form_to(learner.client, "/study/aside"), **changed)
    assert (refused.status_code, log(app), user_count(app)) == (status, [], 0)


# --- report --------------------------------------------------------------------------------------------------------


def reports(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context():
        found = [(row.reason, row.comment, row.review_id) for row in db.session.query(Report).order_by(Report.id)]
        db.session.rollback()
    return found


def open_report(learner: Learner) -> None:
    learner.client.get(link(learner.client, "Report a problem with this question"))


def test_a_report_is_thanked_for_and_leads_back(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    learner.go_on()
    open_report(learner)
    form = form_to(learner.client, "/study/report")
    learner.follow(learner.client.submit(form, reason="unclear", comment="Which one?"))
    assert texts(learner.client, "h1") == ["Thank you. The report is saved."]
    assert reports(app) == [("unclear", "Which one?", None)]
    learner.client.get(link(learner.client, "Back to the session"))
    assert (prompt(learner.client)[:2], where(learner.client)) == ("q2", "Card 2 of 2")


def test_a_report_without_a_reason_says_so_twice_and_keeps_the_comment(
    app: Flask, learner: Learner, two: dict[str, int]
) -> None:
    learner.open()
    open_report(learner)
    answered = learner.client.submit(form_to(learner.client, "/study/report"), comment="Which one?")
    assert reports(app) == []
    assert answered.request.path == "/study/report"
    (summary,) = (each for each in page(learner.client).iter("div") if each.get("data-problem") is not None)
    (line,) = summary.iter("a")
    assert (text_of(line), line.get("href")) == ("Choose a reason", "#reason-0")
    assert texts(learner.client, "p", class_="error") == ["Choose a reason"]
    assert texts(learner.client, "textarea") == ["Which one?"]
    assert title(learner.client) == "Error: Report a question – Recollect"


def test_a_comment_has_a_longest_length(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    open_report(learner)
    form = form_to(learner.client, "/study/report")
    learner.client.submit(form, reason="other", comment="x" * (LONGEST_COMMENT + 1))
    assert texts(learner.client, "p", class_="error") == [f"Write at most {LONGEST_COMMENT} characters"]
    learner.client.submit(form, reason="other", comment="x" * LONGEST_COMMENT)
    assert reports(app) == [("other", "x" * LONGEST_COMMENT, None)]


def test_a_reason_that_is_not_offered_is_refused(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    open_report(learner)
    learner.client.submit(form_to(learner.client, "/study/report"), reason="revenge")
    assert (texts(learner.client, "p", class_="error") != [], reports(app)) == (True, [])


def test_before_the_answer_the_report_page_tells_nothing(learner: Learner, two: dict[str, int]) -> None:
    """S5: the key is on the page only once it is no secret any more."""
    learner.open()
    open_report(learner)
    assert [text_of(each) for each in page(learner.client).iter("dt")] == ["From"]
    assert [text_of(each) for each in page(learner.client).iter("dd")] == ["Science, question q1, version 1"]


def test_after_the_answer_it_names_answer_and_key_and_the_row(
    app: Flask, learner: Learner, two: dict[str, int]
) -> None:
    typed(learner, "breathing")
    open_report(learner)
    said = [text_of(each) for each in page(learner.client).iter("dd")]
    assert said == ["breathing", "photosynthesis", "Science, question q1, version 1"]
    learner.client.submit(form_to(learner.client, "/study/report"), reason="mine_counts")
    with app.app_context():
        row = db.session.query(Review).one().id
        db.session.rollback()
    assert reports(app) == [("mine_counts", "", row)]


def test_the_report_page_sets_its_card_aside(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    open_report(learner)
    learner.follow(learner.client.submit(form_to(learner.client, "/study/aside"), until="30"))
    assert (prompt(learner.client)[:2], log(app)) == ("q2", [("suspend", 0)])


def test_the_report_of_the_first_card_leads_back_to_studying(learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    open_report(learner)
    assert link(learner.client, "Back to the card") == "/study"


@pytest.mark.parametrize(
    "address", ["/study/report", "/study/report?card=x", "/study/reported", "/study/reported?card=é"]
)
def test_without_a_ticket_there_is_nothing_to_report(client: Browser, two: dict[str, int], address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_comment_may_hold_any_character(app: Flask, learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    open_report(learner)
    form = form_to(learner.client, "/study/report")
    answered = learner.client.submit(form, reason="other", comment="a\x00b ☃ \U0001f600")
    assert (answered.status_code, len(reports(app))) == (303, 1)


def test_the_menu_is_reachable_without_scripts(learner: Learner, two: dict[str, int]) -> None:
    learner.open()
    names = [text_of(each) for each in shown(learner.client) if each.tag == "summary"]
    assert names[0] == "Menu"
