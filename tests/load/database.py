"""The server's database, looked at from outside: to put learners in, and to see afterwards what was kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, create_engine, select

from webapp.config import read_settings
from webapp.database import configure_engine, engine_options
from webapp.migrating import faults_of
from webapp.study.models import Review


class Stored(NamedTuple):
    """An answer in the log, in the words of a client's journal."""

    user_id: int
    key: str
    question_id: int
    facet: str
    rating: int


@contextlib.contextmanager
def opened(environment: Mapping[str, str]) -> Iterator[Connection]:
    """A transaction that may write, with the app's own settings of a connection."""
    uri = read_settings(environment).database_uri
    engine = create_engine(uri, **engine_options(uri))
    configure_engine(engine)
    try:
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def stored_answers(environment: Mapping[str, str]) -> list[Stored]:
    """Every graded answer that was sent: what was seeded belongs to no session."""
    asked = select(Review.user_id, Review.id, Review.question_id, Review.facet, Review.rating).where(
        Review.session_id.is_not(None), Review.rating > 0
    )
    with opened(environment) as connection:
        return [Stored(*row) for row in connection.execute(asked.order_by(Review.seq))]


def file_faults(environment: Mapping[str, str]) -> str:
    """What SQLite's own check says; "" when the file is sound, and on PostgreSQL."""
    path = read_settings(environment).database_path
    return faults_of(path, "integrity_check") if path is not None else ""
