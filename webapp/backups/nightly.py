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
"""Drops what has been kept long enough: (session, now in ms) -> number of rows. Runs in a transaction of its own, and
again until it returns 0."""
Hooks = Mapping[str, Hook]
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
    with (data_dir / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("The nightly work is running already") from None
        yield


def record(data_dir: Path, now: int, failed: Sequence[str]) -> None:
    """Keep when it ran, and when all of it last went well. `now` in ms."""
    good_at = _recorded(data_dir).get("good_at") if failed else now
    told = {"ran_at": now, "good_at": good_at, "failed": list(failed)}
    durable.write_text(data_dir / RECORD, json.dumps(told) + "\n")


def nightly_age(data_dir: Path, now: int) -> int | None:
    """ms since all of the nightly work last went well; None when it never did. For a warning, see places.LATE."""
    good_at = _recorded(data_dir).get("good_at")
    return now - good_at if isinstance(good_at, int) else None


def last_failed(data_dir: Path) -> list[str]:
    """Names of the steps that failed in the last run."""
    failed = _recorded(data_dir).get("failed")
    return [str(name) for name in failed] if isinstance(failed, list) else []


def _recorded(data_dir: Path) -> dict[str, Any]:
    try:
        found = json.loads((data_dir / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
