"""A package brought with what its owner has learned of it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.accounts.people import heading
from tests.client import Browser
from tests.exchange.test_apkg_history import package
from tests.teaching.teacher import brought, page_text, teacher
from webapp.database import db
from webapp.study.models import Card, Review


def opened(app: Flask) -> tuple[Browser, str]:
    client = teacher(app)
    _bank, data = package()
    return client, brought(client, data, title="Deck", name="deck.apkg").partition("?")[0]


def known(app: Flask) -> list[tuple[str, str, int]]:
    with app.app_context():
        rows = db.session.execute(select(Card.facet, Card.phase, Card.interval).order_by(Card.id))
        found = [(facet, phase, interval) for facet, phase, interval in rows]
        db.session.rollback()
    return found


def test_the_owner_is_asked_and_her_cards_return_to_her(app: Flask) -> None:
    client, preview = opened(app)
    client.get(preview)
    assert "2 cards of this package were learned in Anki" in page_text(client)
    answer = client.send(f"{preview}/confirm", {"history": "yes"})
    assert answer.status_code == 303
    client.get(answer.headers["Location"])
    assert "2 cards return to you on the days that they had in Anki" in page_text(client)
    assert known(app) == [("", "review", 12), ("backward", "review", 30)]
    client.get("/study/cards")
    assert heading(client).startswith("2 cards")


def test_without_her_word_nothing_of_it_is_taken_up(app: Flask) -> None:
    client, preview = opened(app)
    client.send(f"{preview}/confirm")
    with app.app_context():
        assert db.session.execute(select(Review.id)).all() == []
        db.session.rollback()
    assert known(app) == []


def test_what_was_not_taken_up_when_the_package_was_saved_is_taken_up_when_it_is_sent_again(app: Flask) -> None:
    client, preview = opened(app)
    saved = client.send(f"{preview}/confirm").headers["Location"]
    again = client.send(f"{preview}/confirm", {"history": "yes"}).headers["Location"]
    assert again == f"{saved}?taken_up=2"
    assert known(app) == [("", "review", 12), ("backward", "review", 30)]
    assert client.send(f"{preview}/confirm", {"history": "yes"}).headers["Location"] == f"{saved}?taken_up=0"
