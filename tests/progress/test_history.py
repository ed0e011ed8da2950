"""The history of a card: its curve, its answers, and nobody else's."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import load, question_ids, recall_bank
from tests.client import Browser
from tests.clock import Clock
from tests.progress.reading import browser_of, headings, pictures, table
from tests.study.pages_read import page, texts
from tests.study.pupil import Pupil
from webapp.memory.fsrs import retrievability

CAPTION = "Every answer to this card, the newest first"


@pytest.fixture
def card(app: Flask) -> int:
    load(app, recall_bank(2))
    return question_ids(app)["q1"]


@pytest.fixture
def lived(app: Flask, clock: Clock, pupil: Pupil, card: int) -> Browser:
    """Forgotten, right in the same session, right after days, wrong, taken back, set aside."""
    pupil.answer(card, 1)
    clock.advance(minutes=11)
    pupil.answer(card, 3)
    clock.advance(days=2)
    pupil.answer(card, 3)
    clock.advance(days=4)
    pupil.answer(card, 1)
    pupil.undo()
    pupil.set_aside(card, days=7)
    return browser_of(app, pupil)


def test_a_card_just_begun(app: Flask, pupil: Pupil, card: int) -> None:
    pupil.answer(card, 3)
    client = browser_of(app, pupil)
    client.get(f"/progress/cards/{card}")
    assert headings(client) == ["You have answered it today", "In words"]
    assert table(client, CAPTION) == [["Today", "Remembered", "–", "2 days"]]


def test_every_answer_with_what_was_to_be_expected(lived: Browser, pupil: Pupil, card: int) -> None:
    lived.get(f"/progress/cards/{card}")
    assert texts(lived, "title") == ["History of a card – Recollect"]
    first, second = (pupil.log()[nth] for nth in (0, 1))
    assert first["local_day"] == second["local_day"]
    rows = table(lived, CAPTION)
    assert [row[:2] for row in rows] == [
        ["Today", "Set aside"],
        ["Today", "Taken back"],
        ["26 November", "Remembered"],
        ["24 November", "Remembered on the same day"],
        ["24 November", "Forgot"],
    ]
    assert [row[2] for row in rows] == ["–", "–", "71 %", "–", "–"]
    state = pupil.state(card)
    assert state is not None
    today = round(100 * retrievability(4, state.stability))
    assert headings(lived)[0] == f"You would recall it today with about {today} %"
    (words,) = pictures(lived)
    assert words.startswith("Chance to recall this card since 24 November.")
    assert f"3 answers, 1 forgotten; {today} % today" in words


def test_the_picture_has_a_line_to_each_answer_and_one_to_come(lived: Browser, card: int) -> None:
    lived.get(f"/progress/cards/{card}")
    lines = [each for each in page(lived).iter() if str(each.tag).endswith("polyline")]
    assert [each.get("class") for each in lines] == ["curve", "curve"]
    dots = [each.get("class", "").strip() for each in page(lived).iter() if each.get("r") == "6"]
    assert sorted(dots) == ["dot", "dot", "dot is-miss", "dot is-open"]


def test_what_somebody_else_has_answered_is_not_there(app: Flask, clock: Clock, pupil: Pupil, card: int) -> None:
    pupil.answer(card, 3)
    other = Pupil(app, clock)
    other.answer(question_ids(app)["q2"], 3)
    client = browser_of(app, other)
    for path in (f"/progress/cards/{card}", "/progress/cards/999999", f"/progress/cards/{2**40}"):
        assert client.get(path).status_code == 404
    assert browser_of(app, pupil).get(f"/progress/cards/{card}?facet=back").status_code == 404
    assert browser_of(app, pupil).get(f"/progress/cards/{card}?facet=%00").status_code == 404


def test_a_card_whose_answers_were_all_taken_back(app: Flask, pupil: Pupil, card: int) -> None:
    pupil.answer(card, 3)
    pupil.undo()
    client = browser_of(app, pupil)
    client.get(f"/progress/cards/{card}")
    assert headings(client) == ["This card begins anew"]
    assert table(client, CAPTION) == [["Today", "Taken back", "–", "–"]]
    assert pictures(client) == []
