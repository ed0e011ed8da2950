"""Time that passes only when a test says so."""

from __future__ import annotations

from dataclasses import dataclass

START = 1_795_514_400_000  # 2026-11-24 10:00 UTC, a Tuesday


@dataclass
class Clock:
    now: int = START  # ms since 1970, UTC

    def __call__(self) -> int:
        return self.now

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, ms: int = 0) -> int:
        self.now += int(((days * 24 + hours) * 60 + minutes) * 60_000) + ms
        return self.now
