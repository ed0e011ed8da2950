"""Past SQLAlchemy's execution: statements of the hot paths, compiled by it once and run on the driver's own cursor.

A study page runs half a dozen statements that take the database a few microseconds each; the way through session,
connection, compiled cache and result object costs several times that. What stays as elsewhere: the statements are
written with SQLAlchemy, for both databases; connections come from its pool; errors are `DatabaseUnavailable`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Connection, Dialect, Engine, Executable, Select
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Float, TypeEngine

from webapp.database_errors import DatabaseReadOnly, translated

Values = Mapping[str, Any]
Processor = Callable[[Any], Any]
Watcher = Callable[[str, bool], None]

watchers: list[Watcher] = []
"""Told of each statement, and whether it runs inside a write transaction. Tests count and check with them."""


class Direct:
    """A connection of a request: taken from the pool when it is first used, in one read transaction until released."""

    def __init__(self, engine: Engine) -> None:
        self.dialect: Dialect = engine.dialect
        self.is_writing = False
        self._engine = engine
        self._taken: PoolProxiedConnection | None = None
        self._has_begun = False

    @property
    def driver(self) -> Any:
        """The driver's connection, inside a transaction."""
        if not self._has_begun:
            self.begin("BEGIN")
        assert self._taken is not None
        return self._taken.dbapi_connection

    @property
    def lone_driver(self) -> Any:
        """The same for a statement that stands by itself: SQLite needs no transaction around it."""
        if self.dialect.name != "sqlite":
            return self.driver
        if self._taken is None:
            self._taken = self._engine.raw_connection()
        return self._taken.dbapi_connection

    def begin(self, statement: str) -> None:
        if self._taken is None:
            self._taken = self._engine.raw_connection()
        if self.dialect.name == "sqlite":  # PostgreSQL's driver begins by itself
            try:
                self._taken.dbapi_connection.execute(statement)  # type: ignore[union-attr] # both drivers have it
            except Exception as error:
                self.fail(error)
        self._has_begun = True

    def commit(self) -> None:
        assert self._taken is not None
        try:
            self._taken.commit()
        except Exception as error:
            self.fail(error)
        self._has_begun = False

    def end(self) -> None:
        """End what was only read, and keep the connection."""
        if self._has_begun and self._taken is not None:
            try:
                self._taken.rollback()
            except Exception as error:
                self.fail(error)
        self._has_begun = False

    def release(self) -> None:
        """Back to the pool, which ends the transaction."""
        taken, self._taken, self._has_begun = self._taken, None, False
        if taken is not None:
            taken.close()

    def fail(self, error: BaseException) -> NoReturn:
        """Raise the domain error for a driver's error; a broken connection does not go back to the pool."""
        driver = self._taken.dbapi_connection if self._taken is not None else None
        is_lost = _is_lost(self.dialect, error, driver)
        found = translated(error, is_disconnect=is_lost)
        if self._taken is not None and (is_lost or isinstance(found, DatabaseReadOnly)):
            # why: SQLite opens a file that cannot be written for reading, and such a connection stays so afterwards
            self._taken.invalidate(error)
            self.release()
            self._engine.dispose()  # the others share its view of the file, or have lost the same server
        raise found or error


Reader = Connection | Direct
"""What the hot queries read from: either kind of connection."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    names: Sequence[str] | None  # in the order of the marks; None where they are named
    values: dict[str, Any]  # of what the statement itself says
    binds: dict[str, Processor]
    results: list[tuple[int, Processor]]


class Prepared:
    """A statement. `columns` names what an INSERT is given; one that `is_alone` reads what need not agree with the rest
    of the request, and begins no transaction."""

    def __init__(self, statement: Executable, *, columns: Sequence[str] = (), is_alone: bool = False) -> None:
        self.statement = statement
        self.columns = columns
        self.is_alone = is_alone
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Reader, values: Values) -> list[Any]:
        """All rows, as plain tuples of Python values."""
        made = self._made_for(connection.dialect)
        try:
            found = self._run(connection, made, values).fetchall()
        except Exception as error:
            _fail(connection, error)
        if not made.results:
            return found  # type: ignore[no-any-return] # the driver's
        rows = []
        for row in found:
            cells = list(row)
            for index, processor in made.results:
                cells[index] = processor(cells[index])
            rows.append(tuple(cells))
        return rows

    def row(self, connection: Reader, values: Values) -> Any:
        """The only row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def run(self, connection: Reader, values: Values) -> None:
        """Without rows. Inside a write transaction."""
        try:
            self._run(connection, self._made_for(connection.dialect), values)
        except Exception as error:
            _fail(connection, error)

    def _run(self, connection: Reader, made: _Compiled, values: Values) -> Any:
        given = {**made.values, **values}
        for name, processor in made.binds.items():
            given[name] = processor(given[name])
        if watchers:
            _tell(connection, made.text)
        if not isinstance(connection, Direct):
            driver = _driver_of(connection)
        else:
            driver = connection.lone_driver if self.is_alone else connection.driver
        return driver.execute(made.text, given if made.names is None else [given[name] for name in made.names])

    def _made_for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compiled(self.statement, self.columns, dialect)
        return found


def _compiled(statement: Any, columns: Sequence[str], dialect: Dialect) -> _Compiled:
    made = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    assert isinstance(made, SQLCompiler)
    selected = list(statement.selected_columns) if isinstance(statement, Select) else []
    results = [(index, _result(column.type, dialect)) for index, column in enumerate(selected)]
    return _Compiled(
        str(made),
        made.positiontup if made.positional else None,
        dict(made.params),
        {name: each for bind, name in made.bind_names.items() if (each := _bind(bind.type, dialect)) is not None},
        [(index, each) for index, each in results if each is not None],
    )


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _result(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    if isinstance(kind, Float) and not kind.asdecimal:
        return None  # both drivers give floats; SQLAlchemy's processor would ask for the column's code
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _driver_of(connection: Connection) -> Any:
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.dbapi_connection


def _fail(connection: Reader, error: BaseException) -> NoReturn:
    if isinstance(connection, Direct):
        connection.fail(error)
    is_lost = _is_lost(connection.dialect, error, None)
    found = translated(error, is_disconnect=is_lost)
    if is_lost or isinstance(found, DatabaseReadOnly):
        connection.invalidate(error)
    raise found or error


def _is_lost(dialect: Dialect, error: BaseException, driver: Any) -> bool:
    return isinstance(error, dialect.loaded_dbapi.Error) and dialect.is_disconnect(error, driver, None)


def _tell(connection: Reader, text: str) -> None:
    if isinstance(connection, Direct):
        is_writing = connection.is_writing
    else:
        is_writing = bool(connection.get_execution_options().get("write"))
    for watcher in watchers:
        watcher(text, is_writing)
