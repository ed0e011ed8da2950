"""What is stored of pictures, once for whoever brings them, and what goes again."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.conftest import Clock
from tests.media.drawn import picture, stored
from webapp.database import db, transaction
from webapp.exchange.media import key_of
from webapp.media import queries, service
from webapp.media.models import Media, MediaOrigin
from webapp.media.queries import Stored


def rows(app: Flask) -> tuple[list[str], list[str]]:
    """Keys of what is stored, and of what it was made of."""
    with app.app_context():
        found = tuple(list(db.session.scalars(select(each.key).order_by(each.key))) for each in (Media, MediaOrigin))
        db.session.remove()
    return found  # type: ignore[return-value] # of two


def test_a_picture_is_stored_once_under_the_key_of_what_is_stored(app: Flask) -> None:
    brought = picture("red", format="JPEG")
    first, second = stored(app, brought), stored(app, brought)
    assert first == second
    assert rows(app) == ([first.key], [key_of(brought)])
    with app.app_context():
        data = queries.data_of(db.session(), first.key, first.extension)
        assert data is not None and key_of(data) == first.key
        assert queries.size_of(db.session.connection(), first.key) == (8, 6)
        db.session.remove()


def test_it_is_known_by_what_was_brought_and_by_what_is_stored(app: Flask, clock: Clock) -> None:
    brought = picture("red", format="JPEG")
    first = stored(app, brought)
    with app.app_context(), transaction() as session:
        found = service.note_brought(session, [key_of(brought), first.key, "0" * 32], now=clock.now + 5)
        assert found == {key_of(brought): Stored(first.key, "jpg"), first.key: Stored(first.key, "jpg")}
        assert session.get_one(Media, first.key).brought_at == clock.now + 5


def test_what_nothing_shows_goes_and_what_was_brought_lately_stays(app: Flask, clock: Clock) -> None:
    old = stored(app, picture("red", format="JPEG"))
    clock.advance(ms=1000)
    new = stored(app, picture("blue"))
    with app.app_context(), transaction() as session:
        assert service.drop_media(session, [old.key, new.key], before=clock.now) == 1
    assert rows(app)[0] == [new.key]
    assert len(rows(app)[1]) <= 1


def test_bytes_are_read_for_a_file(app: Flask) -> None:
    red, blue = stored(app, picture("red")), stored(app, picture("blue"))
    with app.app_context():
        found = queries.files_of(db.session(), [red.key, blue.key, "0" * 32])
        db.session.remove()
    assert {key: (each.extension, key_of(each.data), each.reference) for key, each in found.items()} == {
        each.key: ("png", each.key, each.reference) for each in (red, blue)
    }
