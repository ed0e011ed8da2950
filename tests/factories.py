"""Rows and people that tests start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select, text
from sqlalchemy.orm import Session

from webapp.banks.contents import forget_contents
from webapp.banks.models import Bank, Question, QuestionWord, Version
from webapp.banks.service import load_built_in
from webapp.database import Base
from webapp.preparing import QUESTIONS

LOADED_AT = 1_795_000_000_000  # ms; some days before the tests' clock begins


class BuiltIn:
    """The banks of `questions/`. Reading them takes a second, so that their rows are kept and put back."""

    tables = frozenset(each.__tablename__ for each in (Bank, Question, QuestionWord, Version))

    def __init__(self) -> None:
        self.is_in_database = False
        self._rows: list[tuple[Table, Sequence[Mapping[str, Any]]]] = []

    def put(self, connection: Connection) -> None:
        if self.is_in_database:
            return
        if not self._rows:
            self._read(connection)
        else:
            for table, rows in self._rows:
                connection.execute(table.insert(), rows)
                _set_sequence(connection, table)
        self.is_in_database = True

    def _read(self, connection: Connection) -> None:
        session = Session(bind=connection)
        load_built_in(session, QUESTIONS, now=LOADED_AT)
        session.flush()
        for table in _in_order(self.tables):
            rows = connection.execute(select(table)).mappings().all()
            self._rows.append((table, [dict(row) for row in rows]))

    def remove(self, connection: Connection) -> None:
        for table in reversed(_in_order(self.tables)):
            connection.execute(table.delete())
        forget_contents()  # another bank may get the same ids
        self.is_in_database = False


def _in_order(names: frozenset[str]) -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name in names]


def _set_sequence(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids in a sequence, which does not see rows that bring their own."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}")
        )
