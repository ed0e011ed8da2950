"""What PostgreSQL alone does: waiting that ends, and a connection that breaks."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from tests.client import Browser
from webapp import database
from webapp.database import db, reading, transaction
from webapp.database_errors import DatabaseBusy, DatabaseGone


@pytest.fixture(autouse=True)
def _on_postgresql(app: Flask) -> Iterator[None]:
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("PostgreSQL only")
        yield
        db.session.remove()


def break_connections() -> None:
    """As a restart of the server does it, for this database alone."""
    with db.engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
        connection.detach()


def test_each_connection_waits_for_a_while_only() -> None:
    limits = {name: reading().execute(text(f"SHOW {name}")).scalar() for name in ("statement_timeout", "lock_timeout")}
    assert limits == {"statement_timeout": "10s", "lock_timeout": f"{database.BUSY_SECONDS}s"}
    assert reading().execute(text("SHOW transaction_isolation")).scalar() == "read committed"


def test_f07_a_row_that_another_holds_makes_it_busy() -> None:
    with transaction() as session:
        session.execute(text("INSERT INTO \"user\" VALUES (1, 'guest', 'a', 1, 'UTC', 4, true, true)"))
    with db.engine.connect() as other, other.begin():
        other.execute(text('SELECT id FROM "user" FOR UPDATE'))
        with pytest.raises(DatabaseBusy), transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '20ms'"))
            session.execute(text('SELECT id FROM "user" FOR UPDATE'))


def test_a_statement_on_a_broken_connection_says_so() -> None:
    reading().execute(text("SELECT 1"))
    break_connections()
    with pytest.raises(DatabaseGone):
        reading().execute(text("SELECT 1"))
    db.session.rollback()
    assert reading().execute(text("SELECT 1")).scalar() == 1


def cut_connections() -> None:
    """As a server does that is killed: no word, only the end of the line."""
    held = [db.engine.raw_connection() for _each in range(2)]
    for each in held:
        with socket.socket(fileno=os.dup(each.driver_connection.fileno())) as line:  # type: ignore[union-attr]
            line.shutdown(socket.SHUT_RDWR)
    for each in held:
        each.close()


def test_f14_a_connection_that_was_cut_is_replaced(client: Browser) -> None:
    assert client.get("/banks").status_code == 200
    db.session.remove()
    cut_connections()
    assert reading().execute(text("SELECT 1")).scalar() == 1
    db.session.remove()
    cut_connections()
    with transaction() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1


def test_f14_pages_and_changes_go_on_after_a_restart(client: Browser) -> None:
    assert client.get("/banks").status_code == 200
    break_connections()
    assert client.get("/banks").status_code == 200
    break_connections()
    with transaction() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
