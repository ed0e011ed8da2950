"""Something that happens between two statements of something else, as on a busy PostgreSQL server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from webapp.database import transaction
from webapp.migrating import engine_of

TURNS = 500  # looks at the locks, each some milliseconds


@contextmanager
def meanwhile(app: Flask, part: str, change: Callable[[Session], Any]) -> Iterator[list[str]]:
    """Behind the first statement of this thread that has `part` in it, `change` is made in a transaction of its own,
    which is over when it is committed or has to wait for a lock. What became of it stands in the list."""
    engine, here, found = engine_of(app), threading.get_ident(), list[str]()
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")

    def run() -> None:
        with app.app_context(), transaction() as session:
            change(session)

    thread = threading.Thread(target=run)

    def seen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if threading.get_ident() == here and part in statement and not found:
            found.append("")
            thread.start()
            found[0] = "waits" if is_kept_waiting(engine, thread) else "done"

    event.listen(engine, "after_cursor_execute", seen)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", seen)
        if found:
            thread.join(10)
    assert found, f"no statement with {part}"
    assert not thread.is_alive()


def is_kept_waiting(engine: Engine, thread: threading.Thread) -> bool:
    """Whether somebody waits for a lock; False when the thread is over before."""
    waiting = "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
    wanted = text(f"SELECT count(*) {waiting}")
    with engine.connect() as connection:
        for _turn in range(TURNS):
            thread.join(0.01)
            if not thread.is_alive():
                return False
            if connection.execute(wanted).scalar():
                return True
    raise AssertionError("neither done nor waiting")
