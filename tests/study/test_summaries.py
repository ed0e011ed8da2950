"""The end of a session: what it came to, when the cards return, what was missed, what to do next."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, load, recall_bank
from tests.clock import Clock
from tests.html import text_of
from tests.study.learner import Learner
from tests.study.pages_read import link, page, shown, source, texts
from webapp.study.summaries import returns_line
from webapp.study.views import Dot


def choices(count: int, *, slug: str = "science") -> str:
    return bank_file((asked(f"q{n}", "choice") for n in range(1, count + 1)), slug=slug)


def through(learner: Learner, *rights: bool, address: str = "/study") -> None:
    """Answer so many cards of a session, and end it."""
    learner.open(address)
    for right in rights:
        answered = learner.answer(right=right)
        if not learner.is_on_card and not answered.request.path.endswith("/done"):
            learner.go_on()
    ends = [a.get("href") or "" for a in page(learner.client).iter("a") if a.get("data-end") is not None]
    if ends:
        learner.client.get(ends[0])


def paragraphs(learner: Learner) -> list[str]:
    return [text_of(each) for each in shown(learner.client) if each.tag == "p"]


def test_score_counts_cards_and_those_right_at_once(app: Flask, learner: Learner) -> None:
    load(app, choices(3))
    through(learner, True, False, True, True)
    assert texts(learner.client, "h1") == ["3 cards, 2 right, 1 minute."]
    assert "Today, 24 November" in paragraphs(learner)


def test_time_is_the_sum_of_the_answers_rounded_up(app: Flask, learner: Learner, clock: Clock) -> None:
    load(app, choices(3))
    learner.open()
    for _ in range(3):
        clock.advance(minutes=2)  # each counts for a minute at most
        learner.answer()
        learner.go_on()
    assert texts(learner.client, "h1") == ["3 cards, 3 right, 3 minutes."]


def returns(learner: Learner) -> tuple[str, str]:
    """The label of the line, and the sentence under it."""
    (line,) = (each for each in shown(learner.client) if each.get("class") == "return-line")
    sentence = next(text for text in paragraphs(learner) if " back: " in text)
    return line.get("aria-label") or "", sentence


def test_it_says_when_the_cards_return(app: Flask, learner: Learner) -> None:
    load(app, choices(3))
    through(learner, False, True, True)
    assert returns(learner) == ("1 today, 2 this week", "3 cards come back: 1 today, 2 this week.")


def test_only_the_cards_of_the_session_are_counted(app: Flask, learner: Learner, clock: Clock) -> None:
    """The other direction of a reversible card is a card of another day."""
    load(app, bank_file([asked("both", reversible="yes", back_prompt="What scatters?")]))
    through(learner, True)
    clock.advance(days=1)
    through(learner, True)
    assert returns(learner) == ("1 this week", "1 card comes back: 1 this week.")


def first_answer_undone(learner: Learner) -> None:
    """The summary of a session whose only answer was taken back."""
    learner.open()
    learner.answer()
    (undo,) = (form for form in learner.client.forms() if form.action.endswith("/undo"))
    learner.follow(learner.client.submit(undo))
    learner.client.get(undo.action.replace("/undo", "/done"))


def test_a_session_without_an_answer_says_so_and_leads_back_to_its_cards(app: Flask, learner: Learner) -> None:
    load(app, choices(2))
    first_answer_undone(learner)
    assert texts(learner.client, "h1") == ["No card answered yet"]
    assert texts(learner.client, "h2") == ["1 of the last 28 days"]
    buttons = [each for each in shown(learner.client) if (each.get("class") or "").startswith("button is-")]
    assert [(text_of(each), each.get("class")) for each in buttons] == [
        ("Go on: 2 cards left", "button is-primary is-large"),
        ("Choose a bank", "button is-large"),
    ]
    learner.follow(learner.client.get(buttons[0].get("href")))
    assert learner.is_on_card


def test_with_all_cards_set_aside_an_empty_session_leads_to_the_banks(app: Flask, learner: Learner) -> None:
    load(app, choices(1))
    first_answer_undone(learner)
    learner.client.get(link(learner.client, "Go on: 1 card left"))
    (aside,) = (form for form in learner.client.forms() if form.action.endswith("/aside"))
    learner.follow(learner.client.submit(aside, until="1"))
    assert texts(learner.client, "h1") == ["No card answered yet"]
    assert link(learner.client, "Choose a bank") == "/banks"
    assert [text for text in paragraphs(learner) if text.startswith("Nothing more is due.")] != []


@pytest.mark.parametrize(
    ("labels", "percents"),
    [
        (["a"], [0.0]),
        (["a", "b"], [0.0, 98.2]),
        (["a", "b", "c"], [0.0, 42.0, 98.2]),
        (["a", "b", "c", "d"], [0.0, 30.0, 62.0, 98.2]),
        (["a", "b", "c", "d", "e"], [0.0, 22.0, 46.0, 72.0, 98.2]),
    ],
)
def test_dots_lie_on_the_line_from_now_to_the_farthest(labels: list[str], percents: list[float]) -> None:
    found = returns_line([(label, 1) for label in labels])
    expected = [Dot(percent, label, percent == 0) for label, percent in zip(labels, percents, strict=True)]
    assert found == expected


def test_no_return_is_no_line() -> None:
    assert returns_line([]) == []


def missed(learner: Learner) -> list[tuple[str, str]]:
    """(question, what stands under it) of each missed card."""
    listed = [each for each in shown(learner.client) if each.tag == "ol" and each.get("class") == "missed"]
    return [
        (text_of(next(item.iter("h3"))), text_of(next(p for p in item.iter("p") if p.get("class") == "given")))
        for each in listed
        for item in each
    ]


def test_missed_cards_stand_with_both_answers_and_their_source(app: Flask, learner: Learner) -> None:
    load(app, bank_file([asked("q1", "short_answer", fact="H1"), asked("q2", "choice")]))
    learner.open()
    learner.follow(learner.client.submit(learner.card_form(), text="breathing"))
    learner.go_on()
    learner.answer()
    end = next(a.get("href") or "" for a in page(learner.client).iter("a") if a.get("data-end") is not None)
    learner.client.get(end)
    assert missed(learner) == [
        (
            "q1: What is the process called by which plants make sugar from light?",
            "Your answer, wrong: breathing Right answer: photosynthesis",
        )
    ]
    assert source(learner.client) == ("From the article, paragraph 1", False)
    assert texts(learner.client, "h2")[-1] == "One to look at again"


def test_a_card_missed_and_then_known_was_missed(app: Flask, learner: Learner) -> None:
    load(app, choices(1))
    through(learner, False, True)
    assert len(missed(learner)) == 1


def test_nothing_missed_is_said(app: Flask, learner: Learner) -> None:
    load(app, choices(1))
    through(learner, True)
    assert (missed(learner), texts(learner.client, "h2")[-1]) == ([], "Nothing missed")


def strip(learner: Learner) -> list[str]:
    """The class of each of the 28 days, oldest first."""
    (chart,) = (each for each in shown(learner.client) if each.tag == "figure")
    return [each.get("class") or "" for each in chart.iter("{http://www.w3.org/2000/svg}rect")]


def test_the_strip_shows_the_days_studied_of_the_last_28(app: Flask, learner: Learner, clock: Clock) -> None:
    load(app, choices(4))
    through(learner, True)
    clock.advance(days=27)
    through(learner, True)
    assert strip(learner) == ["f1", *["f0"] * 26, "f1"]
    assert "2 of the last 28 days" in texts(learner.client, "h2")
    clock.advance(days=1)
    through(learner, True)
    assert strip(learner) == [*["f0"] * 26, "f1", "f1"]


def test_done_is_primary_and_more_is_offered_only_while_something_is_due(app: Flask, learner: Learner) -> None:
    load(app, choices(1))
    through(learner, True)
    assert link(learner.client, "Done") == "/banks"
    assert [text for text in texts(learner.client, "a") if text.endswith("more")] == []
    expected = "Nothing more is due. Studying ahead helps little; come back tomorrow."
    assert [text for text in paragraphs(learner) if text.startswith("Nothing more")] == [
        f"{expected} The next card comes back in 2 days."
    ]


def test_more_of_a_bank_stays_in_the_bank(app: Flask, learner: Learner) -> None:
    load(app, recall_bank(3, slug="other"))
    load(app, choices(7), position=1)
    through(learner, *[True] * 5, address="/try/science")
    assert link(learner.client, "2 more") == "/study?bank=science"


def test_held_back_new_cards_are_said(app: Flask, learner: Learner) -> None:
    load(app, choices(11))
    through(learner, *[True] * 10)
    assert "Today’s new cards are used up. More come tomorrow." in paragraphs(learner)
