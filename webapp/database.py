"""The database: typed base, engine settings, and the one place where anything is committed.

SQLite locks the whole file for a write, so the settings below decide whether a class of students waits or
loses answers; `docs/hosting.md` tells what they are worth.
"""

from __future__ import annotations

import contextlib
import gc
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from types import ModuleType
from typing import Annotated, Any

from flask import Flask, g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Connection, Engine, MetaData, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from webapp.database_errors import DatabaseGone, DatabaseReadOnly, translated
from webapp.direct import Direct, Reader
from webapp.turns import turn

try:
    # why: a wheel with a current SQLite; Python's own library may carry the WAL-reset bug (see is_affected).
    import pysqlite3.dbapi2 as _sqlite
except ImportError:
    _sqlite = sqlite3

SQLITE: ModuleType = _sqlite
BUSY_SECONDS = 5  # waiting for a lock; below the server's request timeout, so that the wait ends in a 503
THREADS = 4  # per worker, see gunicorn.conf.py; a connection each, so that no request waits for one

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Instant = Annotated[int, mapped_column(BigInteger)]
"""Milliseconds since 1970, UTC: 64 bits on PostgreSQL too."""


class Base(DeclarativeBase):
    """Base of every model: `class User(Base)`, with `Mapped[...]` columns."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

_own = threading.local()
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def library_version() -> str:
    """Version of the SQLite library that opens the app's file."""
    return str(SQLITE.sqlite_version)


def is_affected(version: str) -> bool:
    """Whether this SQLite has the WAL-reset bug, by which several writers can corrupt a WAL database.

    Source: sqlite.org/wal.html: 3.7.0 to 3.51.2, fixed in 3.51.3 and in the branches 3.50.7 and 3.44.6.
    """
    parts = tuple(int(part) for part in version.split(".")[:3])
    is_backported = (3, 50, 7) <= parts < (3, 51, 0) or (3, 44, 6) <= parts < (3, 45, 0)
    return (3, 7, 0) <= parts < (3, 51, 3) and not is_backported


def journal_mode() -> str:
    return "DELETE" if is_affected(library_version()) else "WAL"


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments of `create_engine` for this address."""
    if make_url(url).get_backend_name() == "sqlite":
        return {
            "module": SQLITE,
            "pool_size": THREADS,
            "pool_timeout": BUSY_SECONDS,
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
        }
    return {"pool_size": THREADS, "max_overflow": 1, "pool_pre_ping": True, "pool_timeout": BUSY_SECONDS}


def configure_engine(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Attach settings for every connection, transaction starts and domain errors to an engine."""
    _engines.add(engine)
    event.listen(engine, "handle_error", _as_domain_error)
    if engine.dialect.name == "sqlite":

        def set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
            set_pragmas(connection, synchronous)

        event.listen(engine, "connect", set_up)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _limit_waiting)


def set_pragmas(connection: Any, synchronous: str) -> None:
    """Settings of one SQLite connection; the order matters."""
    connection.isolation_level = None  # the driver must not begin transactions itself: _begin does
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",  # first, so that the switch of the journal can wait
        f"journal_mode = {journal_mode()}",
        f"synchronous = {synchronous}",
        "foreign_keys = ON",
        "journal_size_limit = 67108864",
        "mmap_size = 0",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    try:
        connection.execute("SELECT power(2, 2)").close()
    except SQLITE.OperationalError:  # a library built without mathematics
        connection.create_function("power", 2, pow, deterministic=True)


