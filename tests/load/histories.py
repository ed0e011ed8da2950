"""The log of a card that was answered rightly each time it was due, as rows without a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from webapp.memory.log import LogRow, apply
from webapp.memory.schedule import GOOD, CardState, Options, Outcome, outcomes

_OPTIONS = Options()
_SOME_DAY = 730_000


@dataclass(frozen=True)
class Past:
    state: CardState
    rows: list[dict[str, Any]]


def past(due_day: int, answers: int) -> Past:
    """A card with so many answers (1 or more) behind it that falls due on that day."""
    length = _begun_on(_SOME_DAY, answers).state.due_day - _SOME_DAY
    return _begun_on(due_day - length, answers)


def _begun_on(day: int, answers: int) -> Past:
    state: CardState | None = None
    rows = list[dict[str, Any]]()
    for _nth in range(answers):
        at = int(datetime.combine(date.fromordinal(day), time(12), UTC).timestamp()) * 1000
        row = _row(state, outcomes(state, at, "UTC", None, _OPTIONS)[GOOD], at, day)
        rows.append(row)
        state = apply(state, LogRow("", **{name: row[name] for name in LogRow.__slots__ if name != "id"}), _OPTIONS)
        assert state is not None
        day = state.due_day
    assert state is not None
    return Past(state, rows)


def _row(before: CardState | None, outcome: Outcome, at: int, day: int) -> dict[str, Any]:
    return {
        "activity": "review" if before else "learn",
        "rating": outcome.rating,
        "answered_at": at,
        "received_at": at,
        "zone": "UTC",
        "offset_minutes": 0,
        "local_day": day,
        "duration_ms": 5_000,
        "is_scheduling": True,
        "phase": outcome.phase,
        "step": outcome.step,
        "interval": outcome.interval,
        "interval_before": before.interval if before else 0,
        "due_day": outcome.due_day,
        "due_at": outcome.due_at,
        "voids": None,
        "answer": None,
        "score": 1.0,
    }
