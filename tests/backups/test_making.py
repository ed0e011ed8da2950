"""A backup is what the database was at its beginning, or there is none."""

from __future__ import annotations

import shutil
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from tests.backups.house import KEY, House, add_card
from tests.clock import START
from webapp.backups import durable, making, sqlite_file
from webapp.backups.archive import DATABASE, read_manifest
from webapp.backups.making import back_up, verify
from webapp.backups.manifest import app_version
from webapp.backups.refusals import Refused
from webapp.backups.space import KEPT_FREE, MEGABYTE
from webapp.migrating import head_revision
from webapp.web.ready import MINIMUM_FREE

pytestmark = pytest.mark.slow  # copies a whole database and opens the copy

NAME = "recollect-20261124-100000.zip"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_says_what_is_in_it(app: Flask, house: House, tmp_path: Path) -> None:
    made = back_up(house.home, START)
    assert made.path == house.home.data_dir / "backups" / NAME
    assert made.size == made.path.stat().st_size
    told = made.manifest
    assert (told.made_at, told.app_version, told.database) == (
        "2026-11-24T10:00:00Z",
        app_version(),
        house.home.engine.dialect.name,
    )
    assert (told.revision, told.schema) == (head_revision(), "public" if told.database == "postgresql" else "")
    assert told.tables == house.sums
    assert (told.tables["review"].rows, told.tables["user"].rows, told.rows) == (6, 3, 30)
    assert list(told.members) == [DATABASE[told.database]]
    assert read_manifest(made.path) == told == verify(made.path, tmp_path / "opened")


def test_it_lies_with_its_owner_alone_and_nothing_else_is_left(app: Flask, house: House) -> None:
    for _nth in range(3):
        back_up(house.home, START)
    folder = house.home.backups
    assert names(folder) == ["recollect-20261124-100000-2.zip", "recollect-20261124-100000-3.zip", NAME]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_it_goes_where_it_is_asked_to(app: Flask, house: House, tmp_path: Path) -> None:
    place = tmp_path / "away" / "mine.zip"
    assert back_up(house.home, START, file=place).path == place
    with pytest.raises(Refused, match=r"mine.zip is there already$"):
        back_up(house.home, START, file=place)
    assert back_up(house.home, START, file=place.parent).path == place.parent / NAME
    assert names(place.parent) == ["mine.zip", NAME]


def test_media_are_in_it_and_links_are_not(app: Flask, house: House, tmp_path: Path) -> None:
    media = house.home.media
    (media / "ab").mkdir(parents=True)
    (media / "ab" / "map.png").write_bytes(b"a map")
    (media / "sound.ogg").write_bytes(b"")
    (media / "elsewhere").symlink_to("/etc/hostname")
    members = back_up(house.home, START).manifest.members
    assert sorted(members) == ["media/ab/map.png", "media/sound.ogg", DATABASE[house.home.kind]]
    assert [members[f"media/{name}"].bytes for name in ("ab/map.png", "sound.ogg")] == [5, 0]


def test_a_full_disk_is_left_alone(app: Flask, house: House) -> None:
    assert KEPT_FREE == MINIMUM_FREE
    with pytest.raises(Refused) as refused:
        back_up(house.home, START, free=lambda _folder: KEPT_FREE)
    said = str(refused.value)
    assert said.startswith(f"Too little space in {house.home.backups}: 200 MB are free, this needs ")
    assert said.endswith(" MB and must leave 200 MB")
    assert names(house.home.backups) == []
    back_up(house.home, START, free=lambda _folder: KEPT_FREE + 20 * MEGABYTE)


def test_a_copy_that_is_not_as_it_should_be_gets_no_name(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(source: Path, target: Path) -> None:
        raise AssertionError(f"{source} must not become {target}")

    def spoil(path: Path, *rest: object, **more: object) -> object:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
        return sound(path, *rest, **more)  # type: ignore[arg-type]

    sound = making.verify
    monkeypatch.setattr(making, "verify", spoil)
    monkeypatch.setattr(durable, "replace", cut)
    with pytest.raises(Refused, match=r"damaged"):
        back_up(house.home, START)
    assert names(house.home.backups) == []


def test_no_secret_is_in_it(app: Flask, house: House, tmp_path: Path) -> None:
    (house.home.data_dir / "secret_key").write_text(KEY)
    made = back_up(house.home, START)
    with zipfile.ZipFile(made.path) as archive:
        assert sorted(archive.namelist()) == ["manifest.json", DATABASE[house.home.kind]]
        content = b"".join(archive.read(name) for name in archive.namelist())
    password = house.home.engine.url.password
    for secret in filter(None, (KEY, password if isinstance(password, str) else None)):
        assert secret.encode() not in content


def test_a_damaged_database_is_not_passed_off_as_a_backup(sqlite_house: House) -> None:
    with sqlite_house.path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 20)
    with pytest.raises(Refused):
        back_up(sqlite_house.home, START)
    assert names(sqlite_house.home.backups) == []


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_f13_answers_go_on_and_the_copy_is_of_one_moment(
    sqlite_house: House, tmp_path: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "STEP", 1)
    monkeypatch.setattr(sqlite_file, "PATIENCE", 0.3)
    monkeypatch.setattr("webapp.database.journal_mode", lambda: journal)
    before, during = sqlite_house.reviews, Writer(sqlite_house)
    with during:
        during.wait_for(3)
        started = during.count
        made = back_up(sqlite_house.home, START)
        ended = during.count
    assert ended > started
    kept = made.manifest.tables
    assert kept["review"].rows == 3 * kept["card"].rows  # the writer adds a card with three reviews at a time
    assert kept["card"].rows >= 2 + started
    if journal == "wal":  # the moment of the beginning, give or take what was under way
        assert kept["card"].rows < 2 + ended
    assert sqlite_house.reviews == before + 3 * during.count


class Writer:
    """Adds cards with their reviews, one transaction each, until it is told to stop."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.count = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def wait_for(self, count: int) -> None:
        while self.count < count:
            assert self._thread.is_alive()
            self._stop.wait(0.005)

    def _write(self) -> None:
        while not self._stop.wait(0.002):
            with self.house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
                add_card(connection, self.count % 2 + 1, f"n{self.count}", user_id=self._user(connection))
            self.count += 1

    def _user(self, connection: object) -> int:
        found = connection.exec_driver_sql(  # type: ignore[attr-defined]
            "INSERT INTO user (role, created_at, zone, day_start, has_shortcuts, has_intervals) "
            "VALUES ('guest', 1, 'UTC', 4, 1, 1) RETURNING id"
        )
        return int(found.scalar_one())


def test_a_missing_program_is_named(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if house.home.kind != "postgresql":
        pytest.skip("PostgreSQL's tools")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("pg_dump") is None
    with pytest.raises(Refused, match=r"^pg_dump is not installed here"):
        back_up(house.home, START)
    assert names(house.home.backups) == []
