"""A backup put in the place of the database, which is kept aside. Only while the app is stopped.

Everything is opened and compared before anything is replaced, and the replacing is one step: whenever it is
interrupted, there is the old database or the new one.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from webapp.backups import archive, durable, places, restoring_postgres, sqlite_file
from webapp.backups.making import UNFINISHED, Home, verify
from webapp.backups.manifest import Manifest
from webapp.backups.refusals import Refused
from webapp.backups.serving_lock import stopped
from webapp.backups.space import Free, free_bytes, require_space
from webapp.migrating import head_revision, is_known, one_at_a_time

Tell = Callable[[str], None]
Migrate = Callable[[], bool]
"""Brings the database to this version's schema; True when there was something to do."""


def restore(home: Home, file: Path, now: int, *, migrate: Migrate, tell: Tell, free: Free = free_bytes) -> None:
    """`file` is a backup, or a SQLite file that a migration or restore kept; `now` in ms. Raises Refused."""
    if not file.is_file():
        raise Refused(f"There is no file {file}")
    with contextlib.ExitStack() as held:
        held.enter_context(stopped(home.data_dir))
        held.enter_context(one_at_a_time(home.engine, home.data_dir))
        if home.kind == "postgresql":
            restoring_postgres.check_alone(home.engine)
        work = held.enter_context(_workshop(home))
        if file.suffix == ".db":
            _restore_file(home, file, work, now, tell, free)
        else:
            _restore_archive(home, file, work, now, tell, free)
        if migrate():
            tell(f"Migrated to revision {head_revision()}")


def _restore_archive(home: Home, file: Path, work: Path, now: int, tell: Tell, free: Free) -> None:
    manifest = archive.read_manifest(file)
    _check_kind(home, manifest.database)
    _check_revision(manifest.revision)
    require_space(work, archive.unpacked_size(file), free)
    verify(file, work)
    tell(f"{file} is sound: made {manifest.made_at}, {manifest.rows} rows, revision {manifest.revision}")
    database = work / archive.DATABASE[home.kind]
    if home.kind == "sqlite":
        _replace_sqlite(home, database, now, tell)
    else:
        restoring_postgres.replace(home.engine, database, manifest, now, tell)
    _restore_media(home, file, work / "again", manifest, tell)


def _restore_file(home: Home, file: Path, work: Path, now: int, tell: Tell, free: Free) -> None:
    _check_kind(home, "sqlite")
    require_space(work, sqlite_file.size(file), free)
    copied = work / "copy.db"
    sqlite_file.copy_file(file, copied)
    sqlite_file.check(copied)
    _check_revision(sqlite_file.revision(copied))
    tell(f"{file} is sound")
    _replace_sqlite(home, copied, now, tell)


def _check_kind(home: Home, kind: str) -> None:
    if kind != home.kind:
        raise Refused(
            f"The backup is of {kind}, the app uses {home.kind}: restore it there, then move with "
            "`flask --app webapp db-copy`"
        )


def _check_revision(revision: str) -> None:
    if not revision:
        raise Refused("The backup holds no database of this app: it has no revision")
    if not is_known(revision):
        raise Refused(
            f"The backup is at revision {revision}, this version of the app knows {head_revision()} and older: "
            "restore it with the version that made it, or a newer one"
        )


def _replace_sqlite(home: Home, made: Path, now: int, tell: Tell) -> None:
    path = home.database
    if path is None:
        raise Refused("A database in memory cannot be replaced")
    home.engine.dispose()
    if path.exists():
        aside = _aside(home, path, now)
        _settle(path, aside)
        durable.keep_aside(path, aside)
        tell(f"The database that was there is kept as {aside}")
    durable.replace(made, path)
    for ending in sqlite_file.TRACES:  # a log that is not this file's own would be read into it
        path.with_name(path.name + ending).unlink(missing_ok=True)
    durable.flush(path.parent)
    tell(f"Restored to {path}")


def _aside(home: Home, path: Path, now: int) -> Path:
    """Among the backups, where it is listed and one day dropped; beside the database where those are elsewhere."""
    home.backups.mkdir(mode=0o700, exist_ok=True)
    is_near = home.backups.stat().st_dev == path.stat().st_dev
    return places.new_place(home.backups if is_near else path.parent, places.REPLACED, now, ".db")


def _settle(path: Path, aside: Path) -> None:
    """Bring what lies in the log into the file; where it is too damaged for that, keep the log with it."""
    sqlite_file.close_log(path)
    for ending in sqlite_file.TRACES:
        trace = path.with_name(path.name + ending)
        if trace.exists() and ending != "-shm":
            trace.rename(aside.with_name(aside.name + ending))


def _restore_media(home: Home, file: Path, work: Path, manifest: Manifest, tell: Tell) -> None:
    """Add the files of the backup; files that are only on the disk stay."""
    names = [name for name in manifest.members if name.startswith(f"{archive.MEDIA}/")]
    if not names:
        return
    archive.unpack(file, work, with_media=True)
    for name in names:
        target = home.data_dir / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace(work / name, target)
    tell(f"{len(names)} media files restored")


@contextlib.contextmanager
def _workshop(home: Home) -> Iterator[Path]:
    """A folder beside the database, so that its copy can take the name of the old one in one step."""
    beside = home.data_dir if home.database is None else home.database.parent
    try:
        beside.mkdir(mode=0o700, parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=beside))
    except OSError as error:
        raise Refused(f"{beside} cannot be written: {error.strerror}") from None
    try:
        yield work
    except OSError as error:
        raise Refused(f"The restore stopped: {error}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
