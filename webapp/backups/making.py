"""A backup: copied, written to an unfinished name, opened again, compared, and only then given its name."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from webapp.backups import archive, durable, manifest, places, postgres_tools, sqlite_file
from webapp.backups.checksums import TableSum, differing, sums_of
from webapp.backups.manifest import Manifest
from webapp.backups.refusals import Refused
from webapp.backups.space import Free, free_bytes, require_space
from webapp.database import SQLITE
from webapp.migrating import database_revision

_TABLE_BYTES = """
SELECT sum(pg_table_size(oid)) FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""
UNFINISHED = ".unfinished-"  # folders in which a backup is being made


@dataclass(frozen=True, slots=True)
class Home:
    """What the app has to lose."""

    engine: Engine
    data_dir: Path
    database: Path | None  # the SQLite file; None on PostgreSQL

    @property
    def kind(self) -> str:
        return self.engine.dialect.name

    @property
    def media(self) -> Path:
        return self.data_dir / archive.MEDIA

    @property
    def backups(self) -> Path:
        return places.folder_of(self.data_dir)


@dataclass(frozen=True, slots=True)
class Made:
    path: Path
    size: int  # bytes
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Copied:
    file: Path
    tables: dict[str, TableSum]
    revision: str
    schema: str = ""


def back_up(
    home: Home, now: int, *, file: Path | None = None, label: str = places.REGULAR, free: Free = free_bytes
) -> Made:
    """Without `file` in DATA_DIR/backups. `now` in ms. Raises Refused: then there is no new file."""
    target = _target(home, now, file, label)
    require_space(target.parent, _estimate(home), free)
    with _workshop(target.parent) as work:
        copied = _copy_sqlite(home, work) if home.kind == "sqlite" else _dump_postgres(home, work)
        made = work / "archive.zip"
        with archive.writing(made) as writer:
            writer.add(archive.DATABASE[home.kind], copied.file)
            for name, place in archive.media_files(home.media):
                writer.add(name, place)
            writer.close(_manifest(home, now, copied, writer))
        copied.file.unlink()
        # why: only the counts: the hash of the file is compared, and the checksums are of the same bytes
        found = verify(made, work / "opened", with_checksums=False)
        durable.replace(made, target)
    return Made(target, target.stat().st_size, found)


def verify(file: Path, work: Path, *, with_checksums: bool = True) -> Manifest:
    """Open a backup, and compare what is in it with its manifest. Leaves the database in `work`. Raises Refused."""
    found = archive.unpack(file, work, with_media=False)
    database = work / archive.DATABASE[found.database]
    if found.database == "sqlite":
        sqlite_file.check(database)
        counted = sqlite_file.row_counts(database)
    else:
        postgres_tools.check(database)
        counted = postgres_tools.row_counts(database)
    wrong = sorted(name for name, each in found.tables.items() if counted.get(name) != each.rows)
    if with_checksums and not wrong and found.database == "sqlite":  # of a dump after it is restored
        wrong = differing(sqlite_file.sums(database), found.tables)
    if wrong:
        raise Refused(f"{file} is damaged: {', '.join(wrong)} not as they were backed up")
    return found


def _target(home: Home, now: int, file: Path | None, label: str) -> Path:
    folder = home.backups if file is None else file if file.is_dir() else file.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}") from None
    if file is None or file.is_dir():
        return places.new_place(folder, label, now, ".zip")
    if file.exists():
        raise Refused(f"{file} is there already")
    return file


def _estimate(home: Home) -> int:
    """Bytes: two copies of the database at a time, and the media files."""
    media = sum(place.stat().st_size for _name, place in archive.media_files(home.media))
    if home.database is not None:
        return 2 * sqlite_file.size(home.database) + media
    with home.engine.connect() as connection:
        return int(connection.exec_driver_sql(_TABLE_BYTES).scalar() or 0) + media  # a dump is compressed


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    try:
        work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))  # for its owner alone
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}") from None
    try:
        yield work
    except OSError as error:
        raise Refused(f"The backup could not be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _copy_sqlite(home: Home, work: Path) -> _Copied:
    target = work / archive.DATABASE["sqlite"]
    try:
        pooled = home.engine.raw_connection()
    except SQLITE.Error as error:
        raise Refused(f"The database cannot be opened: {error}") from None
    try:
        sqlite_file.copy(pooled.driver_connection, target)
    finally:
        pooled.close()
    return _Copied(target, sqlite_file.sums(target), sqlite_file.revision(target))


def _dump_postgres(home: Home, work: Path) -> _Copied:
    """Dump and checksums see one snapshot, so that the checksums are those of the dump."""
    target = work / archive.DATABASE["postgresql"]
    server, revision = postgres_tools.server_of(home.engine), database_revision(home.engine) or ""
    read = home.engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with read as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        snapshot, schema = connection.exec_driver_sql("SELECT pg_export_snapshot(), current_schema()").one()
        postgres_tools.dump(server, target, schema=schema, snapshot=snapshot)
        return _Copied(target, sums_of(connection), revision, schema)


def _manifest(home: Home, now: int, copied: _Copied, writer: archive.Writer) -> Manifest:
    return Manifest(
        made_at=manifest.iso(now),
        app_version=manifest.app_version(),
        database=home.kind,
        revision=copied.revision,
        schema=copied.schema,
        tables=copied.tables,
        members=writer.members,
    )