def _begin(connection: Connection) -> None:
    # why: a plain BEGIN that reads and then writes fails at once with "database is locked" when another
    # writer came between; the busy timeout does not apply to that step.
    is_write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def _limit_waiting(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # why: SET and not a start-up option, which connection poolers in front of PostgreSQL refuse.
    connection.execute("SET statement_timeout = '10s'")
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _as_domain_error(context: ExceptionContext) -> BaseException | None:
    if context.is_pre_ping:
        return None  # a connection that no longer answers is replaced, and nobody need hear of it
    found = translated(context.original_exception, is_disconnect=context.is_disconnect)
    if isinstance(found, DatabaseReadOnly):
        # why: SQLite opens a file that cannot be written for reading, and such a connection stays so afterwards
        context.is_disconnect = True
        if context.engine is not None:
            context.engine.dispose()  # the others share its view of the file
    return found


def forget_connections() -> None:
    """Let go of connections made before a fork, without closing them: the other process still uses them."""
    for engine in _engines:
        engine.dispose(close=False)


def init_database(app: Flask, *, synchronous: str = "FULL") -> None:
    """Bind `db` to the app; reads `SQLALCHEMY_DATABASE_URI` from its configuration."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    app.teardown_appcontext(_release)
    event.listen(db.session, "after_begin", _leave_direct)
    with app.app_context():
        configure_engine(db.engine, synchronous=synchronous)


def reading() -> Connection:
    """The Core connection of the current session, for the hot queries."""
    return db.session.connection()


def direct() -> Reader:
    """The request's connection past SQLAlchemy's session, for pages that read with prepared statements alone. Inside a
    transaction it is the transaction's own: a second one could have to wait for those who wait for the first."""
    if is_writing() and not _direct().is_writing:
        return reading()
    return _direct()


def _direct() -> Direct:
    kept = g._get_current_object()  # past the proxy, which costs more each time
    found: Direct | None = kept.get("direct")
    if found is None:
        found = kept.direct = Direct(db.engine)
    return found


@contextlib.contextmanager
def direct_transaction() -> Iterator[Direct]:
    """As `transaction()`, for what is written with prepared statements alone: an answer. The connection stays the
    request's own, for what it reads before and afterwards."""
    _refuse_writing()
    connection = _direct()
    try:
        connection.end()
    except DatabaseGone:
        connection.release()  # it broke since it was read from; another one serves
    _end_session()
    with _one_writer(db.engine):
        connection.is_writing = _own.is_writing = True
        try:
            connection.begin("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
        except BaseException:
            connection.release()
            raise
        finally:
            connection.is_writing = _own.is_writing = False


@contextlib.contextmanager
def transaction() -> Iterator[Session]:
    """Everything that changes: opened once by a route or command, committed here and nowhere else.

    Ends the read transaction that the request has begun, so rows loaded before are stale inside: read again
    what the decision rests on. Raises a `DatabaseUnavailable` when the lock is not got within five seconds.
    """
    session = db.session()
    _refuse_writing()
    _release(None)
    _end_session()
    with _one_writer(session.get_bind()):
        _own.is_writing = True
        try:
            session.connection(execution_options={"write": True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _own.is_writing = False


def is_writing() -> bool:
    """Whether this thread is inside `transaction()`: whatever takes long has to wait until it is over."""
    return bool(getattr(_own, "is_writing", False))


def _refuse_writing() -> None:
    if is_writing():
        raise RuntimeError("transaction() inside transaction(): services take the session and open none")


def _end_session() -> None:
    """End the read transaction of the session: some journals let nobody write beside it."""
    if not db.session.registry.has():
        return
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("unsaved changes before transaction(): nothing is changed outside of it")
    try:
        session.commit()  # nothing is pending
    except DatabaseGone:
        session.rollback()  # the connection broke since it was read from; another one serves


@contextlib.contextmanager
def _one_writer(bind: Engine | Connection) -> Iterator[None]:
    """One writer at a time on SQLite, whose own waiting for a lock is unfair and can starve a thread."""
    if bind.dialect.name != "sqlite":
        yield
        return
    with turn(bind.engine.url.database, BUSY_SECONDS), _collecting_later():
        yield


@contextlib.contextmanager
def _collecting_later() -> Iterator[None]:
    """Python looks for garbage among all objects of the process now and then, a third of a second where an upload of
    twenty thousand questions stands in memory; not while others wait for the file. Only who has the turn is here."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _leave_direct(_session: Session, _transaction: object, _connection: Connection) -> None:
    """A request that goes on with the session holds no second connection."""
    if has_app_context() and "direct" in g:
        g.direct.release()


def _release(_error: BaseException | None) -> None:
    if "direct" in g:
        g.pop("direct").release()
