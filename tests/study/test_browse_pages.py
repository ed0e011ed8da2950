"""The list of one's own cards: what it shows, what can be done there, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, load, question_ids
from tests.client import Browser
from tests.clock import Clock
from tests.database_guard import Guard
from tests.html import Form, text_of
from tests.study.learner import Learner
from tests.study.test_hot_path import kinds
from webapp.database import db
from webapp.exchange.cells import BOM, read_cells
from webapp.memory.days import local_day
from webapp.study.checking import Checked, differences_of, learners
from webapp.study.parameters import fitted


@pytest.fixture
def study(app: Flask, learner: Learner) -> Learner:
    """Six cards answered, in two topics; the third question is =dangerous."""
    questions = [
        asked(f"q{n}", topic="Terms" if n < 4 else "Years", **({"prompt": "=SUM(A1)"} if n == 3 else {}))
        for n in range(1, 7)
    ]
    load(app, bank_file(questions))
    learner.open()
    for _ in range(6):
        learner.answer()
    return learner


def says(client: Browser) -> str:
    assert client.last is not None
    return " ".join(text_of(client.last).split())


def listed(client: Browser, address: str = "/study/cards") -> list[str]:
    """The ids of the questions in the list."""
    client.get(address)
    assert client.last is not None
    return [text_of(each).split(":")[0] for each in client.last.iter("a") if each.get("class") == "q"]


def change(client: Browser, address: str = "/study/cards") -> Form:
    client.get(address)
    return next(each for each in client.forms() if each.action == "/study/cards" and "do" in dict(each.fields))


def sent(client: Browser, shown: Form, **changed: Any) -> str:
    answer = client.submit(shown, **changed)
    assert answer.status_code == 303
    client.get(answer.headers["Location"])
    return says(client)


def value(app: Flask, name: str) -> str:
    return f"{question_ids(app)[name]}."


def assert_replayed(app: Flask) -> None:
    with app.app_context():
        connection = db.session.connection()
        for user_id in learners(connection):
            options = fitted(connection, user_id)
            assert list(differences_of(connection, user_id, options, Checked())) == []
        db.session.rollback()


def test_a_newcomer_is_told_what_the_page_is_for(app: Flask, client: Browser) -> None:
    client.get("/study/cards")
    assert "No card begun yet" in says(client)
    assert [each.action for each in client.forms()] == []
    assert read_cells(client.get("/study/cards.csv").text)[1:] == []


def test_all_cards_with_what_is_due(study: Learner, client: Browser, clock: Clock) -> None:
    assert len(listed(client)) == 6
    assert "6 cards, none of them due today" in says(client)
    clock.advance(days=9)
    client.get("/study/cards")
    assert "6 cards, 6 of them due today" in says(client)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=q2", ["q2"]),
        ("q=Q2+%3F%3F", ["q2"]),
        ("q=q2+q1", []),
        ("q=%3F%3F", []),
        ("topic=Years", ["q4", "q5", "q6"]),
        ("bank=science&topic=Years&q=q5", ["q5"]),
        ("bank=nothing&q=q5", ["q5"]),
        ("missed=1", []),
        ("flag=any", []),
        ("flag=9&missed=-4&q=q1&sort=size&order=left&after=x&before=1.2", ["q1"]),
        ("q=q1%00", ["q1"]),
        ("state=aside", []),
        ("state=hard", []),
        ("tag=war", []),
    ],
)
def test_what_is_looked_for(study: Learner, client: Browser, query: str, found: list[str]) -> None:
    assert sorted(listed(client, f"/study/cards?{query}")) == found


def test_headings_sort_and_turn_round(study: Learner, client: Browser) -> None:
    client.get("/study/cards?sort=question")
    assert client.last is not None
    headings = {
        text_of(each).split()[0]: each.get("href", "")
        for each in client.last.iter("a")
        if "sort=" in each.get("href", "")
    }
    up, down = listed(client, "/study/cards?sort=question"), listed(client, "/study/cards?sort=question&order=down")
    assert up == ["q1", "q2", "=SUM(A1)", "q4", "q5", "q6"]
    assert down == up[::-1]
    assert headings["Question"] == "/study/cards?sort=question&order=down"
    assert headings["Missed"] == "/study/cards?sort=missed"


def test_set_aside_until_a_day_undone_where_it_is_told(
    app: Flask, study: Learner, client: Browser, clock: Clock
) -> None:
    day = date.fromordinal(local_day(clock.now, "UTC") + 4)
    shown = change(client, "/study/cards?q=q")
    cards = [value(app, "q1"), value(app, "q2")]
    text = sent(client, shown, card=cards, do="aside_until", when=day.isoformat())
    assert "2 cards set aside until 28 November." in text
    assert "5 cards found" in text  # the search stays: =SUM has no q
    assert sorted(listed(client, "/study/cards?state=aside")) == ["q1", "q2"]
    clock.advance(ms=1)
    text = sent(client, change(client, "/study/cards"), card=[value(app, "q4")], do="aside")
    assert "1 card set aside until you bring them back." in text
    undo = next(each for each in client.forms() if each.action == "/study/done-lately")
    clock.advance(ms=1)
    text = sent(client, undo)
    assert "set aside until you" not in text
    assert sorted(listed(client, "/study/cards?state=aside")) == ["q1", "q2"]
    assert_replayed(app)


def test_many_things_can_be_done(app: Flask, study: Learner, client: Browser, clock: Clock) -> None:
    told = []
    for do in ("aside", "resume", "flag_2", "flag_0", "set_due", "reset"):
        clock.advance(ms=1)
        told.append(sent(client, change(client), card=[value(app, "q1")], do=do, when="2027-01-31"))
    for text, words in zip(
        told,
        (
            "set aside until you bring them back.",
            "1 card brought back.",
            "1 card flagged “Look up”.",
            "The flag was taken off 1 card.",
            "1 card will come back on this day: 31 January.",
            "1 card will begin anew",
        ),
        strict=True,
    ):
        assert words in text
    assert "q1" not in listed(client)
    client.get("/study/done-lately")
    assert "Flag changed: q1" in says(client)
    assert_replayed(app)


def test_all_that_fit_are_chosen_at_once(app: Flask, study: Learner, client: Browser, clock: Clock) -> None:
    clock.advance(ms=1)
    shown = change(client, "/study/cards?topic=Years&all=1")
    assert "All 3 are chosen, on all pages." in says(client)
    assert "3 cards flagged “Important”." in sent(client, shown, do="flag_1")
    assert sorted(listed(client, "/study/cards?flag=1")) == ["q4", "q5", "q6"]


@pytest.mark.parametrize("when", ["", "tomorrow", "2026-11-24", "2001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_asked_for_again(app: Flask, study: Learner, client: Browser, when: str) -> None:
    shown = change(client)
    assert client.submit(shown, card=[value(app, "q1")], do="aside_until", when=when).status_code == 200
    text = says(client)
    assert "Error: Your cards" in text
    assert "Give a day from tomorrow on" in text
    assert client.last is not None
    ticked = [
        each.get("value")
        for each in client.last.iter("input")
        if each.get("name") == "card" and "checked" in each.attrib
    ]
    assert ticked == [value(app, "q1")]


def test_what_no_page_sends_is_refused(app: Flask, study: Learner, client: Browser) -> None:
    shown = change(client)
    assert client.submit(shown, card=[], do="aside").status_code == 200
    assert "Tick the cards that this is about." in says(client)
    assert client.submit(shown, card=["x"], do="aside").status_code == 400
    assert client.submit(shown, card=[value(app, "q1")], do="burn").status_code == 400
    assert client.get("/study/cards?state=nothing").status_code == 404
    client.get("/study/cards?done=suspend.1")
    assert [each for each in client.forms() if each.action == "/study/done-lately"] == []


def test_the_list_as_a_file_starts_no_formula(study: Learner, client: Browser) -> None:
    text = client.get("/study/cards.csv?topic=Terms&sort=question").text
    assert text.startswith(BOM)
    assert "'=SUM(A1)" in text
    rows = read_cells(text)
    assert rows[0][:4] == ["bank", "topic", "question", "kind"]
    assert [row[2].split(":")[0] for row in rows[1:]] == ["q1", "q2", "=SUM(A1)"]
    assert rows[1][5] > "2026-11-24"


def test_the_menu_of_a_card_leads_to_its_history(app: Flask, learner: Learner, client: Browser) -> None:
    load(app, bank_file([asked("q1"), asked("q2")]))
    learner.open()
    form = learner.card_form()
    name = "ticket" if form.method == "post" else "card"
    client.get(f"/study/history?card={form[name]}")
    assert "This card has no history yet" in says(client)
    learner.open()
    learner.answer()
    found = client.get(f"/study/history?card={form[name]}")
    number = question_ids(app)["q1"]
    assert (found.status_code, found.headers["Location"]) == (303, f"/progress/cards/{number}")
    assert client.get("/study/history?card=nobody's").status_code == 404


def test_an_old_address_still_leads_somewhere(study: Learner, client: Browser) -> None:
    assert len(listed(client, "/study/cards?state=begun")) == 6
    assert listed(client, "/study/cards?state=hard") == []


def test_a_page_costs_the_same_statements_for_more_cards(
    app: Flask, learner: Learner, client: Browser, guard: Guard
) -> None:
    load(app, bank_file(asked(f"q{n}") for n in range(8)))
    for _round in range(2):
        learner.open()
        for _ in range(3):
            learner.answer()
        client.get("/study/cards?q=q")
        guard.statements.clear()
        client.get("/study/cards?q=q")
        assert kinds(guard.statements) == LISTING


LISTING = [
    "select user",
    "with card",  # the banks
    "select card",  # few cards of one's own, or few questions with the word?
    "select question",  # are there many that are not asked any more?
    "select card",  # places of what fits, and how many they are
    "select card",  # those of the page
    "select parameter_set",
]
