"""From one schema to the next: under a lock, after a verified copy, and from no schema but our own."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import Engine, create_engine

from webapp.config import CannotStart, Settings
from webapp.database import SQLITE, configure_engine, db, engine_options
from webapp.database_errors import DatabaseDamaged, DatabaseUnavailable
from webapp.hosting import check_key
from webapp.web.events import log_event
from webapp.web.ready import MINIMUM_FREE

FOLDER = Path(__file__).parent / "migrations"
KEPT = 30 * 86_400  # seconds a copy made before a migration is kept
MEGABYTE = 1024 * 1024
_ADVISORY = 7_264_003_117  # any number that is ours alone in the database


def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


def head_revision() -> str | None:
    return scripts().get_current_head()


def database_revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    try:
        return scripts().get_revision(revision) is not None
    except CommandError:
        return False


def check_known(engine: Engine) -> str | None:
    """The database's revision. Raises CannotStart when another, newer version of the app has made it."""
    found = database_revision(engine)
    if found is not None and not is_known(found):
        raise CannotStart(
            f"The database is at revision {found}, this version of the app "
            f"knows {head_revision()} and older: start the newer version, or restore a backup made before it"
        )
    return found


def check_revision(engine: Engine) -> None:
    """Raise CannotStart unless the database has exactly the schema of this version."""
    found, head = check_known(engine), head_revision()
    if found != head:
        raise CannotStart(
            f"The database is at revision {found or 'none'}, this version of the app needs {head}: "
            "run `flask --app webapp prepare` (on PostgreSQL `flask --app webapp release`)"
        )


def check_prepared(settings: Settings) -> None:
    """Raise CannotStart unless `prepare` has been here: for the server, before it starts its workers."""
    check_key(settings)
    engine = create_engine(settings.database_uri, **engine_options(settings.database_uri))
    configure_engine(engine, synchronous=settings.sqlite_synchronous)
    try:
        if engine.dialect.name == "postgresql":
            with one_at_a_time(engine, settings.data_dir):  # nobody starts while a restore or a migration is going on
                check_revision(engine)
        else:
            check_revision(engine)
    except DatabaseUnavailable as error:
        cure = ": put a backup in its place with `flask --app webapp restore FILE`"
        end = cure if isinstance(error, DatabaseDamaged) else ""
        raise CannotStart(f"The database cannot be used: {error.reason} ({error.__cause__ or error}){end}") from None
    finally:
        engine.dispose()


def migrate(app: Flask, engine: Engine, data_dir: Path) -> bool:
    """Bring the schema to this version's, inside `one_at_a_time`; True when there was something to do."""
    found = check_known(engine)
    if found == head_revision():
        return False
    if found is not None and engine.dialect.name == "sqlite":
        snapshot(engine, data_dir / "backups", f"before-{head_revision()}")
    elif found is not None:
        text = "Migrating without a snapshot: on PostgreSQL the backup is the host's, or that of `nightly`."
        log_event("no_snapshot", text=text)
    with app.app_context():
        command.upgrade(alembic_config(), "head")
    return True


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


@contextlib.contextmanager
def one_at_a_time(engine: Engine, data_dir: Path) -> Iterator[None]:
    """A second instance waits here, and then finds nothing to do."""
    if engine.dialect.name == "sqlite":
        with (data_dir / "migrate.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("SET lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_ADVISORY})")
        connection.detach()  # closed and not pooled afterwards: the lock and the two settings end with it
        yield


def snapshot(engine: Engine, folder: Path, name: str) -> Path:
    """A verified copy of the SQLite database. Raises CannotStart when it cannot be made or is not sound."""
    folder.mkdir(mode=0o700, exist_ok=True)
    _check_space(engine, folder)
    made, ready = folder / f"{name}.part", folder / f"{name}-{int(time.time())}.db"
    made.unlink(missing_ok=True)
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(made),))
    except SQLITE.Error as error:
        made.unlink(missing_ok=True)
        raise CannotStart(f"No copy could be made before the migration, so it was not begun: {error}") from None
    finally:
        connection.close()
    faults = faults_of(made)
    if faults:
        raise CannotStart(f"The copy made before the migration is not sound, so it was not begun: {faults}")
    made.rename(ready)
    _drop_old(folder)
    return ready


def _check_space(engine: Engine, folder: Path) -> None:
    with engine.connect() as connection:
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
    free, needed = shutil.disk_usage(folder).free, pages * size
    if free - needed < MINIMUM_FREE:
        raise CannotStart(
            f"Before a migration the database is copied: {folder} has {free // MEGABYTE} MB free, the copy needs "
            f"{-(-needed // MEGABYTE)} MB and must leave {MINIMUM_FREE // MEGABYTE} MB. Make room and start again"
        )


def faults_of(path: Path, pragma: str = "integrity_check") -> str:
    """What SQLite finds wrong with a file, or ""."""
    connection = SQLITE.connect(str(path))
    try:
        found = connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
    except SQLITE.DatabaseError as error:
        return str(error)
    finally:
        connection.close()
    return "" if found == "ok" else str(found)


def _drop_old(folder: Path) -> None:
    for copy in folder.glob("before-*.db"):
        if copy.stat().st_mtime < time.time() - KEPT:
            copy.unlink()


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine
