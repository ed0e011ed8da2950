"""The commands as a host types them: one line says what was done, exit code 1 that it was not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from tests.backups.house import KEY, House
from tests.clock import START
from webapp.accounts.logins import begin_login
from webapp.accounts.models import LoginSession, OneTimeCode, User
from webapp.accounts.resets import make_code
from webapp.backups import space
from webapp.backups.cli import add_retention
from webapp.backups.nightly import Record, is_without_backup, nightly_age
from webapp.backups.places import backups_present
from webapp.backups.remembering import remembered
from webapp.database import transaction
from webapp.migrating import head_revision
from webapp.study.models import Card, Review

pytestmark = pytest.mark.slow  # copies whole databases and opens the copies

COUNTS = (
    "30 rows (bank 1, card 2, enrolment 2, media 9, media_origin 1, question 2, review 6, "
    "study_session 2, user 3, version 2)"
)
NOTHING_OVER = [f"{name}: 0 dropped" for name in ("long logs", "guests", "deletions", "counters", "logins", "uploads")]
COUNTED = [
    "shelves: 0 shelves swept",
    "banks left: 0 banks of erased teachers dropped",
    "figures: 6 days of 1 learners counted",
    "schedules: 0 wishes, 0 fitted, 0 of them better",
    "forecasts: 0 learners' forecasts kept",
    "words: 0 questions indexed",
    "pictures: 0 dropped",
]
CLEAN = "6 reviews of 2 cards of 1 learners replayed, 0 differences"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def usage(_folder: Path) -> tuple[int, int, int]:
        return 1, 1, space.KEPT_FREE

    monkeypatch.setattr(shutil, "disk_usage", lambda folder: type("Usage", (), {"free": usage(folder)[2]}))


def break_a_state(house: House) -> None:
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(update(Card).where(Card.question_id == 1).values(lapses=5))
    house.home.engine.dispose()


def test_backup_says_where_how_large_and_how_much(app: Flask, house: House, tmp_path: Path) -> None:
    code, lines = house.run("backup")
    made = house.home.data_dir / "backups" / "recollect-20261124-100000.zip"
    size = f"{made.stat().st_size / 1024 / 1024:.1f} MB"
    assert (code, lines) == (0, [f"{made} made and checked: {size}, {COUNTS}"])
    assert house.run("backup", str(made)) == (1, [f"{made} is there already"])


@pytest.mark.usefixtures("full_disk")
def test_backup_refuses_to_fill_the_disk(app: Flask, house: House) -> None:
    code, lines = house.run("backup")
    assert (code, len(lines), lines[0][:20]) == (1, 1, "Too little space in ")
    assert backups_present(house.home.backups) == []


def test_restore_asks_and_then_says_what_it_did(app: Flask, house: House) -> None:
    house.run("backup")
    file = str(backups_present(house.home.backups)[0].path)
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(delete(Review))
    house.home.engine.dispose()
    asked, lines = house.run("restore", file)
    address = house.home.engine.url.render_as_string(hide_password=True)
    assert (asked, sorted(lines)) == (1, ["Aborted!", f"Replace {address} by {file}? [y/N]: "])
    assert house.reviews == 0
    house.home.engine.dispose()
    code, said = house.run("restore", "--yes", file)
    assert (code, len(said), said[-1]) == (0, 6, CLEAN)
    assert said[0] == f"{file} is sound: made 2026-11-24T10:00:00Z, 30 rows, revision {head_revision()}"
    assert house.reviews == 6


def test_a_restore_opens_no_login_and_no_code_that_were_ended_since(app: Flask, house: House) -> None:
    with app.app_context(), transaction() as session:
        begin_login(session, 3, is_shared=False, label="", now=START)
        make_code(session, 3, now=START)
    house.run("backup")
    file = str(backups_present(house.home.backups)[0].path)
    code, said = house.run("restore", "--yes", file)
    assert code == 0
    assert "Everybody logs in again" in "".join(said)
    with house.home.engine.connect() as connection:
        assert connection.execute(select(LoginSession.expires_at)).scalars().all() == [START]
        assert connection.execute(select(OneTimeCode.used_at)).scalars().all() == [START]
    house.home.engine.dispose()


def test_restore_refuses_in_one_line(app: Flask, house: House) -> None:
    assert house.run("restore", "--yes", "/nowhere.zip") == (1, ["There is no file /nowhere.zip"])


def test_db_copy_ends_with_equal_checksums(
    app: Flask, house: House, bare: Callable[[Path], House], tmp_path: Path
) -> None:
    there = bare(tmp_path / "there")
    addresses = [each.home.engine.url.render_as_string(hide_password=False) for each in (house, there)]
    code, lines = house.run("db-copy", *addresses)
    shown = there.home.engine.url.render_as_string(hide_password=True)
    assert (code, lines[-2:]) == (0, [f"30 rows in {len(house.sums)} tables copied to {shown}, checksums equal", CLEAN])
    assert there.sums == house.sums
    assert house.run("db-copy", *addresses)[0] == 1


@pytest.mark.parametrize(
    ("addresses", "reason"),
    [
        (("sqlite:///a.db", "sqlite:///a.db"), "Both addresses are the same"),
        (("sqlite:///none.db", "sqlite:///b.db"), "There is no database "),
        (("sqlite://", "sqlite:///b.db"), "A database in memory cannot be copied"),
        (("mysql://u:hidden@h/d", "sqlite:///b.db"), "An address is neither PostgreSQL nor SQLite"),
    ],
)
def test_db_copy_refuses_in_one_line(
    app: Flask, house: House, addresses: tuple[str, str], reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    code, lines = house.run("db-copy", *addresses)
    assert (code, len(lines), lines[0][: len(reason)]) == (1, 1, reason)
    assert "hidden" not in lines[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["house"]


def record_of(app: Flask, house: House) -> Record:
    with app.app_context():
        return remembered(house.home.data_dir)


def test_nightly_does_all_in_order(app: Flask, house: House) -> None:
    seen: list[int] = []

    def drop_users(session: Session, now: int) -> int:
        seen.append(now)
        found = session.execute(delete(User).where(User.id == 3))
        return int(found.rowcount)  # type: ignore[attr-defined]

    add_retention(app, "users", drop_users)
    code, lines = house.run("nightly")
    assert (code, lines[0].split(":")[0]) == (0, "backup")
    dropped = ["old backups: 0 dropped", *NOTHING_OVER, "users: 1 dropped"]
    assert lines[1:] == [*dropped, *COUNTED, f"check-progress: {CLEAN}"]
    assert house.sums["user"].rows == 2
    assert (seen, nightly_age(record_of(app, house), START + 5)) == ([START, START], 5)


@pytest.mark.usefixtures("full_disk")
def test_nightly_goes_on_after_a_failure_and_exits_with_1(app: Flask, house: House) -> None:
    def broken(session: Session, _now: int) -> int:
        session.execute(delete(User).where(User.id == 3))
        raise ValueError("with a learner's words in it")

    add_retention(app, "broken", broken)
    parts = iter([3, 2, 0])
    add_retention(app, "sound", lambda _session, _now: next(parts))
    break_a_state(house)
    code, lines = house.run("nightly")
    assert code == 1
    assert lines[0].startswith("backup: failed: Too little space in ")
    assert lines[1:] == [
        "old backups: 0 dropped",
        *NOTHING_OVER,
        "broken: failed: ValueError",
        "sound: 5 dropped",
        *COUNTED,
        f"check-progress: failed: {CLEAN[:-13]}1 differences: run `flask --app webapp check-progress --repair`",
    ]
    assert house.sums["user"].rows == 3  # what the broken one had done is undone
    assert nightly_age(record_of(app, house), START) is None


def test_nightly_without_a_backup(app: Flask, house: House) -> None:
    assert is_without_backup(record_of(app, house)) is False
    code, lines = house.run("nightly", "--without-backup")
    assert (code, lines) == (0, ["old backups: 0 dropped", *NOTHING_OVER, *COUNTED, f"check-progress: {CLEAN}"])
    assert is_without_backup(record_of(app, house)) is True
    house.run("nightly")
    assert is_without_backup(record_of(app, house)) is False


def test_before_a_repair_there_is_a_backup(sqlite_house: House) -> None:
    break_a_state(sqlite_house)
    code, lines = sqlite_house.run("check-progress", "--repair")
    assert (code, lines[-1]) == (1, "1 memory states rebuilt from the log")
    assert [each.label for each in backups_present(sqlite_house.home.backups)] == ["before-repair"]
    assert sqlite_house.run("check-progress") == (0, [CLEAN])


@pytest.mark.usefixtures("full_disk")
def test_without_that_backup_nothing_is_repaired(sqlite_house: House) -> None:
    break_a_state(sqlite_house)
    code, lines = sqlite_house.run("check-progress", "--repair")
    assert (code, lines[-1][:20]) == (1, "Too little space in ")
    assert sqlite_house.run("check-progress")[0] == 1


def test_nothing_secret_is_printed(app: Flask, house: House, bare: Callable[[Path], House], tmp_path: Path) -> None:
    there = bare(tmp_path / "there").home.engine.url.render_as_string(hide_password=False)
    here = house.home.engine.url.render_as_string(hide_password=False)
    runner = app.test_cli_runner()
    output = "".join(
        runner.invoke(args=list(words)).output
        for words in (("backup",), ("nightly",), ("db-copy", here, there), ("restore", "--yes", "none"))
    )
    events = [json.loads(line)["event"] for line in output.splitlines() if line.startswith("{")]
    assert events == ["backup", "nightly"]
    password = house.home.engine.url.password
    for secret in filter(None, (KEY, str(password or ""))):
        assert secret not in output


def test_a_gone_database_is_told_in_one_line(sqlite_house: House) -> None:
    with sqlite_house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("DROP TABLE alembic_version"))
    code, lines = sqlite_house.run("backup")
    assert (code, len(lines)) == (0, 1)
    code, lines = sqlite_house.run("restore", "--yes", str(backups_present(sqlite_house.home.backups)[0].path))
    assert (code, lines) == (1, ["The backup holds no database of this app: it has no revision"])
