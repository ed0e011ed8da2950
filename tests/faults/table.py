"""The table that `make faults` prints: each experiment with what it found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WHAT = {
    1: "worker killed",
    2: "whole server killed; answer only after the disk",
    3: "deploy: SIGTERM, the next one starts",
    4: "disk full",
    5: "read-only file or folder",
    6: "damaged database",
    7: "another process holds the lock",
    8: "clocks, zones, leap days",
    9: "network cut in the browser",
    10: "one answer sent many times",
    11: "two devices, one card",
    12: "migration killed; two at once",
    13: "backup under load, restored elsewhere",
    14: "PostgreSQL restarts",
    15: "SQLite copied to PostgreSQL, killed once",
    16: "fifty answers to one card at once",
    17: "a hundred slow clients",
    18: "mail server that never answers",
    19: "archive larger than the memory",
    20: "disk that is thrown away",
}
NOT_THERE = {9: "comes with the browser's outbox", 19: "comes with archives to import"}
HEAD = ("", "what", "tests", "acknowledged", "lost", "doubled", "", "found")
PROPERTY = "fault"
_NUMBER = re.compile(r"::test_f(\d\d)_")


@dataclass
class Row:
    """All tests of one experiment."""

    passed: int = 0
    failed: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    said: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        if self.failed or self.lost or self.doubled:
            return "FAIL"
        return "ok" if self.passed else "-"


def number_of(nodeid: str) -> int | None:
    found = _NUMBER.search(nodeid)
    return int(found[1]) if found else None


def lines(rows: dict[int, Row]) -> Iterable[str]:
    cells = [HEAD, *(_cells(number, rows.get(number, Row())) for number in WHAT)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(HEAD) - 1)]
    for row in cells:
        yield "  ".join([*_aligned(row, widths), row[-1]]).rstrip()


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        cell.ljust(width) if place < 2 or place == 6 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=False))
    ]


def _cells(number: int, row: Row) -> tuple[str, ...]:
    tests = row.passed + row.failed
    counts = map(str, (tests, row.acknowledged, row.lost, row.doubled)) if tests else ("", "", "", "")
    reasons = row.said + [f"left out: {reason}" for reason in dict.fromkeys(row.skipped)]
    if not tests and not reasons:
        reasons = [NOT_THERE.get(number, "not run here")]
    return f"F{number}", WHAT[number], *counts, row.word, "; ".join(reasons)
