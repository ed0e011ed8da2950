"""Which backups are kept: enough to go back by days and weeks, nothing for longer than a month."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from webapp.backups.making import UNFINISHED
from webapp.backups.places import Backup, backups_present
from webapp.backups.space import KEPT_FREE, Free, free_bytes

DAY = 86_400_000  # ms
DAILY = 7  # days with a backup, of which the last one is kept
WEEKLY = 4  # weeks, likewise
LONGEST = 30 * DAY


def outdated(present: Sequence[Backup], now: int) -> list[Backup]:
    """Those to drop, the oldest first. Of regular ones stay: all of the last day, the newest of each of the last seven
    days and four weeks (UTC) that have one, and the newest that was checked, however old. Those from before a
    migration, restore or rebuild stay for thirty days, and nothing but that newest one for longer."""
    regular = [each for each in sorted(present, key=_newest_first) if each.is_regular]
    kept = {each.path for each in present if each.age(now) < (DAY if each.is_regular else LONGEST)}
    kept |= _newest_of_each([(_day(each), each) for each in regular], DAILY, now)
    kept |= _newest_of_each([(_day(each).isocalendar()[:2], each) for each in regular], WEEKLY, now)
    kept |= _last_resort(regular)
    return [each for each in sorted(present, key=_newest_first, reverse=True) if each.path not in kept]


def drop_old(folder: Path, now: int, *, free: Free = free_bytes) -> list[Backup]:
    """Delete what is outdated, and more, the oldest first, while too little space is left. Never the last resort."""
    present = backups_present(folder)
    dropped = outdated(present, now)
    for backup in dropped:
        _delete(backup)
    left = [each for each in present if each not in dropped]
    spared = _last_resort([each for each in left if each.is_regular])
    for backup in reversed(left):
        if backup.path not in spared and free(folder) < KEPT_FREE:
            _delete(backup)
            dropped.append(backup)
    _drop_unfinished(folder, now)
    return dropped


def _newest_first(backup: Backup) -> tuple[int, str]:
    return -backup.made_at, backup.path.name


def _day(backup: Backup) -> date:
    return datetime.fromtimestamp(backup.made_at / 1000, UTC).date()


def _newest_of_each(dated: Sequence[tuple[object, Backup]], most: int, now: int) -> set[Path]:
    """`dated` with the newest first."""
    newest: dict[object, Backup] = {}
    for period, backup in dated:
        newest.setdefault(period, backup)
    return {each.path for each in list(newest.values())[:most] if each.age(now) < LONGEST}


def _last_resort(regular: Sequence[Backup]) -> set[Path]:
    """`regular` with the newest first."""
    return {each.path for each in [each for each in regular if each.is_verified][:1]}


def _delete(backup: Backup) -> None:
    for ending in ("", "-wal", "-journal"):  # a damaged database is put aside together with its log
        backup.path.with_name(backup.path.name + ending).unlink(missing_ok=True)


def _drop_unfinished(folder: Path, now: int) -> None:
    """What a killed backup has left."""
    for work in folder.glob(f"{UNFINISHED}*"):
        if work.stat().st_mtime * 1000 < now - DAY:
            shutil.rmtree(work, ignore_errors=True)
