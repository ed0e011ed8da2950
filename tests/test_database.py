"""Settings of every connection, the one place of commits, and what its failures are called."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from tests.database_guard import Guard
from webapp import database
from webapp.accounts.models import User
from webapp.database import SQLITE, db, is_affected, library_version, reading, transaction
from webapp.database_errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseGone,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StorageFull,
    translated,
)
from webapp.turns import turn


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.remove()


@pytest.fixture
def sqlite_only(app: Flask) -> str:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's own settings")
    return str(app.config["DATABASE_PATH"])


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)


def add_user(session: Session, token_hash: str = "a") -> User:
    user = User(role="guest", token_hash=token_hash, created_at=1, zone="UTC")
    session.add(user)
    session.flush()
    return user


def zones() -> list[str]:
    return list(db.session.scalars(select(User.zone).order_by(User.id)))


def test_each_connection_has_the_settings(sqlite_only: str) -> None:
    names = ("busy_timeout", "journal_mode", "synchronous", "foreign_keys", "journal_size_limit", "mmap_size")
    found = {name: reading().exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    assert found == {
        "busy_timeout": 5000,
        "journal_mode": "delete" if is_affected(library_version()) else "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "journal_size_limit": 67108864,
        "mmap_size": 0,
    }
    assert reading().exec_driver_sql("PRAGMA trusted_schema").scalar() == 0


@pytest.mark.parametrize(
    ("version", "has_bug"),
    [
        ("3.6.23", False),
        ("3.7.0", True),
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.45.0", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.0", True),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.53.4", False),
    ],
)
def test_libraries_with_the_wal_reset_bug_are_known(version: str, has_bug: bool) -> None:
    assert is_affected(version) is has_bug


def test_what_is_changed_inside_is_kept(guard: Guard) -> None:
    with transaction() as session:
        add_user(session)
    db.session.rollback()
    assert zones() == ["UTC"]


def test_an_error_inside_undoes_everything() -> None:
    with pytest.raises(ZeroDivisionError), transaction() as session:
        add_user(session)
        raise ZeroDivisionError
    assert zones() == []
    with transaction() as session:
        add_user(session)
    assert zones() == ["UTC"]


def test_a_mistake_of_ours_keeps_its_name() -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        add_user(session, "same")
        add_user(session, "same")
    assert zones() == []


def test_what_was_loaded_before_can_still_be_read_afterwards() -> None:
    with transaction() as session:
        user = add_user(session)
    with transaction():
        pass
    assert user.zone == "UTC"


def test_one_transaction_at_a_time() -> None:
    with transaction() as session:
        with pytest.raises(RuntimeError, match=r"^transaction\(\) inside transaction\(\)"), transaction():
            pass
        add_user(session)
    assert zones() == ["UTC"]


def test_nothing_may_be_pending_before() -> None:
    db.session.add(User(role="guest", created_at=1, zone="UTC"))
    with pytest.raises(RuntimeError, match=r"^unsaved changes before transaction\(\)"), transaction():
        pass
    db.session.rollback()


def test_it_begins_immediate_after_a_read(sqlite_only: str) -> None:
    assert zones() == []  # a read transaction has begun, and another writer comes between
    with closing(SQLITE.connect(sqlite_only, isolation_level=None)) as other:
        columns = "id, role, token_hash, created_at, zone, day_start, has_shortcuts, has_intervals"
        other.execute(f"INSERT INTO user ({columns}) VALUES (9, 'guest', 'o', 1, 'Europe/Paris', 4, 1, 1)")
    with transaction() as session:
        assert zones() == ["Europe/Paris"]
        add_user(session)
    assert zones() == ["Europe/Paris", "UTC"]


@contextmanager
def locked(path: str) -> Iterator[None]:
    with closing(SQLITE.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_f07_a_lock_held_by_another_process_makes_it_busy(sqlite_only: str) -> None:
    db.session.rollback()
    db.engine.dispose()  # so that the next connection is the only one
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout = 20")
    with locked(sqlite_only):
        with pytest.raises(DatabaseBusy), transaction():
            pass
        assert zones() == []  # reads go on
    with transaction() as session:
        add_user(session)
    assert zones() == ["UTC"]
    db.engine.dispose()  # the connection with the short wait goes


def test_a_second_writer_of_the_process_waits_and_then_is_busy(sqlite_only: str, short_wait: None) -> None:
    inside, done = threading.Event(), threading.Event()
    app = db.session.get_bind()
    assert app is db.engine

    def hold() -> None:
        with turn(sqlite_only, 1):
            inside.set()
            done.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait(5)
    with pytest.raises(DatabaseBusy), transaction():
        pass
    done.set()
    thread.join()
    with transaction() as session:
        add_user(session)
    assert zones() == ["UTC"]


class WithState(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__("as the server put it")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SQLITE.OperationalError("database is locked"), DatabaseBusy),
        (SQLITE.OperationalError("database or disk is full"), StorageFull),
        (SQLITE.OperationalError("attempt to write a readonly database"), DatabaseReadOnly),
        (SQLITE.OperationalError("unable to open database file"), DatabaseGone),
        (SQLITE.DatabaseError("database disk image is malformed"), DatabaseDamaged),
        (SQLITE.DatabaseError("file is not a database"), DatabaseDamaged),
        (WithState("55P03"), DatabaseBusy),
        (WithState("40P01"), DatabaseBusy),
        (WithState("57014"), DatabaseBusy),
        (WithState("53300"), DatabaseBusy),
        (WithState("53100"), StorageFull),
        (WithState("25006"), DatabaseReadOnly),
        (WithState("08006"), DatabaseGone),
        (WithState("57P01"), DatabaseGone),
        (WithState("XX001"), DatabaseDamaged),
        (PoolTimeout("no connection"), DatabaseBusy),
    ],
)
def test_failures_have_names(error: Exception, kind: type[DatabaseUnavailable]) -> None:
    found = translated(error)
    assert type(found) is kind


@pytest.mark.parametrize(
    "error", [SQLITE.OperationalError("no such table: x"), WithState("23505"), WithState("42601"), ValueError("x")]
)
def test_mistakes_of_ours_have_none(error: Exception) -> None:
    assert translated(error) is None
    found: Any = translated(error, is_disconnect=True)
    assert type(found) is DatabaseGone


def test_the_guard_sees_a_write_outside(guard: Guard) -> None:
    db.session.add(User(role="guest", created_at=1, zone="UTC"))
    db.session.flush()
    db.session.rollback()
    assert [fault.split(": ")[0] for fault in guard.faults] == ["written outside transaction()"]
    guard.faults.clear()


def test_nobody_waits_for_the_file_while_garbage_is_collected() -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    found = []
    gc.enable()  # tests are without
    try:
        with transaction():
            found.append(gc.isenabled())
        found.append(gc.isenabled())
        with pytest.raises(ZeroDivisionError), transaction():
            raise ZeroDivisionError
        found.append(gc.isenabled())
    finally:
        gc.disable()
    assert found == [False, True, True]
    with transaction():
        pass
    assert not gc.isenabled()
