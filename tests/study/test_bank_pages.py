"""The list of banks and a bank's own page."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, every_kind, load, question_ids, recall_bank
from tests.client import Browser
from tests.clock import Clock
from tests.html import text_of
from tests.study.learner import Learner
from tests.study.pages_read import link, page, shown, texts
from webapp.kinds.registry import KINDS


@pytest.fixture
def three(app: Flask) -> Flask:
    one = [asked("q1", "choice"), asked("q2", "choice"), asked("q3", "choice")]
    load(app, bank_file(one, slug="blood", subject="Biology", level="Year 9", description="100 % of hearts."))
    load(
        app, bank_file(one[:1], slug="stars", subject="Physics", level="Year 9", description="Light_years."), position=1
    )
    load(app, bank_file(one[:1], slug="atoms", subject="Physics", level="Year 12", description="Small."), position=2)
    return app


def titles(client: Browser) -> list[str]:
    return [text_of(next(each.iter("h2"))) for each in shown(client) if each.tag == "article"]


def selected(client: Browser) -> dict[str, str]:
    """What the form of the filters would send again."""
    (form,) = (form for form in client.forms() if form.action == "/banks")
    return dict(form.fields)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Blood", "Stars", "Atoms"]),
        ({"subject": "Physics"}, ["Stars", "Atoms"]),
        ({"level": "Year 9"}, ["Blood", "Stars"]),
        ({"subject": "Physics", "level": "Year 9"}, ["Stars"]),
        ({"q": "star"}, ["Stars"]),
        ({"q": "%"}, ["Blood"]),
        ({"q": "_"}, ["Stars"]),
        ({"q": "100 %"}, ["Blood"]),
        ({"q": "\\"}, []),
        ({"q": "'"}, []),
        ({"q": "small", "subject": "Biology"}, []),
    ],
)
def test_search_and_filters_name_what_fits(
    three: Flask, client: Browser, query: dict[str, str], found: list[str]
) -> None:
    assert client.get("/banks", query_string=query).status_code == 200
    assert titles(client) == found
    assert selected(client) == {"q": "", "subject": "", "level": "", **query}


def test_nothing_found_offers_all(three: Flask, client: Browser) -> None:
    client.get("/banks?q=zebra")
    assert texts(client, "h2") == ["No bank fits this search"]
    assert link(client, "show all banks") == "/banks"


def test_a_filter_that_nobody_offers_finds_nothing(three: Flask, client: Browser) -> None:
    client.get("/banks", query_string={"subject": "' OR 1=1 --"})
    assert titles(client) == []


def test_s42_a_long_search_is_cut(three: Flask, client: Browser) -> None:
    client.get("/banks", query_string={"q": "%" * 5000})
    assert (titles(client), len(selected(client)["q"])) == ([], 200)


def test_a_search_may_hold_any_character(three: Flask, client: Browser) -> None:
    assert client.get("/banks?q=a%00b&subject=%00&level=%00").status_code == 200
    assert titles(client) == []


def own(client: Browser) -> list[str]:
    """The learner's own state in each bank of the list."""
    return [
        text_of(next(p for p in each.iter("p") if p.get("class") == "num"))
        for each in shown(client)
        if each.get("class") == "own"
    ]


def test_each_bank_shows_the_learners_own_state(three: Flask, learner: Learner, clock: Clock) -> None:
    learner.client.get("/banks")
    assert own(learner.client) == ["Not started"] * 3
    learner.open("/study?bank=blood")
    for _ in range(2):
        learner.answer()
        learner.go_on()
    learner.client.get("/banks")
    assert own(learner.client) == ["0 due, 1 new, 0 learned", "Not started", "Not started"]
    clock.advance(days=30)
    learner.client.get("/banks")
    assert own(learner.client)[0] == "2 due, 1 new, 0 learned"


def test_a_card_right_on_three_days_is_learned(three: Flask, learner: Learner, clock: Clock) -> None:
    for _ in range(3):
        learner.open("/study?bank=stars")
        learner.answer()
        clock.advance(days=60)
    learner.client.get("/banks")
    assert own(learner.client)[1] == "0 due, 0 new, 1 learned"
    learner.client.get("/banks/stars")
    assert texts(learner.client, "h2")[0] == "1 of 1 learned"


def test_the_button_of_a_bank_studies_it(three: Flask, client: Browser) -> None:
    client.get("/banks")
    assert [a.get("href") for a in shown(client) if text_of(a).startswith("Study ") and a.tag == "a"] == [
        "/study?bank=blood",
        "/study?bank=stars",
        "/study?bank=atoms",
    ]


# --- one bank ------------------------------------------------------------------------------------------------------


def facts(client: Browser) -> dict[str, str]:
    (listed,) = (each for each in shown(client) if each.get("class") == "facts")
    pairs = [list(each) for each in listed if len(each) == 2]
    return {text_of(name): text_of(value) for name, value in pairs}


