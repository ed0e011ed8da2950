"""The progress pages: what they say to somebody new, after one answer, and after months."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, bank_id, load, question_ids, recall_bank
from tests.client import Browser
from tests.clock import START, Clock
from tests.database_guard import Guard
from tests.progress.counting import keep
from tests.progress.learners import give_past
from tests.progress.reading import addresses, browser_of, headings, pictures, table
from tests.study.pages_read import texts
from tests.study.pupil import Pupil
from tests.study.test_hot_path import kinds

DAY = 86_400_000
PAGES = ("/progress", "/progress/figures", "/progress/forecasts")


@pytest.mark.parametrize("path", PAGES)
def test_somebody_new_is_told_what_to_do(client: Browser, path: str) -> None:
    assert client.get(path).status_code == 200
    assert texts(client, "h1") == ["Progress begins with your first answer"]
    assert {"/study", "/banks"} < set(addresses(client))
    assert pictures(client) == []


def test_the_masthead_leads_there(client: Browser) -> None:
    client.get("/progress")
    assert texts(client, "a", aria_current="page") == ["Progress"]


@pytest.fixture
def begun(app: Flask, pupil: Pupil) -> Browser:
    load(app, recall_bank(3))
    first, second, _third = question_ids(app).values()
    pupil.answer(first, 3)
    pupil.answer(second, 1, duration_ms=60_000)
    return browser_of(app, pupil)


def test_after_two_answers_it_says_what_is_known(begun: Browser) -> None:
    begun.get("/progress")
    assert headings(begun) == [
        "You studied on 1 of the last 28 days",
        "1 card is due today, about 1 minute",
        "No reviews to look back on yet",
        "0 of 3 questions learned",
        "Look closer",
    ]
    assert texts(begun, "p", class_="deck") == ["Today: 2 answers, 2 minutes, 50 % forgotten. Only you see this page."]
    assert table(begun, "Answers a day")[-1] == ["23 Nov", "0", "2", "", "", "", "", ""]
    assert table(begun, "Cards due a day")[:2] == [["Today", "1", "1"], ["Wed 25 Nov", "0", "0"]]
    assert table(begun, "Questions by topic and chance to recall them today") == [
        ["All questions", "0", "2", "1", "100 %"]
    ]


def test_undo_takes_it_off_the_page(app: Flask, pupil: Pupil, begun: Browser) -> None:
    pupil.undo()
    begun.get("/progress")
    assert table(begun, "Answers a day")[-1][2] == "1"
    pupil.undo()
    begun.get("/progress")
    assert texts(begun, "h1") == ["Progress begins with your first answer"]


def test_a_review_after_days_is_counted_as_remembered(app: Flask, clock: Clock, pupil: Pupil, begun: Browser) -> None:
    clock.advance(days=3)
    pupil.answer(question_ids(app)["q1"], 3)
    begun.get("/progress?period=today")
    assert "You remembered 100 % of 1 review today" in headings(begun)
    assert table(begun, "Reviews remembered today")[0] == ["All reviews", "1", "1, 100 %", "21–100 %", "90 %"]
    begun.get("/progress?period=yesterday")
    assert "No reviews to look back on yet" in headings(begun)


@pytest.fixture
def old_hand(app: Flask, pupil: Pupil) -> Browser:
    give_past(app, pupil, cards=30, days=100)
    return browser_of(app, pupil)


def test_every_picture_has_its_words_and_its_table(old_hand: Browser) -> None:
    for path in ("/progress", "/progress/figures"):
        old_hand.get(path)
        assert len(pictures(old_hand)) >= 3
        assert all(len(words) > 20 for words in pictures(old_hand))
        folds = texts(old_hand, "summary")
        assert len([fold for fold in folds if fold == "Show as a table"]) >= 3


def test_figures_are_the_same_before_and_after_days_are_kept(app: Flask, pupil: Pupil, old_hand: Browser) -> None:
    captions = ("Answers a day", "Cards due a day", "Reviews remembered in thirty days")
    old_hand.get("/progress")
    counted = [table(old_hand, caption) for caption in captions]
    assert keep(app, pupil.id) > 50
    old_hand.get("/progress")
    assert [table(old_hand, caption) for caption in captions] == counted
    assert counted[2][0][1] != "0"


def test_all_figures(old_hand: Browser) -> None:
    old_hand.get("/progress/figures?period=all")
    assert headings(old_hand)[0] == "Cards by state"
    rows = table(old_hand, "Remembered of first reviews on a day; target 90 %")
    assert [row[0] for row in rows] == ["Today", "Yesterday", "Seven days", "Thirty days", "A year", "All time"]
    assert rows[0][1:] == ["–", "–", "–", "–"]
    assert rows[4] == ["A year", *rows[5][1:]]
    hours = table(old_hand, "Answers by hour")
    ratings = table(old_hand, "Answers by rating")
    assert [row[0] for row in ratings] == ["Forgot", "Hard", "Remembered", "Easy"]
    assert sum(number(row[1]) for row in hours) == sum(number(row[1]) for row in ratings) > 200
    assert sum(number(row[1]) for row in table(old_hand, "Cards by difficulty, 1 to 10")) == 30


def number(text: str) -> int:
    return int(text.replace("\u202f", ""))


def test_the_filter_asks_for_a_bank_a_topic_and_a_period(app: Flask, clock: Clock, pupil: Pupil) -> None:
    load(app, bank_file([asked("a", topic="Heart"), asked("b", topic="Lungs")], slug="body"))
    load(app, recall_bank(1, slug="other"), position=1)
    for bank in ("body", "other"):
        from_bank = question_ids(app, bank)
        pupil.begin(bank_id=bank_id(app, bank))
        for question_id in from_bank.values():
            pupil.answer(question_id)
    client = browser_of(app, pupil)
    client.get("/progress")
    names = [row[0] for row in table(client, "Questions by topic and chance to recall them today")]
    assert names == ["Body: Heart", "Body: Lungs", "Other: Other questions"]
    client.get("/progress?bank=body")
    assert table(client, "Answers a day")[-1][2] == "2"
    client.get("/progress?bank=body&topic=Lungs&period=week")
    assert table(client, "Answers a day")[-1][2] == "1"
    (form,) = (form for form in client.forms() if form.action == "/progress")
    assert dict(form.fields) == {"bank": "body", "topic": "Lungs", "period": "week"}
    client.get("/progress?bank=nothing&topic=Lungs&period=never")
    assert table(client, "Answers a day")[-1][2] == "3"


def test_by_paragraph_of_the_article(app: Flask, pupil: Pupil) -> None:
    load(app, bank_file([asked("a", fact="H1"), asked("b", fact="H2"), asked("c")]))
    pupil.begin(bank_id=bank_id(app, "science"))
    pupil.answer(question_ids(app)["a"])
    client = browser_of(app, pupil)
    client.get("/progress?by=paragraph")
    assert table(client, "Questions by paragraph of the article and chance to recall them today") == [
        ["Without a paragraph", "0", "0", "1", "Not started"],
        ["Paragraph 1", "0", "1", "0", "100 %"],
        ["Paragraph 2", "0", "0", "1", "Not started"],
    ]
    assert any(address.startswith("/progress") and "by=" not in address for address in addresses(client))


def test_the_day_is_the_learners_own(app: Flask, clock: Clock) -> None:
    """10:00 UTC on Tuesday is still Monday night on one side of the sea, and Wednesday on the other."""
    load(app, recall_bank(2))
    for zone, row in (("Pacific/Pago_Pago", 1), ("Pacific/Kiritimati", 2)):
        traveller = Pupil(app, clock, zone=zone)
        clock.now = START + 3 * 3_600_000 if row == 2 else START
        traveller.answer(question_ids(app)["q1"])
        client = browser_of(app, traveller)
        client.get("/progress")
        expected = ["23 Nov", *(["0"] * (row - 1)), "1"]
        assert table(client, "Answers a day")[-1][: len(expected)] == expected


OVERVIEW = [
    "select user",
    "select parameter_set",
    "select bank",
    "select question",  # how many of each topic
    "select review",  # rows of each day
    "select figured_day",
    "select review",  # days of what was taken back
    "select review",  # what was taken back
    "select review",  # answers of open days
    "select figured_day",  # days that are kept, the early ones together
    "select figured_day",  # the others one by one
    "select card",  # topics: begun, learned, known
    "select card",  # due
    "select card",  # in a step
]


def test_the_page_costs_the_same_statements_however_long_the_log(
    app: Flask, clock: Clock, pupil: Pupil, guard: Guard, old_hand: Browser
) -> None:
    short = Pupil(app, clock)
    short.answer(question_ids(app)["q1"])
    keep(app, pupil.id)
    for client in (old_hand, browser_of(app, short)):
        guard.statements.clear()
        client.get("/progress")
        assert kinds_of(guard) == OVERVIEW


def kinds_of(guard: Guard) -> list[str]:
    """Of what is summed up over a select, the table below it."""
    return [
        each.replace("select anon", "select card")
        for each in kinds(line.replace("FROM (", "") for line in guard.statements)
    ]


def test_all_figures_cost_a_literal_number_of_statements(
    app: Flask, pupil: Pupil, guard: Guard, old_hand: Browser
) -> None:
    keep(app, pupil.id)
    guard.statements.clear()
    old_hand.get("/progress/figures")
    assert len(guard.statements) == 14
