"""The day's work: each step by itself, so that one that fails keeps no other from being done."""

from __future__ import annotations

import contextlib
import fcntl
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from webapp.backups import durable
from webapp.backups.refusals import Refused

RECORD = "nightly.json"
LOCK = "nightly.lock"

Hook = Callable[[Session, int], int]
"""Drops some of what has been kept long enough: (session, now in ms) -> number dropped. Is called again, each time in a
transaction of its own, until it returns 0, so that nobody waits for the lock for long."""
Hooks = Mapping[str, Hook]
Record = Mapping[str, Any]
"""What is remembered of the runs: a file, or on PostgreSQL a row, since there the night's run may have no disk."""
Step = tuple[str, Callable[[], str]]
"""Name, and what does it and says in one line what it did; an exception is a failure."""


def run_steps(steps: Sequence[Step], *, tell: Callable[[str], None], report: Callable[[Exception], str]) -> list[str]:
    """One line a step; the names of those that failed. `report` makes the words for an exception."""
    failed = []
    for name, do in steps:
        try:
            tell(f"{name}: {do()}")
        except Exception as error:
            failed.append(name)
            tell(f"{name}: failed: {report(error)}")
    return failed


@contextlib.contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Raises Refused while another run is at work."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("The nightly work is running already") from None
        yield


def next_record(before: Record, now: int, failed: Sequence[str], *, has_backup: bool = True) -> dict[str, Any]:
    """When it ran, and when all of it last went well. `now` in ms."""
    good_at = before.get("good_at") if failed else now
    return {"ran_at": now, "good_at": good_at, "failed": list(failed), "has_backup": has_backup}


def write_record(data_dir: Path, record: Record) -> None:
    durable.write_text(data_dir / RECORD, json.dumps(record) + "\n")


def read_record(data_dir: Path) -> Record:
    """Empty where there is none that can be read."""
    try:
        found = json.loads((data_dir / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def nightly_age(record: Record, now: int) -> int | None:
    """ms since all of the nightly work last went well; None when it never did. For a warning, see places.LATE."""
    good_at = record.get("good_at")
    return now - good_at if isinstance(good_at, int) else None


def last_failed(record: Record) -> list[str]:
    """Names of the steps that failed in the last run."""
    failed = record.get("failed")
    return [str(name) for name in failed] if isinstance(failed, list) else []


def is_without_backup(record: Record) -> bool:
    """Whether the last run left the backup to the host."""
    return record.get("has_backup") is False
