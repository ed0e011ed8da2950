"""Where backups lie, what they are called, and which are there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from webapp.backups.archive import read_manifest
from webapp.backups.refusals import Refused

REGULAR = "recollect"
BEFORE = "before-"  # and what was about to happen
REPLACED = "before-restore"  # what a restore put aside: nobody has looked whether it is sound
LATE = 48 * 3_600_000  # ms; without a checked backup for so long there is a warning

# The copies that migrating.py makes bear the seconds since 1970.
_NAME = re.compile(r"(recollect|before-.+?)-(?:(\d{8}-\d{6})|(\d{9,10}))(?:-\d+)?\.(?:zip|db)")


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    label: str  # "recollect", or "before-" and what followed it
    made_at: int  # ms
    size: int  # bytes
    is_verified: bool  # was opened and compared when it was made, and has not been cut short since

    @property
    def is_regular(self) -> bool:
        return self.label == REGULAR

    def age(self, now: int) -> int:
        """ms"""
        return now - self.made_at


def folder_of(data_dir: Path) -> Path:
    return data_dir / "backups"


def stamp(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y%m%d-%H%M%S")


def new_place(folder: Path, label: str, now: int, ending: str) -> Path:
    """A name that is not taken."""
    name, number = f"{label}-{stamp(now)}", 1
    place = folder / f"{name}{ending}"
    while place.exists():
        number += 1
        place = folder / f"{name}-{number}{ending}"
    return place


def named(name: str) -> tuple[str, int] | None:
    """Label and time (ms) from the name of a backup; None for other files."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    if found[3]:
        return found[1], int(found[3]) * 1000
    try:
        made = datetime.strptime(found[2], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return found[1], int(made.timestamp()) * 1000


def backups_present(folder: Path) -> list[Backup]:
    """The newest first."""
    found = []
    for path in folder.glob("*"):
        told = named(path.name)
        if told is not None and path.is_file():
            label, made_at = told
            found.append(Backup(path, label, made_at, path.stat().st_size, _is_verified(path, label)))
    return sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True)


def last_verified_age(folder: Path, now: int) -> int | None:
    """ms since the newest regular backup that was checked; None without one."""
    ages = (each.age(now) for each in backups_present(folder) if each.is_regular and each.is_verified)
    return next(ages, None)


def _is_verified(path: Path, label: str) -> bool:
    if path.suffix == ".db":
        return label != REPLACED
    try:
        read_manifest(path)
    except Refused:
        return False
    return True
