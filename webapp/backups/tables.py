"""The tables of a database as it is, whatever version of the app made it, and their rows in short reads.

SQLite and PostgreSQL give the same values for the same row: JSON as its text, everything else as the driver does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Float,
    LargeBinary,
    Numeric,
    Text,
    cast,
    column,
    inspect,
    select,
)
from sqlalchemy import table as table_clause
from sqlalchemy import tuple_ as row_value
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]

MARKER = "db_copy"  # of a database that is half copied, see copying.py
NOT_DATA = frozenset({"alembic_version", MARKER})
CHUNK = 5_000  # rows
FEW = 8  # of a table of pictures or files: a row may have 10 MB


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: TypeEngine[Any]

    @property
    def is_json(self) -> bool:
        return isinstance(self.type, JSON)

    @property
    def is_boolean(self) -> bool:
        return isinstance(self.type, Boolean)

    @property
    def is_float(self) -> bool:
        return isinstance(self.type, Float | Numeric)


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]  # by name: the order in a database depends on its history
    key: tuple[str, ...]  # of the primary key

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.columns)

    @property
    def has_files(self) -> bool:
        return any(isinstance(each.type, LargeBinary) for each in self.columns)

    def key_of(self, row: Row) -> Row:
        return tuple(row[self.names.index(name)] for name in self.key)


def tables_of(connection: Connection) -> list[Table]:
    """Every table with data, those first that others refer to."""
    inspector = inspect(connection)
    found = []
    for name, _foreign_keys in inspector.get_sorted_table_and_fkc_names():
        if name is not None and name not in NOT_DATA:
            key = inspector.get_pk_constraint(name)["constrained_columns"]
            found.append(_table(name, inspector.get_columns(name), key))
    return found


def _table(name: str, columns: Sequence[ReflectedColumn], key: Sequence[str]) -> Table:
    ours = tuple(sorted((Column(each["name"], each["type"]) for each in columns), key=lambda each: each.name))
    return Table(name, ours, tuple(key) or tuple(each.name for each in ours))


def chunks(connection: Connection, table: Table, *, after: Row | None = None, size: int = CHUNK) -> Iterator[list[Row]]:
    """The rows in the order of their key, from the one behind `after` on."""
    if table.has_files:
        size = min(size, FEW)
    source = table_clause(table.name, *(column(each.name, each.type) for each in table.columns))
    read = [cast(source.c[each.name], Text) if each.is_json else source.c[each.name] for each in table.columns]
    keys = [source.c[name] for name in table.key]
    asked = select(*read).select_from(source).order_by(*keys).limit(size)
    while True:
        found = connection.execute(asked if after is None else asked.where(_is_behind(keys, after)))
        rows = [tuple(row) for row in found]
        if rows:
            yield rows
        if len(rows) < size:
            return
        after = table.key_of(rows[-1])


def _is_behind(keys: Sequence[ColumnElement[Any]], after: Row) -> ColumnElement[bool]:
    here: ColumnElement[Any] = keys[0] if len(keys) == 1 else row_value(*keys)
    there: Any = after[0] if len(keys) == 1 else row_value(*after)
    is_behind: ColumnElement[bool] = here > there
    return is_behind
