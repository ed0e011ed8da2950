"""Sure or not sure: kept with the answer, and what it does to the card."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.files import asked, bank_file, load
from tests.client import Browser
from tests.clock import Clock
from tests.html import text_of
from tests.study.learner import Learner
from webapp.database import db
from webapp.study.models import Review


def rows(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        found = [
            {"rating": row.rating, "sure": (row.answer or {}).get("sure"), "interval": row.interval, "day": row.due_day}
            for row in db.session.scalars(select(Review).order_by(Review.seq))
        ]
        db.session.rollback()
    return found


@pytest.fixture
def asked_for(app: Flask, client: Browser, learner: Learner) -> Learner:
    """A learner who is asked how sure she is."""
    load(app, bank_file([asked("q1", "choice")]))
    client.get("/me/settings")
    client.submit(client.forms()[0], asks_sure="y")
    learner.open()
    return learner


def radios(client: Browser) -> list[str]:
    assert client.last is not None
    return [each.attrib["value"] for each in client.last.iter("input") if each.get("name") == "sure"]


def test_it_is_asked_only_where_that_is_wanted(app: Flask, client: Browser, learner: Learner) -> None:
    load(app, bank_file([asked("q1", "choice")]))
    learner.open()
    assert radios(client) == []


def test_nothing_is_chosen_beforehand_and_it_may_be_left_out(app: Flask, asked_for: Learner, client: Browser) -> None:
    assert radios(client) == ["1", "0"]
    assert client.last is not None
    assert [each for each in client.last.iter("input") if each.get("name") == "sure" and "checked" in each.attrib] == []
    asked_for.answer()
    assert [(row["rating"], row["sure"]) for row in rows(app)] == [(3, None)]


@pytest.mark.parametrize(
    ("right", "sure", "rating", "kept"), [(True, "1", 3, True), (True, "0", 2, False), (False, "0", 1, False)]
)
def test_right_but_not_sure_is_hard(
    app: Flask, asked_for: Learner, right: bool, sure: str, rating: int, kept: bool
) -> None:
    asked_for.answer(right=right, sure=sure)
    assert [(row["rating"], row["sure"]) for row in rows(app)] == [(rating, kept)]


def test_a_word_that_is_none_is_not_kept(app: Flask, asked_for: Learner) -> None:
    asked_for.answer(sure="perhaps")
    assert rows(app)[0]["sure"] is None


@pytest.mark.parametrize("sure", ["1", "0"])
def test_sure_and_wrong_says_so_and_brings_the_card_back_tomorrow(
    app: Flask, asked_for: Learner, client: Browser, clock: Clock, sure: str
) -> None:
    """A card that holds for long, missed by somebody who was sure; beside one who was not."""
    for wait in (0, 3, 16, 80):
        clock.advance(days=wait)
        asked_for.open()
        asked_for.answer()
    clock.advance(days=400)
    asked_for.open()
    asked_for.answer(right=False, sure=sure)
    assert client.last is not None
    assert ("You were sure. Read this." in text_of(client.last)) == (sure == "1")
    asked_for.go_on()
    asked_for.answer(right=True)
    assert (rows(app)[-1]["interval"] == 1) == (sure == "1")
