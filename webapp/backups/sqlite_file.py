"""A SQLite database copied while it is in use, and looked at afterwards.

Always through the library that the app uses: the locks of a file belong to the whole process, and a second library
would drop the first one's.
"""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, table

from webapp.backups.checksums import TableSum, sums_of
from webapp.backups.engines import file_engine
from webapp.backups.refusals import Refused
from webapp.backups.tables import tables_of
from webapp.database import SQLITE
from webapp.migrating import database_revision, faults_of

STEP = 256  # pages, as a rule a megabyte
PAUSE = 0.002  # seconds after each step, for those who want the disk meanwhile
PATIENCE = 20.0  # seconds of small steps with the rollback journal, before the rest is done in one
TRACES = ("-wal", "-shm", "-journal")  # beside the file, what a running or crashed app leaves


class _TooLong(Exception):
    pass


def copy(source: Any, target: Path) -> None:
    """From an open connection to a new file. Raises Refused.

    With a write-ahead log the copy shows the moment of its beginning, and nobody waits for it: a read that stays
    open keeps that moment. With the rollback journal such a read would keep others from writing, so the copy is
    made in steps without one; each change in between makes it start again, hence the limit.
    """
    is_log = source.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    try:
        with closing(SQLITE.connect(str(target))) as made:
            if is_log:
                _copy_of_a_moment(source, made)
            else:
                _copy_in_turns(source, made)
            made.execute("PRAGMA journal_mode = DELETE").close()  # one file, no log beside it
    except SQLITE.Error as error:
        raise Refused(f"The database cannot be copied: {error}") from None


def _copy_of_a_moment(source: Any, made: Any) -> None:
    source.execute("BEGIN").close()
    try:
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the moment begins with the first read
        source.backup(made, pages=STEP, progress=lambda *_left: time.sleep(PAUSE))
    finally:
        source.execute("ROLLBACK").close()


def _copy_in_turns(source: Any, made: Any) -> None:
    last = time.monotonic() + PATIENCE

    def pause(*_left: int) -> None:
        if time.monotonic() > last:
            raise _TooLong
        time.sleep(PAUSE)

    try:
        source.backup(made, pages=STEP, progress=pause)
    except _TooLong:
        source.backup(made, pages=-1)


def copy_file(path: Path, target: Path) -> None:
    """The same from a file that nobody uses. Raises Refused."""
    with closing(SQLITE.connect(f"file:{path.absolute()}?mode=rw", uri=True)) as source:
        try:
            copy(source, target)
        except SQLITE.Error as error:
            raise Refused(f"{path} cannot be read: {error}") from None


def check(path: Path) -> None:
    """Raises Refused unless SQLite finds the file sound."""
    faults = faults_of(path)
    if faults:
        raise Refused(f"{path.name} is damaged: {faults}")


def sums(path: Path) -> dict[str, TableSum]:
    with file_engine(path).connect() as connection:
        return sums_of(connection)


def row_counts(path: Path) -> dict[str, int]:
    with file_engine(path).connect() as connection:
        names = [table.name for table in tables_of(connection)]
        counts = (connection.execute(select(func.count()).select_from(table(name))) for name in names)
        return {name: int(found.scalar_one()) for name, found in zip(names, counts, strict=True)}


def revision(path: Path) -> str:
    return database_revision(file_engine(path)) or ""


def size(path: Path) -> int:
    """Bytes, with the log beside it."""
    places = (path.with_name(path.name + ending) for ending in ("", "-wal"))
    return sum(place.stat().st_size for place in places if place.exists())


def close_log(path: Path) -> None:
    """Bring the write-ahead log of a file that nobody uses into it; where it is too damaged, leave both as they are.

    Raises Refused while another program has the file open: at its end that program would delete, by name, the log
    of whatever has taken the file's place.
    """
    with closing(SQLITE.connect(f"file:{path.absolute()}?mode=rw", uri=True)) as old:
        try:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        except SQLITE.DatabaseError as error:
            if "locked" not in str(error):
                return
    if path.with_name(f"{path.name}-wal").exists():  # the last to close it takes it away
        raise Refused(f"Another program has {path} open: stop it first")