def test_a_bank_names_source_author_licence_and_kinds(app: Flask, client: Browser) -> None:
    head: dict[str, Any] = {
        "source": {"title": "A book", "publisher": "A house"},
        "author": "the Recollect developers",
        "licence": "CC BY 4.0",
    }
    load(app, bank_file([asked("q1"), asked("q2", "choice"), asked("q3", "cloze")], **head))
    client.get("/banks/science")
    assert facts(client) == {
        "Source": "A book, A house",
        "Written by": "the Recollect developers",
        "Last change": "18 November 2026",
        "Licence": "CC BY 4.0",
        "Kinds": "Choice, gaps, recall",
    }


def test_a_bank_page_lists_its_topics_with_what_is_learned(app: Flask, client: Browser) -> None:
    load(app, bank_file([asked("a", topic="Blood"), asked("b", topic="Air"), asked("c", topic="Blood")]))
    client.get("/banks/science")
    bars = [
        (each.get("aria-label"), each.get("max"), each.get("value")) for each in shown(client) if each.tag == "meter"
    ]
    assert bars == [("Blood: 0 of 2 learned", "2", "0"), ("Air: 0 of 1 learned", "1", "0")]


def headings(client: Browser) -> list[str]:
    return [text_of(each) for each in shown(client) if each.tag == "h3"]


def test_questions_without_a_topic_stand_last_under_a_name_of_their_own(app: Flask, client: Browser) -> None:
    load(app, bank_file([asked("a", topic=""), asked("b", topic="Air")]))
    load(app, bank_file([asked("a", topic="")], slug="other"), position=1)
    client.get("/banks/science")
    assert headings(client) == ["Air", "Other questions"]
    client.get("/banks/other")
    assert headings(client) == ["All questions"]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"subject": "Biology", "level": "Year 9"}, "Biology, year 9 · 1 question · 1 min for a first pass"),
        ({"subject": "Biology"}, "Biology · 1 question · 1 min for a first pass"),
        ({"level": "Year 9"}, "Year 9 · 1 question · 1 min for a first pass"),
        ({}, "1 question · 1 min for a first pass"),
    ],
)
def test_a_list_says_of_a_bank_what_is_known(app: Flask, client: Browser, head: dict[str, str], told: str) -> None:
    load(app, bank_file([asked("a")], **head))
    client.get("/banks")
    (entry,) = (each for each in shown(client) if each.tag == "article")
    assert [text_of(each) for each in entry.iter("p")] == [told, "Not started"]


def test_a_site_without_banks_says_so(app: Flask, client: Browser) -> None:
    client.get("/banks")
    assert (texts(client, "h2"), client.forms()) == (["No bank here yet"], [])
    client.get("/")
    assert texts(client, "h1") == ["No questions here yet"]
    assert texts(client, "h2") == ["What you answer today comes back"]


def test_a_fact_without_a_paragraph_goes_by_its_key(app: Flask, client: Browser) -> None:
    facts = {"F1": {"says": "Ice floats."}, "F2": {"paragraph": "P4", "says": "Iron sinks."}}
    load(app, bank_file([asked("a", fact="F1")], facts=facts))
    client.get("/banks/science")
    spoilers = next(each for each in page(client).iter("dl") if each.get("class") == "spoilers")
    assert [text_of(each) for each in spoilers.iter("dt")] == ["F1", "P4"]


def test_spoilers_are_closed(app: Flask, client: Browser) -> None:
    load(app, bank_file([asked("q1", fact="H1"), asked("q2", "short_answer")]))
    client.get("/banks/science")
    closed = [
        (text_of(next(each.iter("summary"))), each.get("open")) for each in shown(client) if each.tag == "details"
    ]
    assert closed == [("Facts by paragraph", None), ("Browse all 2 questions", None)]


def test_every_kind_can_be_browsed(app: Flask, client: Browser) -> None:
    load(app, every_kind())
    client.get("/banks/kinds")
    spoilers = [each for each in page(client).iter("dl") if each.get("class") == "spoilers"][-1]
    rows = [(text_of(question), text_of(answer)) for question, answer in spoilers]
    assert len(rows) == len(KINDS)
    assert [question for question, answer in rows if not answer] == []
    assert rows[2] == ("true_false: Sound travels faster in water than in air.", "True")


@pytest.mark.parametrize(
    ("answers", "days", "text"),
    [(0, 0, "Start studying"), (1, 0, "Go on studying"), (1, 30, "Study 1 due card"), (3, 30, "Study 3 due cards")],
)
def test_the_button_says_what_it_leads_to(
    three: Flask, learner: Learner, clock: Clock, answers: int, days: int, text: str
) -> None:
    for n in range(answers):
        if n == 0:
            learner.open("/study?bank=blood")
        learner.answer()
        learner.go_on()
    clock.advance(days=days)
    learner.client.get("/banks/blood")
    assert link(learner.client, text) == "/study?bank=blood"


def test_a_retired_question_is_not_counted_any_more(app: Flask, learner: Learner, clock: Clock) -> None:
    load(app, recall_bank(2))
    learner.open("/study?bank=science")
    learner.answer()
    load(app, bank_file([asked("q2")]), now=clock.now)
    clock.advance(days=30)
    learner.client.get("/banks/science")
    assert link(learner.client, "Start studying") == "/study?bank=science"
    assert list(question_ids(app)) == ["q1", "q2"]
