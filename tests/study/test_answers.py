"""Every kind of question, answered by somebody without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, every_kind, load, question_ids
from tests.client import Browser
from tests.html import text_of
from tests.study.learner import Learner
from tests.study.pages_read import form_to, prompt, shown, source, texts, title, verdict, where
from tests.study.pupil import count_of
from webapp.database import db
from webapp.kinds.registry import KINDS
from webapp.study.keys import new_key
from webapp.study.models import Card, Review

GRADED = [kind for kind in KINDS if kind != "self_graded"]


def rows(app: Flask) -> list[tuple[str, int, float | None]]:
    """(activity, rating, score) of every row of the log."""
    with app.app_context():
        found = [(row.activity, row.rating, row.score) for row in db.session.query(Review).order_by(Review.seq)]
        db.session.rollback()
    return found


@pytest.fixture(params=GRADED)
def kind(request: pytest.FixtureRequest, app: Flask) -> str:
    name: str = request.param
    load(app, bank_file([asked("only", name, fact="H1")]))
    return name


def test_a_right_answer_is_said_to_be_right(app: Flask, learner: Learner, kind: str) -> None:
    learner.open()
    asked_for = prompt(learner.client)
    answered = learner.answer()
    assert (answered.status_code, verdict(learner.client)) == (200, "Correct")
    assert kind == "cloze" or prompt(learner.client) == asked_for
    assert rows(app) == [("learn", 3, 1.0)]
    assert source(learner.client) == ("From the article, paragraph 1", False)


def test_i_do_not_know_is_saved_as_no_answer_and_shows_the_right_one(app: Flask, learner: Learner, kind: str) -> None:
    learner.open()
    answered = learner.answer(right=False)
    assert (answered.status_code, verdict(learner.client)) == (200, "No answer given")
    assert rows(app) == [("learn", 1, 0.0)]
    assert source(learner.client) == ("From the article, paragraph 1", True)


def test_an_empty_check_asks_again_and_saves_nothing(app: Flask, learner: Learner, kind: str) -> None:
    learner.open()
    ticket, asked_for = learner.ticket(), prompt(learner.client)
    answered = learner.client.submit(learner.card_form())
    assert (answered.status_code, rows(app)) == (422, [])
    said = [text_of(each) for each in shown(learner.client) if each.get("data-message") is not None]
    assert said == ["Nothing is answered yet. If you do not know, press Check again and see the answer."]
    assert (learner.ticket(), prompt(learner.client)) == (ticket, asked_for)
    assert learner.card_form()["blank"] == "1"


def test_a_second_empty_check_counts_as_no_answer(app: Flask, learner: Learner, kind: str) -> None:
    learner.open()
    learner.client.submit(learner.card_form())
    learner.follow(learner.client.submit(learner.card_form()))
    assert (verdict(learner.client), rows(app)) == ("No answer given", [("learn", 1, 0.0)])


def test_after_an_empty_check_a_choice_still_counts(app: Flask, learner: Learner, kind: str) -> None:
    learner.open()
    learner.client.submit(learner.card_form())
    learner.answer()
    assert (verdict(learner.client), rows(app)) == ("Correct", [("learn", 3, 1.0)])


def test_junk_in_the_fields_is_no_answer(app: Flask, learner: Learner, kind: str) -> None:
    learner.open()
    junk = ["99", "", "-1", "<b>", "é", "9" * 400]
    fields: dict[str, Any] = {
        "choice": junk,
        "row-1": junk,
        "place-1": junk,
        "gap-9": junk,
        "rating": "9",
        "idea": junk,
    }
    answered = learner.client.submit(learner.card_form(), **fields)
    assert (answered.status_code, rows(app)) == (422, [])


def test_a_reload_of_the_feedback_shows_the_same(learner: Learner, kind: str) -> None:
    learner.open()
    first = learner.answer()
    again = learner.client.get(first.request.path)
    assert without_tokens(again.get_data(as_text=True)) == without_tokens(first.get_data(as_text=True))


def without_tokens(body: str) -> list[str]:
    """What is made anew for each page left out."""
    return [line for line in body.splitlines() if 'name="csrf_token"' not in line and 'name="key"' not in line]


# --- self-graded ---------------------------------------------------------------------------------------------------


@pytest.fixture
def recall(app: Flask) -> str:
    load(app, bank_file([asked("only", fact="H1")]))
    return "only"


def test_the_back_of_the_very_first_card_is_shown_before_its_session_has_a_row(
    app: Flask, learner: Learner, recall: str
) -> None:
    learner.open()
    ticket = learner.ticket()
    assert texts(learner.client, "button", data_go="") == ["Show answer"]
    revealed = learner.client.submit(learner.card_form())
    assert (revealed.status_code, learner.ticket(), where(learner.client)) == (200, ticket, "Card 1 of 1")
    assert [text_of(each) for each in shown(learner.client) if each.get("data-rate") is not None] == [
        "Forgot 10 min",
        "Remembered 2 d",
    ]
    assert (count_of(app, Review), source(learner.client)) == (0, ("From the article, paragraph 1", False))


def test_remembered_ends_the_session_and_is_saved_as_good(app: Flask, learner: Learner, recall: str) -> None:
    learner.open()
    answered = learner.answer()
    assert (answered.request.path.endswith("/done"), rows(app)) == (True, [("learn", 3, 1.0)])


def test_forgotten_comes_back_at_once(app: Flask, learner: Learner, recall: str) -> None:
    learner.open()
    learner.answer(right=False)
    assert (where(learner.client), learner.is_on_card, rows(app)) == (
        "Card 1 of 1 + 1 again",
        True,
        [("learn", 1, 0.0)],
    )
    learner.answer()
    assert [activity for activity, _rating, _score in rows(app)] == ["learn", "learn"]


def test_the_ideas_ticked_are_kept_with_the_answer(app: Flask, learner: Learner, recall: str) -> None:
    learner.open()
    learner.answer(idea=["1"])
    with app.app_context():
        (answer,) = (row.answer for row in db.session.query(Review))
        db.session.rollback()
    assert answer == {"rating": 3, "ideas": ["1"]}


def test_the_back_without_a_rating_asks_for_one(app: Flask, learner: Learner, recall: str) -> None:
    learner.open()
    learner.client.submit(learner.card_form())
    answered = learner.client.submit(learner.card_form())
    assert (answered.status_code, rows(app)) == (422, [])


# --- right, and not quite ------------------------------------------------------------------------------------------


def test_one_session_through_all_nine_kinds(app: Flask, learner: Learner) -> None:
    load(app, every_kind())
    learner.open()
    titles = []
    for place in range(1, 10):
        titles.append((title(learner.client), where(learner.client)))
        learner.answer()
        if place < 9 and not learner.is_on_card:
            learner.go_on()
    assert titles == [(f"Card {place} of 9 – Kinds – Recollect", f"Card {place} of 9") for place in range(1, 10)]
    # the last kind is self-graded: it leads to the summary by itself
    assert texts(learner.client, "h1") == ["9 cards, 9 right, 1 minute."]
    assert rows(app) == [("learn", 3, 1.0)] * 9


def typed(learner: Learner, text: str) -> None:
    learner.open()
    learner.follow(learner.client.submit(learner.card_form(), text=text))


@pytest.fixture
def short(app: Flask) -> dict[str, int]:
    load(app, bank_file([asked("only", "short_answer")]))
    return question_ids(app)


def test_a_wrong_word_can_be_counted_as_right(app: Flask, learner: Learner, short: dict[str, int]) -> None:
    typed(learner, "breathing")
    assert verdict(learner.client) == "Not right"
    learner.follow(learner.client.submit(form_to(learner.client, "/claim")))
    assert verdict(learner.client) == "Counted as right"
    assert rows(app) == [("learn", 1, 0.0), ("void", 0, None), ("learn", 3, 1.0)]


def test_a_near_miss_is_the_learners_to_decide(app: Flask, learner: Learner, short: dict[str, int]) -> None:
    typed(learner, "photosyntesis")
    assert verdict(learner.client) == "Almost: spelling"
    form = form_to(learner.client, "/claim")
    assert form["then"] == "next"
    answered = learner.follow(learner.client.submit(form))
    assert answered.request.path.endswith("/done")
    assert [rating for _activity, rating, _score in rows(app)] == [1, 0, 2]


def test_a_near_miss_left_as_it_is_comes_back(app: Flask, learner: Learner, short: dict[str, int]) -> None:
    typed(learner, "photosyntesis")
    learner.go_on()
    assert where(learner.client) == "Card 1 of 1 + 1 again"
    assert [rating for _activity, rating, _score in rows(app)] == [1]


def test_an_accepted_answer_worth_nothing_says_why(learner: Learner, short: dict[str, int]) -> None:
    typed(learner, "respiration")
    assert "That is the way back." in {text_of(each) for each in shown(learner.client)}


def test_a_choice_cannot_be_counted_as_right(app: Flask, learner: Learner) -> None:
    load(app, bank_file([asked("only", "choice")]))
    learner.open()
    answered = learner.answer(right=False)
    assert [form.action for form in learner.client.forms() if form.action.endswith("/claim")] == []
    refused = learner.client.send(answered.request.path + "/claim")
    assert (refused.status_code, rows(app)) == (404, [("learn", 1, 0.0)])


def test_the_form_says_what_the_card_is_about_and_nothing_else_counts(app: Flask, learner: Learner) -> None:
    """S4: fields that nobody asked for."""
    load(app, bank_file([asked("only", "short_answer"), asked("next", "short_answer")]))
    learner.open()
    learner.answer(user_id="1", due="2030-01-01", score="1", rating="4", question_id="2", is_admin="1", role="admin")
    with app.app_context():
        card = db.session.query(Card).one()
        kept = (card.question_id, card.phase, card.interval)
        db.session.rollback()
    assert (kept, rows(app)) == ((question_ids(app)["only"], "review", 2), [("learn", 3, 1.0)])


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"key": ""}, 400),
        ({"key": "1"}, 400),
        ({"ticket": ""}, 404),
        ({"ticket": "é~ü"}, 404),
        ({"csrf_token": ""}, 400),
        ({"csrf_token": "x"}, 400),
    ],
)
def test_a_form_that_was_tampered_with_saves_nothing(
    app: Flask, learner: Learner, short: dict[str, int], changed: dict[str, str], status: int
) -> None:
    learner.open()
    answered = learner.client.submit(learner.card_form(), text="photosynthesis", **changed)
    assert (answered.status_code, rows(app)) == (status, [])


def test_the_same_key_with_another_answer_is_refused(app: Flask, learner: Learner, short: dict[str, int]) -> None:
    learner.open()
    form = learner.card_form()
    first = learner.client.submit(form, text="photosynthesis")
    again = learner.client.submit(form, text="photosynthesis")
    other = learner.client.submit(form, text="breathing")
    assert (first.status_code, again.status_code, other.status_code) == (303, 303, 409)
    assert first.headers["Location"] == again.headers["Location"]
    assert rows(app) == [("learn", 3, 1.0)]


def test_a_browser_without_cookies_cannot_answer(app: Flask, learner: Learner, short: dict[str, int]) -> None:
    learner.open()
    form = learner.card_form()
    another = app.test_client()
    assert isinstance(another, Browser)
    refused = another.send("/study/answer", {"ticket": form["ticket"], "key": new_key(0), "text": "photosynthesis"})
    assert (refused.status_code, rows(app)) == (400, [])
