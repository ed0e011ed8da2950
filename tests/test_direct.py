"""Prepared statements, on both sorts of connections and both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Float, bindparam, cast, func, insert, literal, select

from tests.database_guard import Guard
from webapp.accounts.models import User
from webapp.database import db, direct, direct_transaction, reading, transaction
from webapp.database_errors import DatabaseGone
from webapp.direct import Direct, Prepared
from webapp.study.models import Card

COUNT = Prepared(select(func.count()).select_from(User))
ROW = {
    "role": "guest",
    "created_at": 1,
    "zone": "UTC",
    "day_start": 4,
    "has_shortcuts": True,
    "has_intervals": False,
    "display_name": "",
}
ADD = Prepared(insert(User).inline(), columns=(*ROW, "token_hash"))


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()


def count() -> int:
    return int(COUNT.row(direct(), {})[0])


def test_what_is_written_is_kept_and_an_error_undoes_it(guard: Guard) -> None:
    with direct_transaction() as connection:
        ADD.run(connection, ROW | {"token_hash": "a"})
    with pytest.raises(ZeroDivisionError), direct_transaction() as connection:
        ADD.run(connection, ROW | {"token_hash": "b"})
        raise ZeroDivisionError
    assert count() == 1
    assert guard.written == {"user"}


def test_values_are_the_same_on_either_connection() -> None:
    with direct_transaction() as connection:
        ADD.run(connection, ROW | {"token_hash": "a"})
    asked = Prepared(
        select(User.has_shortcuts, User.has_intervals, cast(literal(0.25), Float(53)), User.zone, User.name).where(
            User.token_hash == bindparam("hash")
        )
    )
    expected = (True, False, 0.25, "UTC", None)
    assert asked.row(direct(), {"hash": "a"}) == asked.row(reading(), {"hash": "a"}) == expected
    assert [type(cell) for cell in asked.row(direct(), {"hash": "a"})] == [type(cell) for cell in expected]
    assert asked.row(direct(), {"hash": "z"}) is None


def test_inside_a_transaction_there_is_no_second_connection() -> None:
    with transaction() as session:
        session.execute(insert(User).values(**ROW, token_hash="a"))
        assert direct() is session.connection()
        assert count() == 1  # what only this transaction can see
    with direct_transaction() as connection:
        assert direct() is connection


def test_one_transaction_at_a_time_of_either_sort() -> None:
    with direct_transaction() as connection:
        for other in (transaction, direct_transaction):
            with pytest.raises(RuntimeError, match="inside"), other():
                pass
        ADD.run(connection, ROW | {"token_hash": "a"})  # the outer one goes on
    assert count() == 1


def test_a_connection_that_broke_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = direct()
    assert isinstance(broken, Direct)
    assert count() == 0
    monkeypatch.setattr(broken.dialect, "is_disconnect", lambda *_: True)
    with pytest.raises(DatabaseGone):
        Prepared(select(Card.id).where(func.no_such_function() == 1)).rows(broken, {})
    monkeypatch.undo()
    assert count() == 0


def test_the_session_takes_the_place_of_a_direct_connection() -> None:
    assert count() == 0
    held = direct()
    assert isinstance(held, Direct)
    db.session.connection()
    assert held._taken is None


def test_what_stands_alone_begins_nothing() -> None:
    alone = Prepared(select(func.count()).select_from(User), is_alone=True)
    connection = direct()
    assert isinstance(connection, Direct)
    assert alone.row(connection, {}) == (0,)
    is_sqlite = connection.dialect.name == "sqlite"
    assert connection._has_begun is not is_sqlite
    assert COUNT.row(connection, {}) == (0,)
    assert connection._has_begun


def test_another_thread_has_another_connection(app: Flask) -> None:
    found: list[object] = []

    def look() -> None:
        with app.app_context():
            found.append(direct())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found[0] is not direct()
