"""The pages of planning, without script: forms, what they say, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.files import bank_id, load, recall_bank
from tests.client import Browser
from tests.clock import Clock
from tests.html import Form, text_of
from tests.study.learner import Learner
from webapp.accounts.models import User
from webapp.database import db
from webapp.memory.preset import Plan, plan_from


@pytest.fixture
def study(app: Flask, learner: Learner) -> Learner:
    load(app, recall_bank(30))
    return learner


def plan(app: Flask) -> Plan:
    with app.app_context():
        found = plan_from(db.session.scalars(select(User.study_plan)).first())
        db.session.rollback()
    return found


def form(client: Browser, path: str, nth: int | None = None, *, has: str = "") -> Form:
    client.get(path)
    found = [each for each in client.forms() if not has or has in {name for name, _value in each.fields}]
    return found[nth or 0]


def says(client: Browser) -> str:
    assert client.last is not None
    return " ".join(text_of(client.last).split())


def errors(client: Browser) -> list[str]:
    assert client.last is not None
    return [text_of(each) for each in client.last.iter("p") if each.get("class") == "error"]


def sent(client: Browser, shown: Form, **changed: Any) -> str:
    answer = client.submit(shown, **changed)
    assert answer.status_code == 303
    client.get(answer.headers["Location"])
    return says(client)


def test_options_are_saved_and_obeyed(app: Flask, study: Learner, client: Browser) -> None:
    shown = form(client, "/study-options", has="new_per_day")
    text = sent(client, shown, new_per_day="4", easy_6="0", learning_steps="5 min, 1 h", retention="80")
    assert "Due days have not moved." in text
    usual = plan(app).usual
    assert (usual.new_per_day, usual.easy_days[6], usual.learning_steps, usual.retention) == (4, 0.0, (300, 3600), 0.8)
    again = form(client, "/study-options", has="new_per_day")
    assert (again["learning_steps"], again["retention"], again["easy_6"]) == ("5 min, 1 h", "80", "0")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"learning_steps": "1 d"},
            "A new card first returns after: less than a day. From the next day on the schedule works out when you "
            "would forget, and a fixed day would get in its way",
        ),
        ({"relearning_steps": "soon"}, "A missed card after: write it as 10 min or 1 h, with commas between"),
        ({"retention": "69"}, "How sure you want to be: a whole number from 70 to 99"),
        ({"new_per_day": "-1"}, "New cards a day: a whole number from 0 to 9999"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(app: Flask, study: Learner, client: Browser, changed: Any, message: str) -> None:
    assert client.submit(form(client, "/study-options", has="new_per_day"), **changed).status_code == 200
    assert message in errors(client)
    assert plan(app) == Plan()


@pytest.mark.parametrize(
    ("retention", "word"),
    [("75", "Below 80 %"), ("96", "Above 95 %"), ("98", "can be overwhelming"), ("90", "")],
)
def test_a_retention_far_out_is_warned_of(study: Learner, client: Browser, retention: str, word: str) -> None:
    text = sent(client, form(client, "/study-options", has="new_per_day"), retention=retention)
    assert word in text
    assert ("%" in text and "overwhelming" in text) == (retention == "98")


def test_presets_and_banks(app: Flask, study: Learner, client: Browser) -> None:
    sent(client, form(client, "/study-options", has="name"), deed="new", name="Exam in December")
    assert client.last is not None
    preset = next(each for each in client.forms() if "new_per_day" in dict(each.fields))
    sent(client, preset, new_per_day="25")
    chosen = form(client, "/study-options", has="follows")
    number = next(
        option.attrib["value"] for option in client.last.iter("option") if text_of(option) == "Exam in December"
    )
    sent(client, chosen, follows=number, retention="95")
    found = plan(app).preset(bank_id(app))
    assert (found.new_per_day, found.retention) == (25, 0.95)
    more = next(each for each in client.forms() if dict(each.fields).get("deed") == "today")
    sent(client, more, more_new="10")
    assert plan(app).preset(bank_id(app)).today[1:] == (10, 0)


def test_after_a_break_the_backlog_is_spread_and_that_is_undone(study: Learner, client: Browser, clock: Clock) -> None:
    study.open()
    for _ in range(9):
        study.answer()
    clock.advance(days=16)
    client.get("/study/backlog")
    assert "Welcome back. 9 cards for today. You were away for 16 days." in says(client)
    assert "9 cards today" in says(client)
    shown = next(each for each in client.forms() if each.action == "/study/backlog")
    text = sent(client, shown, spread="3")
    assert "Moved to other days: 9 cards" in text
    client.get("/study/backlog")
    assert "Spread the 9 cards" not in says(client)
    undo = next(each for each in form_list(client, "/study/done-lately") if "reschedule" in dict(each.fields)["what"])
    sent(client, undo)
    client.get("/study/backlog")
    assert "Spread the 9 cards" in says(client)


def form_list(client: Browser, path: str) -> list[Form]:
    client.get(path)
    return [each for each in client.forms() if "what" in dict(each.fields)]


def test_moving_due_days_shows_what_it_does_first(app: Flask, study: Learner, client: Browser, clock: Clock) -> None:
    study.open()
    for _ in range(3):
        study.answer()
    clock.advance(days=2)
    study.open()
    for _ in range(3):
        study.answer()
    sent(client, form(client, "/study-options", has="new_per_day"), retention="75")
    client.get("/study-options/reschedule")
    assert "cards would move" in says(client)
    shown = next(each for each in client.forms() if each.action == "/study-options/reschedule")
    assert "Moved to other days" in sent(client, shown)


def test_a_session_of_ones_own_says_whether_it_counts(study: Learner, client: Browser) -> None:
    study.open()
    study.answer(right=False)
    client.get("/study/own?kind=failed")
    assert "1 card, about 1 minute. The answers change nothing: every card keeps its day." in says(client)
    start = next(each for each in client.forms() if each.method == "post" and "kind" in dict(each.fields))
    answer = client.submit(start)
    client.get(answer.headers["Location"])
    assert "Card 1 of 1" in says(client)
    study.client.submit(study.card_form())
    assert "no change" in says(client)
    client.get("/study/own?kind=whole")
    assert "For cards that are due the answer counts" in says(client)
    client.get("/study/own?kind=ahead")
    assert "The answers count, and change when the cards come back." in says(client)


def test_ten_new_cards_more_today(app: Flask, study: Learner, client: Browser) -> None:
    study.open()
    study.answer()
    client.get("/study/own")
    start = next(each for each in client.forms() if each.method == "post" and "kind" in dict(each.fields))
    assert client.submit(start, deed="more").headers["Location"] == "/study"
    assert plan(app).preset(bank_id(app)).today[1:] == (10, 0)


def test_an_exam_is_planned_and_dropped(app: Flask, study: Learner, client: Browser) -> None:
    client.get("/study/exam")
    shown = next(each for each in client.forms() if each.action == "/study/exam")
    worked_out = client.submit(shown, day="2027-01-15", bank=["science"], again="1").headers["Location"]
    assert worked_out == "/study/exam?day=2027-01-15&bank=science"
    assert plan(app).exams == ()
    client.get(worked_out)
    assert "1 new card a day, then every card once more" in says(client)
    assert "Not enough answers yet" in says(client)
    shown = next(each for each in client.forms() if each.action == "/study/exam")
    another = client.submit(shown, day="2027-02-15", bank=["science"]).headers["Location"]
    assert another == "/study/exam?day=2027-02-15&bank=science"  # its pace has not been shown
    assert plan(app).exams == ()
    sent(client, shown, day="2027-01-15", bank=["science"])
    assert len(plan(app).exams) == 1
    assert client.submit(shown, day="2020-01-15", bank=["science"]).status_code == 200
    assert errors(client) == ["The day of the exam must lie ahead"]
    drop = next(each for each in form_all(client, "/study/exam") if each.action.endswith("/drop"))
    sent(client, drop)
    assert plan(app).exams == ()


def form_all(client: Browser, path: str) -> list[Form]:
    client.get(path)
    return client.forms()


def test_days_off_are_planned_and_dropped(app: Flask, study: Learner, client: Browser) -> None:
    shown = next(each for each in form_all(client, "/study/breaks") if "first" in dict(each.fields))
    sent(client, shown, first="2027-01-04", last="2027-01-08")
    assert [last - first for first, last in plan(app).breaks] == [4]
    assert client.submit(shown, first="2027-01-09", last="2027-01-08").status_code == 200
    assert errors(client) == ["The last day off is before the first"]
    sent(client, next(each for each in form_all(client, "/study/breaks") if each.action.endswith("/drop")))
    assert plan(app).breaks == ()


def test_four_buttons(study: Learner, client: Browser) -> None:
    client.get("/me/settings")
    client.submit(client.forms()[0], buttons="4")
    study.open()
    client.submit(study.card_form())
    assert client.last is not None
    ratings = [text_of(each).split()[0] for each in client.last.iter("button") if "data-rate" in each.attrib]
    assert ratings[:4] == ["Again", "Hard", "Good", "Easy"]
