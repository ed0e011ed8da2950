"""Histories of a card, written row by row as a service writes them: each answer is given its outcome and logged."""

from collections.abc import Iterable, Sequence
from datetime import date

from hypothesis import strategies as st

from webapp.memory.days import day_begins, local_day
from webapp.memory.log import LogRow, apply
from webapp.memory.schedule import CardState, Options, Outcome, fuzz_draw, outcomes

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
MONDAY = date(2026, 3, 2).toordinal()
QUESTION, FACET = 7, ""


def at(day: int, hour: int = 12, minute: int = 0, zone: str = "UTC") -> int:
    """The instant of a time of the wall clock (from 04:00 on) on a local day, away from clock changes."""
    return day_begins(day, zone) + (hour - 4) * HOUR + minute * MINUTE


def row_of(outcome: Outcome, at_ms: int, number: int, zone: str = "UTC", activity: str = "review") -> LogRow:
    return LogRow(
        id=f"{number:04}",
        activity=activity,
        rating=outcome.rating,
        answered_at=at_ms,
        local_day=local_day(at_ms, zone),
        is_scheduling=True,
        phase=outcome.phase,
        step=outcome.step,
        interval=outcome.interval,
        due_day=outcome.due_day,
        due_at=outcome.due_at,
    )


def answered(
    state: CardState | None, rating: int, at_ms: int, number: int, options: Options, zone: str = "UTC"
) -> LogRow:
    """The row of an answer, with the fuzz that the card draws."""
    outcome = outcomes(state, at_ms, zone, fuzz_draw(QUESTION, FACET, state), options)[rating]
    return row_of(outcome, at_ms, number, zone)


def manual(
    activity: str,
    at_ms: int,
    number: int,
    *,
    due_day: int = 0,
    interval: int = 0,
    phase: str = "",
    voids: str | None = None,
) -> LogRow:
    """A row that is no answer."""
    return LogRow(
        f"{number:04}", activity, 0, at_ms, local_day(at_ms, "UTC"), True, phase, 0, interval, due_day, None, voids
    )


def played(answers: Iterable[tuple[int, int]], options: Options, zone: str = "UTC") -> list[LogRow]:
    """The rows of answers given one after the other: (rating, minutes since the answer before)."""
    rows: list[LogRow] = []
    state: CardState | None = None
    now = at(MONDAY)
    for number, (rating, minutes) in enumerate(answers):
        now += minutes * MINUTE
        rows.append(answered(state, rating, now, number, options, zone))
        state = apply(state, rows[-1], options)
    return rows


def folded(rows: Sequence[LogRow], options: Options) -> CardState | None:
    state: CardState | None = None
    for row in rows:
        state = apply(state, row, options)
    return state


RATINGS = st.integers(1, 4)
# Seconds apart, within the day, days and weeks apart.
WAITS = st.one_of(st.integers(1, 30), st.integers(30, 1440), st.integers(1440, 60 * 1440))
ANSWERS = st.lists(st.tuples(RATINGS, WAITS), min_size=1, max_size=9)
STEPS = st.lists(st.integers(1, 1440).map(lambda minutes: minutes * 60), max_size=3).map(tuple)
OPTIONS = st.builds(
    Options,
    retention=st.floats(0.70, 0.99),
    learning_steps=STEPS,
    relearning_steps=STEPS,
    maximum_interval=st.sampled_from([1, 5, 90, 36500]),
)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
