"""Enough is kept to go back by days and weeks, nothing for longer than a month, and never the last one dropped."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backups.test_archive import DATABASE, archive_of
from tests.clock import START
from webapp.backups.places import Backup, stamp
from webapp.backups.retention import DAY, drop_old, outdated
from webapp.backups.space import KEPT_FREE

HOUR = 3_600_000


def made(hours_ago: float, label: str = "recollect", *, is_verified: bool = True) -> Backup:
    at = START - int(hours_ago * HOUR)
    return Backup(Path(f"{label}-{at}"), label, at, 1, is_verified)


backups = st.lists(
    st.builds(
        made,
        st.integers(0, 24 * 60),
        st.sampled_from(["recollect", "recollect", "before-0002"]),
        is_verified=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda each: each.path,
)


def kept(present: list[Backup], now: int = START) -> list[Backup]:
    dropped = outdated(present, now)
    return [each for each in present if each not in dropped]


def day_of(backup: Backup) -> str:
    return datetime.fromtimestamp(backup.made_at / 1000, UTC).strftime("%Y-%m-%d")


@pytest.mark.prop
@given(backups)
def test_the_newest_sound_one_stays_whatever_its_age(present: list[Backup]) -> None:
    sound = [each for each in present if each.is_regular and each.is_verified]
    newest = max(sound, key=lambda each: each.made_at, default=None)
    assert newest is None or newest in kept(present, START + 400 * DAY)


@pytest.mark.prop
@given(backups)
def test_nothing_else_stays_for_longer_than_thirty_days(present: list[Backup]) -> None:
    old = [each for each in kept(present) if each.age(START) >= 30 * DAY]
    assert len(old) <= 1
    assert all(each.is_regular and each.is_verified for each in old)


@pytest.mark.prop
@given(backups)
def test_all_from_before_a_change_stay_for_thirty_days(present: list[Backup]) -> None:
    before = [each for each in present if not each.is_regular]
    assert [each for each in kept(present) if not each.is_regular] == [
        each for each in before if each.age(START) < 30 * DAY
    ]


@pytest.mark.prop
@given(backups)
def test_older_than_a_day_there_are_seven_days_and_four_weeks_at_most(present: list[Backup]) -> None:
    regular = [each for each in kept(present) if each.is_regular]
    assert len([each for each in regular if each.age(START) >= DAY]) <= 7 + 4 + 1
    assert [each for each in present if each.is_regular and each.age(START) < DAY] == [
        each for each in regular if each.age(START) < DAY
    ]


@pytest.mark.prop
@given(backups)
def test_dropping_again_drops_nothing(present: list[Backup]) -> None:
    left = kept(present)
    assert outdated(left, START) == []
    assert outdated(list(reversed(present)), START) == outdated(present, START)


def test_after_half_a_year_of_nights() -> None:
    stay: list[Backup] = []
    for night in range(180, -1, -1):
        stay.append(made(24 * night))
        stay = kept(stay, START - night * DAY)
    assert [day_of(each)[5:] for each in stay] == ["11-08", "11-15", *(f"11-{day}" for day in range(18, 25))]


def test_backups_that_stopped_are_kept_by_count() -> None:
    present = [made(24 * day) for day in range(20, 29)]
    assert kept(present) == present[:7]


def put(folder: Path, hours_ago: float, *, label: str = "recollect") -> str:
    name = f"{label}-{stamp(START - int(hours_ago * HOUR))}.zip"
    archive_of(folder, {"recollect.db": DATABASE}).rename(folder / name)
    return name


def test_old_files_go(tmp_path: Path) -> None:
    names = [put(tmp_path, hours) for hours in (1, 24 * 31)]
    aside = tmp_path / f"before-restore-{stamp(START - 31 * DAY)}.db"
    for ending in ("", "-wal"):
        aside.with_name(aside.name + ending).touch()
    (tmp_path / "notes.txt").touch()
    assert [each.path.name for each in drop_old(tmp_path, START)] == [names[1], aside.name]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "0") == ["notes.txt", names[0]]


def test_with_little_space_the_oldest_go_and_the_last_sound_one_stays(tmp_path: Path) -> None:
    names = [put(tmp_path, hours) for hours in (1, 30, 54)] + [put(tmp_path, 20, label="before-0002")]

    def free(folder: Path) -> int:
        return KEPT_FREE + 2 - len(list(folder.glob("*.zip")))

    dropped = [each.path.name for each in drop_old(tmp_path, START, free=free)]
    assert dropped == [names[2], names[1]]
    assert [each.path.name for each in drop_old(tmp_path, START, free=lambda _folder: 0)] == [names[3]]
    assert [path.name for path in tmp_path.glob("*.zip")] == [names[0]]


def test_what_a_killed_backup_left_goes_after_a_day(tmp_path: Path) -> None:
    for name, age in (("old", 25 * HOUR), ("new", HOUR)):
        work = tmp_path / f".unfinished-{name}"
        work.mkdir()
        (work / "recollect.db").touch()
        os.utime(work, ((START - age) / 1000, (START - age) / 1000))
    assert drop_old(tmp_path, START) == []
    assert [path.name for path in tmp_path.iterdir()] == [".unfinished-new"]
