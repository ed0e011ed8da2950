"""How a half-copied database is known: how far each table is, and a revision under which no app starts on it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table, Text, insert, select, text, update

from webapp.backups.tables import MARKER, Row

UNFINISHED = "db-copy-unfinished"  # instead of the revision
_WHOLE = ""  # the row that stands for the whole copy

_marker = Table(
    MARKER,
    MetaData(),
    Column("name", String(200), primary_key=True),  # of a table
    Column("note", Text, nullable=False),  # the key of the last row copied, as JSON; "" before the first
    Column("rows", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What is being copied; a copy goes on only from the same."""

    address: str  # without the password
    revision: str


@dataclass(frozen=True, slots=True)
class Reached:
    after: Row | None
    rows: int


def begin(connection: Connection, origin: Origin) -> None:
    _marker.create(connection)
    connection.execute(insert(_marker).values(name=_WHOLE, note=json.dumps([origin.address, origin.revision]), rows=0))
    _set_revision(connection, UNFINISHED)


def origin_of(connection: Connection) -> Origin:
    note = connection.execute(select(_marker.c.note).where(_marker.c.name == _WHOLE)).scalar_one()
    return Origin(*json.loads(note))


def reached(connection: Connection, table: str) -> Reached:
    found = connection.execute(select(_marker.c.note, _marker.c.rows).where(_marker.c.name == table)).one_or_none()
    if found is None:
        connection.execute(insert(_marker).values(name=table, note="", rows=0))
        return Reached(None, 0)
    return Reached(tuple(json.loads(found[0])) if found[0] else None, found[1])


def advance(connection: Connection, table: str, after: Row, rows: int) -> None:
    """In the transaction of the rows themselves."""
    told = {"note": json.dumps(list(after)), "rows": rows}
    connection.execute(update(_marker).where(_marker.c.name == table).values(told))


def finish(connection: Connection) -> None:
    _set_revision(connection, origin_of(connection).revision)
    _marker.drop(connection)


def _set_revision(connection: Connection, revision: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
