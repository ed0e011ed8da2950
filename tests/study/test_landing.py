"""The first page is the first card, and a stranger stays a stranger until the first answer."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.files import asked, bank_file, load, question_ids, recall_bank
from tests.client import Browser
from tests.clock import Clock
from tests.database_guard import Guard
from tests.html import text_of
from tests.study.learner import Learner
from tests.study.pages_read import form_to, link, page, prompt, shown, texts, where
from tests.study.pupil import count_of, user_count
from webapp.accounts.models import User
from webapp.database import db
from webapp.study.models import Review, StudySession


def choices(count: int, **head: Any) -> str:
    return bank_file((asked(f"q{n}", "choice") for n in range(1, count + 1)), **head)


@pytest.fixture
def eight(app: Flask) -> dict[str, int]:
    load(app, choices(8, source={"title": "An article on stars", "publisher": "A house"}))
    return question_ids(app)


def zones(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.execute(select(User.zone)).scalars())
        db.session.rollback()
    return found


def test_the_first_card_is_the_page(client: Browser, eight: dict[str, int]) -> None:
    client.get("/")
    assert texts(client, "h1") == ["Remember what you read."]
    assert texts(client, "p", class_="kicker") == ["Question 1 of 5 from an article on stars"]
    assert prompt(client) == "q1: Which planet is the largest of the solar system?"
    assert len([each for each in shown(client) if each.get("type") == "radio"]) == 4
    assert texts(client, "button", data_go="") == ["Check"]


@pytest.mark.parametrize("address", ["/", "/try/science", "/study", "/study?bank=science", "/banks", "/banks/science"])
def test_looking_writes_no_row(app: Flask, client: Browser, guard: Guard, eight: dict[str, int], address: str) -> None:
    guard.written.clear()
    assert client.get(address).status_code == 200
    assert (guard.written, user_count(app)) == (set(), 0)


def test_the_first_answer_makes_exactly_one_guest(app: Flask, learner: Learner, eight: dict[str, int]) -> None:
    learner.open("/")
    learner.answer(zone="Europe/Berlin")
    assert (zones(app), count_of(app, StudySession), count_of(app, Review)) == (["Europe/Berlin"], 1, 1)
    learner.go_on()
    assert where(learner.client) == "Card 2 of 5"
    learner.answer(zone="Asia/Seoul")
    assert zones(app) == ["Europe/Berlin"]


@pytest.mark.parametrize(
    ("sent", "kept"), [("", "UTC"), ("Mars/Olympus", "UTC"), ("Pacific/Auckland", "Pacific/Auckland")]
)
def test_a_zone_is_taken_from_the_form_where_it_is_one(
    app: Flask, learner: Learner, eight: dict[str, int], sent: str, kept: str
) -> None:
    learner.open("/")
    learner.answer(zone=sent)
    assert zones(app) == [kept]


def test_f10_two_identical_first_posts_make_one_guest_and_one_answer(
    app: Flask, learner: Learner, eight: dict[str, int]
) -> None:
    learner.open("/")
    form, fields = learner.card_form(), learner.right_fields(learner.ticket())
    first, second = (learner.client.submit(form, **fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert [count_of(app, model) for model in (User, StudySession, Review)] == [1, 1, 1]


def test_two_strangers_are_two_guests(app: Flask, learner: Learner, eight: dict[str, int]) -> None:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    for each in (learner, Learner(app, browser)):
        each.open("/")
        each.answer()
    assert [count_of(app, model) for model in (User, StudySession, Review)] == [2, 2, 2]


def test_an_empty_check_on_the_first_page_makes_nobody(app: Flask, learner: Learner, eight: dict[str, int]) -> None:
    learner.open("/")
    answered = learner.client.submit(learner.card_form())
    assert (answered.status_code, user_count(app)) == (422, 0)
    learner.answer()
    assert (user_count(app), where(learner.client)) == (1, "Card 1 of 5")


def test_the_run_of_five_ends_in_a_summary_that_offers_more(learner: Learner, eight: dict[str, int]) -> None:
    learner.open("/")
    for _ in range(5):
        learner.answer()
        learner.go_on()
    assert texts(learner.client, "h1") == ["5 cards, 5 right, 1 minute."]
    assert link(learner.client, "3 more") == "/study"


def test_the_queue_of_the_landing_run_is_kept_as_shown(app: Flask, learner: Learner, eight: dict[str, int]) -> None:
    learner.open("/")
    learner.answer()
    with app.app_context():
        made = db.session.query(StudySession).one()
        kept = (made.size, made.queue, made.bank_id)
        db.session.rollback()
    assert kept == (5, [[eight[f"q{n}"], ""] for n in range(1, 6)], None)


def test_try_is_a_run_of_five_of_its_bank(app: Flask, learner: Learner, eight: dict[str, int]) -> None:
    load(app, choices(7, slug="moons"), position=1)
    learner.open("/try/moons")
    assert texts(learner.client, "p", class_="kicker") == ["Question 1 of 5 from Moons"]
    learner.answer()
    assert where(learner.client) == "Card 1 of 5"


def test_a_learner_who_is_back_sees_the_work_of_this_sitting(
    learner: Learner, eight: dict[str, int], clock: Clock
) -> None:
    learner.open("/")
    for _ in range(3):
        learner.answer()
        learner.go_on()
    clock.advance(days=30)
    learner.open("/")
    assert texts(learner.client, "h1") == ["3 cards are due, 5 new cards: about 3 minutes"]
    assert [a.get("href") for a in next(page(learner.client).iter("nav")).iter("a")] == ["/study", "/banks"]


def test_one_due_card_and_nothing_new(app: Flask, learner: Learner, clock: Clock) -> None:
    load(app, choices(1))
    learner.open("/")
    learner.answer()
    clock.advance(days=30)
    learner.open("/")
    assert texts(learner.client, "h1") == ["1 card is due, about 1 minute"]


def test_when_all_is_done_the_page_says_so_and_when_cards_return(app: Flask, learner: Learner) -> None:
    load(app, choices(1))
    learner.open("/")
    learner.answer()
    learner.open("/")
    assert texts(learner.client, "h1") == ["Nothing is due right now"]
    paragraphs = [text_of(each) for each in shown(learner.client) if each.tag == "p"]
    assert paragraphs[:2] == [
        "You have seen every card that is due. Studying ahead helps little; come back tomorrow.",
        "The next card comes back in 2 days.",
    ]


def test_the_first_page_names_the_text_that_its_card_is_about(app: Flask, client: Browser) -> None:
    """Banks at one place are listed by title; their first cards come in another order."""
    for slug, about in (("stars", "The sky"), ("moons", "A book on moons")):
        load(app, bank_file([asked(slug, "choice")], slug=slug, source={"title": about}))
    client.get("/")
    of_prompt = {"stars": "the sky", "moons": "a book on moons"}[prompt(client).split(":")[0]]
    assert texts(client, "p", class_="kicker") == [f"Question 1 of 1 from {of_prompt}"]


def test_without_banks_there_is_still_a_page(app: Flask, client: Browser) -> None:
    assert client.get("/").status_code == 200
    assert texts(client, "h1") == ["No questions here yet"]


def test_ten_new_cards_are_a_days_work(app: Flask, learner: Learner, clock: Clock) -> None:
    load(app, choices(12))
    learner.open()
    for _ in range(10):
        learner.answer()
        learner.go_on()
    said = [text_of(each) for each in shown(learner.client) if each.tag == "p"]
    assert "Today’s new cards are used up. More come tomorrow." in said
    learner.open()
    assert texts(learner.client, "h1") == ["Nothing is due right now"]
    clock.advance(days=1)
    learner.open()
    assert where(learner.client) == "Card 1 of 2"


def test_a_first_card_that_the_learner_grades_is_turned_without_scripts(app: Flask, learner: Learner) -> None:
    load(app, recall_bank(6))
    learner.open("/")
    assert (texts(learner.client, "button", data_go=""), user_count(app)) == (["Show answer"], 0)
    learner.client.submit(form_to(learner.client, learner.card_form().action))
    assert [form.action for form in learner.client.forms() if form.action == "/study/answer"][:1] == ["/study/answer"]
    learner.answer()
    assert (where(learner.client), user_count(app)) == ("Card 2 of 5", 1)


def test_what_a_stranger_is_told_about_the_place_kept(client: Browser, eight: dict[str, int]) -> None:
    client.get("/")
    said = [text_of(each) for each in shown(client) if each.tag == "p"]
    words = "No account needed. This browser keeps your place for 30 days after your last answer."
    assert said.count(words) == 1
