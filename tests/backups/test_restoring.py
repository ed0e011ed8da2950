"""A backup in the place of the database: wholly or not at all, and the old one kept."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update

from tests.backups.house import House, add_card, house_in
from tests.clock import START
from webapp.accounts.models import User
from webapp.backups import archive, restoring, restoring_postgres, sqlite_file
from webapp.backups.archive import DATABASE
from webapp.backups.checksums import TableSum
from webapp.backups.making import back_up
from webapp.backups.places import backups_present
from webapp.backups.refusals import Refused
from webapp.backups.restoring_postgres import drop_old_asides
from webapp.backups.retention import DAY, LONGEST
from webapp.backups.serving_lock import stopped
from webapp.backups.space import KEPT_FREE
from webapp.backups.sqlite_file import copy_file
from webapp.database import SQLITE
from webapp.migrating import database_revision, head_revision, migrate
from webapp.study.models import Card

pytestmark = pytest.mark.slow  # copies whole databases and opens the copies

Furnish = Callable[[Path], House]


def restore(house: House, file: Path, **more: object) -> list[str]:
    """What it says it did."""
    said: list[str] = []
    migrated = partial(migrate, house.app, house.home.engine, house.home.data_dir)
    restoring.restore(house.home, file, START, migrate=migrated, tell=said.append, **more)  # type: ignore[arg-type]
    return said


def change(house: House) -> None:
    """So that the database is not as it was backed up."""
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(delete(Card))
        connection.execute(update(User).values(zone="Asia/Tokyo"))


def set_revision(house: House, revision: str) -> None:
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def test_f13_restored_elsewhere_all_is_as_it_was(app: Flask, house: House, bare: Furnish, tmp_path: Path) -> None:
    made = back_up(house.home, START, file=tmp_path / "away.zip")
    other = bare(tmp_path / "elsewhere")
    said = restore(other, made.path)
    assert other.sums == house.sums == made.manifest.tables
    assert database_revision(other.home.engine) == head_revision()
    where = other.home.database or "the schema public"
    assert said == [
        f"{made.path} is sound: made 2026-11-24T10:00:00Z, 30 rows, revision {head_revision()}",
        f"Restored to {where}",
    ]


def test_after_a_restore_rows_can_be_added(app: Flask, house: House, tmp_path: Path) -> None:
    restore(house, back_up(house.home, START).path)
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(insert(User), {"role": "guest", "created_at": 1, "zone": "UTC"})
        add_card(connection, 1, "later", user_id=4)
    assert house.reviews == 9


def test_the_old_database_is_kept_and_can_be_brought_back(sqlite_house: House) -> None:
    house = sqlite_house
    made = back_up(house.home, START)
    change(house)
    changed = house.sums
    said = restore(house, made.path)
    aside = house.home.backups / "before-restore-20261124-100000.db"
    assert said[1:] == [f"The database that was there is kept as {aside}", f"Restored to {house.path}"]
    assert house.sums == made.manifest.tables
    assert [each.path for each in backups_present(house.home.backups)] == [made.path, aside]
    restore(house, aside)
    assert house.sums == changed


def test_the_old_tables_are_kept(app: Flask, house: House) -> None:
    if house.home.kind != "postgresql":
        pytest.skip("PostgreSQL's schemas")
    made = back_up(house.home, START)
    change(house)
    said = restore(house, made.path)
    assert said[1:] == [
        "The tables that were there are kept in the schema before_restore_20261124_100000",
        "Restored to the schema public",
    ]
    assert house.sums == made.manifest.tables
    with house.home.engine.connect() as connection:
        kept = "SELECT count(*) FROM before_restore_20261124_100000.\"user\" WHERE zone = 'Asia/Tokyo'"
        assert connection.execute(text(kept)).scalar() == 3
    assert back_up(house.home, START).manifest.tables == made.manifest.tables  # what was put aside is not in it


def test_tables_put_aside_go_after_thirty_days(app: Flask, house: House) -> None:
    if house.home.kind != "postgresql":
        pytest.skip("PostgreSQL's schemas")
    restore(house, back_up(house.home, START).path)
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("CREATE SCHEMA before_restore_of_mine"))
    engine = house.home.engine
    assert [drop_old_asides(engine, START + days * DAY, LONGEST) for days in (0, 30, 31, 32)] == [0, 0, 1, 0]
    assert back_up(house.home, START).manifest.tables == house.sums


def test_a_restore_that_fails_changes_nothing(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made = back_up(house.home, START)
    change(house)
    changed = house.sums
    if house.home.kind == "postgresql":
        spoiled = "SELECT no_such_function()"
        monkeypatch.setattr(restoring_postgres, "_moves", lambda *_which: ["CREATE SCHEMA x", spoiled])
        expected = "no_such_function"
    else:
        monkeypatch.setattr(sqlite_file, "close_log", _refuse)
        expected = "not now"
    with pytest.raises(Refused, match=expected):
        restore(house, made.path)
    monkeypatch.undo()
    assert house.sums == changed
    restore(house, made.path)
    assert house.sums == made.manifest.tables


def _refuse(_path: Path) -> None:
    raise Refused("not now")


def test_what_a_crash_left_beside_the_file_is_not_read_into_it(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    made = back_up(house.home, START)
    crashed = crashed_copy(house, tmp_path)
    assert crashed.sums != made.manifest.tables
    found: list[str] = []

    def migrated() -> bool:
        found.extend(path.name for path in crashed.home.data_dir.glob("recollect.db*"))
        return False

    restoring.restore(crashed.home, made.path, START, migrate=migrated, tell=lambda _line: None)
    assert found == ["recollect.db"]
    assert crashed.sums == made.manifest.tables
    aside = backups_present(crashed.home.backups)[0].path
    copy_file(aside, tmp_path / "looked-at.db")
    with closing(SQLITE.connect(str(tmp_path / "looked-at.db"))) as connection:
        assert connection.execute("SELECT count(*) FROM card").fetchone() == (0,)  # what was in the log was kept


def crashed_copy(house: House, tmp_path: Path) -> House:
    """A folder as a killed app leaves it: the changes are in the log alone."""
    change(house)
    folder = tmp_path / "crashed"
    folder.mkdir()
    with house.home.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        for ending in ("", "-wal", "-shm"):
            place = house.path.with_name(f"recollect.db{ending}")
            assert place.stat().st_size > 0
            subprocess.run(["cp", str(place), str(folder)], check=True)  # opened here, it would lose its locks
    return house_in(folder)


def test_a_log_of_another_database_is_not_read_into_it(sqlite_house: House, bare: Furnish, tmp_path: Path) -> None:
    made = back_up(sqlite_house.home, START)
    other = crashed_copy(sqlite_house, tmp_path)
    (tmp_path / "crashed" / "recollect.db").unlink()
    restore(other, made.path)
    assert other.sums == made.manifest.tables


def test_a_damaged_database_can_be_replaced(sqlite_house: House) -> None:
    made = back_up(sqlite_house.home, START)
    sqlite_house.home.engine.dispose()
    sqlite_house.path.write_bytes(b"no database at all " * 1000)
    restore(sqlite_house, made.path)
    assert sqlite_house.sums == made.manifest.tables
    aside = sqlite_house.home.backups / "before-restore-20261124-100000.db"
    assert aside.read_bytes().startswith(b"no database")
    with pytest.raises(Refused, match=r"file is not a database"):
        restore(sqlite_house, aside)


def test_a_log_that_cannot_be_brought_in_is_kept_with_its_file(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(sqlite_house.home, START)
    sqlite_house.home.engine.dispose()
    monkeypatch.setattr(sqlite_file, "close_log", lambda _path: None)
    for ending in ("-wal", "-shm", "-journal"):
        sqlite_house.path.with_name(f"recollect.db{ending}").write_bytes(ending.encode())
    restore(sqlite_house, made.path)
    kept = {path.suffix: path.read_bytes() for path in sqlite_house.home.backups.glob("before-restore-*.db-*")}
    assert kept == {".db-wal": b"-wal", ".db-journal": b"-journal"}
    assert sqlite_house.sums == made.manifest.tables


def test_while_the_app_runs_nothing_is_restored(app: Flask, house: House) -> None:
    made = back_up(house.home, START)
    with stopped(house.home.data_dir), pytest.raises(Refused, match=r"^The app is running on this data"):
        restore(house, made.path)
    rival = house_in(house.home.data_dir, house.environment["DATABASE_URL"]).home.engine
    with rival.connect() as connection:
        connection.execute(text("SELECT 1 FROM card"))
        with pytest.raises(Refused, match=r"Another program has .* open|1 other connections to the database are open"):
            restore(house, made.path)
    rival.dispose()
    restore(house, made.path)


def test_a_newer_schema_is_refused(app: Flask, house: House, tmp_path: Path) -> None:
    before = house.sums
    set_revision(house, "9999")
    made = back_up(house.home, START)
    set_revision(house, str(head_revision()))
    with pytest.raises(Refused) as refused:
        restore(house, made.path)
    assert str(refused.value) == (
        f"The backup is at revision 9999, this version of the app knows {head_revision()} and older: "
        "restore it with the version that made it, or a newer one"
    )
    assert house.sums == before
    assert [each.path for each in backups_present(house.home.backups)] == [made.path]


def test_a_file_of_something_else_is_refused(sqlite_house: House, tmp_path: Path) -> None:
    with closing(SQLITE.connect(str(tmp_path / "other.db"))) as connection:
        connection.execute("CREATE TABLE other (n)").close()
    before = sqlite_house.sums
    (tmp_path / "cut.zip").write_bytes(back_up(sqlite_house.home, START).path.read_bytes()[:-100])
    for name, reason in (
        ("other.db", "it has no revision"),
        ("cut.zip", "damaged or cut short"),
        ("none.zip", "There is no file"),
    ):
        with pytest.raises(Refused, match=reason):
            restore(sqlite_house, tmp_path / name)
    assert sqlite_house.sums == before


def test_rows_that_are_not_those_of_the_manifest_are_refused(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = sqlite_house.sums | {"card": TableSum(2, "0" * 32)}
    with monkeypatch.context() as lying:
        lying.setattr(sqlite_file, "sums", lambda _path: told)
        made = back_up(sqlite_house.home, START)
    before = sqlite_house.sums
    with pytest.raises(Refused, match=r"is damaged: card not as they were backed up$"):
        restore(sqlite_house, made.path)
    assert sqlite_house.sums == before


def test_a_backup_of_the_other_kind_is_refused(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made, theirs = back_up(house.home, START), {"sqlite": "postgresql", "postgresql": "sqlite"}[house.home.kind]
    manifest, name = made.manifest, DATABASE[theirs]
    other = replace(manifest, database=theirs, members={name: next(iter(manifest.members.values()))})
    monkeypatch.setattr(archive, "read_manifest", lambda _path: other)
    with pytest.raises(Refused, match=rf"^The backup is of {theirs}, the app uses {house.home.kind}: "):
        restore(house, made.path)


def test_an_older_database_is_migrated_once_it_is_in_its_place(app: Flask, house: House) -> None:
    made, order = back_up(house.home, START), list[str]()

    def migrated() -> bool:
        order.append("migrated")
        with pytest.raises(Refused), stopped(house.home.data_dir):
            pytest.fail("a server could start")
        return True

    restoring.restore(house.home, made.path, START, migrate=migrated, tell=order.append)
    assert order[-2:] == ["migrated", f"Migrated to revision {head_revision()}"]


def test_media_come_back_and_others_stay(app: Flask, house: House, bare: Furnish, tmp_path: Path) -> None:
    (house.home.media / "ab").mkdir(parents=True)
    (house.home.media / "ab" / "map.png").write_bytes(b"a map")
    made = back_up(house.home, START)
    other = bare(tmp_path / "elsewhere")
    (other.home.media / "ab").mkdir(parents=True)
    (other.home.media / "ab" / "map.png").write_bytes(b"another")
    (other.home.media / "own.png").write_bytes(b"own")
    assert restore(other, made.path)[-1] == "1 media files restored"
    found = {path.name: path.read_bytes() for path in other.home.media.rglob("*.png")}
    assert found == {"map.png": b"a map", "own.png": b"own"}


def test_without_room_nothing_is_unpacked(app: Flask, house: House) -> None:
    made = back_up(house.home, START)
    with pytest.raises(Refused, match=r"^Too little space in "):
        restore(house, made.path, free=lambda _folder: KEPT_FREE)
    assert [path for path in house.home.data_dir.iterdir() if path.name.startswith(".unfinished")] == []
