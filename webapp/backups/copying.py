"""A database copied into another, of the other kind or the same: SQLite to PostgreSQL and back.

Table by table, those first that others refer to, in chunks by primary key. Each chunk and the note of how far the
copy is are one transaction, so that a copy that was killed goes on where it was. The source is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, inspect

from webapp.backups import copy_marker
from webapp.backups.checksums import TableSum, differing, sums_of
from webapp.backups.copy_marker import Origin
from webapp.backups.refusals import Refused
from webapp.backups.tables import CHUNK, MARKER, Row, Table, chunks, tables_of
from webapp.config import CannotStart
from webapp.migrating import check_revision, database_revision, head_revision

Tell = Callable[[str], None]


def copy_database(
    source: Engine, target: Engine, *, make_schema: Callable[[], object], tell: Tell, size: int = CHUNK
) -> dict[str, TableSum]:
    """Checksums, equal on both sides. `make_schema` makes this version's tables in an empty target; `size` is the
    rows of a chunk; `tell` is told of each table, and of each chunk of a long one. Raises Refused."""
    _begin(target, _origin(source), make_schema, tell)
    with _reading(source) as read:
        tables = tables_of(read)
        with target.connect() as connection:
            _compare_tables(tables, tables_of(connection))
        for table in tables:
            _copy_table(read, target, table, tell, size)
        sums = _compare_rows(read, target)
    with _writing(target) as connection:
        _set_sequences(connection, tables)
        copy_marker.finish(connection)
    return sums


def address_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _origin(source: Engine) -> Origin:
    try:
        check_revision(source)
    except CannotStart as error:
        raise Refused(f"{address_of(source)}: {error}") from None
    return Origin(address_of(source), str(head_revision()))


def _begin(target: Engine, origin: Origin, make_schema: Callable[[], object], tell: Tell) -> None:
    with target.connect() as connection:
        names = inspect(connection).get_table_names()
        if MARKER in names:
            _check_origin(copy_marker.origin_of(connection), origin, target)
            tell("Going on with the copy that was begun")
            return
    if not names:
        make_schema()
    _check_empty(target)
    with _writing(target) as connection:
        copy_marker.begin(connection, origin)


def _check_origin(begun: Origin, origin: Origin, target: Engine) -> None:
    if begun != origin:
        raise Refused(
            f"In {address_of(target)} a copy of {begun.address} at revision {begun.revision} was begun: "
            "go on with that, or name an empty database"
        )


def _check_empty(target: Engine) -> None:
    found = database_revision(target)
    with target.connect() as connection:
        filled = [each.name for each in tables_of(connection) if next(chunks(connection, each, size=1), None)]
    if filled or found != head_revision():
        what = f"rows in {', '.join(filled)}" if filled else "tables of another version or of something else"
        raise Refused(f"{address_of(target)} is not empty: it has {what}. Name an empty database")


@contextmanager
def _reading(source: Engine) -> Iterator[Connection]:
    """One moment of the source for all that is read."""
    with source.connect() as connection:
        if source.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def _writing(target: Engine) -> Iterator[Connection]:
    with target.connect().execution_options(write=True) as connection, connection.begin():
        if target.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection


def _compare_tables(ours: Sequence[Table], theirs: Sequence[Table]) -> None:
    one, other = ({table.name: table.names for table in tables} for tables in (ours, theirs))
    wrong = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    if wrong:
        raise Refused(f"The two databases have different tables or columns: {', '.join(wrong)}")


def _copy_table(read: Connection, target: Engine, table: Table, tell: Tell, size: int) -> None:
    with _writing(target) as connection:
        reached = copy_marker.reached(connection, table.name)
    done = reached.rows
    for rows in chunks(read, table, after=reached.after, size=size):
        with _writing(target) as connection:
            _insert(connection, table, rows)
            copy_marker.advance(connection, table.name, table.key_of(rows[-1]), done + len(rows))
        done += len(rows)
        if len(rows) == size:
            tell(f"{table.name}: {done} rows so far")
    tell(f"{table.name}: {done} rows")


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    name, names = quote(table.name), ", ".join(map(quote, table.names))
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" for _name in table.names)
        connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", list(rows))


def _compare_rows(read: Connection, target: Engine) -> dict[str, TableSum]:
    sums = sums_of(read)
    with target.connect() as connection:
        wrong = differing(sums, sums_of(connection))
    if wrong:
        raise Refused(
            f"The copy differs from the source in {', '.join(wrong)}: was the source used meanwhile? "
            "Begin again with an empty database"
        )
    return sums


def _set_sequences(connection: Connection, tables: Sequence[Table]) -> None:
    """PostgreSQL counts ids in sequences, which do not see rows that bring their own."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        for column in table.key:
            asked = "SELECT pg_get_serial_sequence(%s, %s)"
            sequence = connection.exec_driver_sql(asked, (quote(table.name), column)).scalar()
            if sequence is not None:
                last = f"max({quote(column)})"
                connection.exec_driver_sql(
                    f"SELECT setval(%s, coalesce({last}, 1), {last} IS NOT NULL) FROM {quote(table.name)}", (sequence,)
                )
