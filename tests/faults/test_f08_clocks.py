"""F8: clocks that are wrong, journeys around the world, changes of the clock, 29 February, and the year 2038."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from tests.clock import START, Clock
from tests.faults.conftest import Note
from tests.study.lives import DAY, MINUTE, cards
from tests.study.pupil import Pupil
from webapp.memory.days import local_day
from webapp.memory.log import LogRow, apply
from webapp.memory.schedule import CardState, Options, Outcome, outcomes
from webapp.study.keys import new_key

pytestmark = [pytest.mark.fault, pytest.mark.prop]

HOUR = 60 * MINUTE
OPTIONS = Options()
LEAP = int(datetime(2028, 2, 29, 12, tzinfo=UTC).timestamp()) * 1000
YEAR_2038 = 2**31 * 1000  # ms; where 32 bits of seconds end
SPRING, AUTUMN = (int(datetime(2027, *date, tzinfo=UTC).timestamp()) * 1000 for date in ((3, 28, 0), (10, 31, 0)))
ENDS = ("Etc/GMT+12", "Pacific/Kiritimati", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")

zones = st.sampled_from([*ENDS, *sorted(available_timezones() - {"localtime"})])
begins = st.sampled_from([START, LEAP, YEAR_2038, SPRING, AUTUMN])
# How far the server's clock goes before the next answer: backwards too.
steps = st.sampled_from([-HOUR, 0, MINUTE, 11 * MINUTE, HOUR, 12 * HOUR, DAY, 3 * DAY, 30 * DAY])
journeys = st.lists(st.tuples(steps, zones, st.integers(1, 4)), min_size=1, max_size=12)


@given(begins, journeys)
@example(SPRING, [(0, "Europe/Berlin", 3), (DAY, "Europe/Berlin", 3), (DAY, "Europe/Berlin", 3)])
@example(START, [(0, "Pacific/Kiritimati", 4), (HOUR, "Etc/GMT+12", 4), (HOUR, "Pacific/Kiritimati", 4)])
@example(YEAR_2038, [(-HOUR, "UTC", 3), (HOUR, "UTC", 3), (DAY, "UTC", 3)])
def test_f08_no_negative_interval_and_nothing_due_twice_in_a_day(at: int, journey: list[tuple[int, str, int]]) -> None:
    state: CardState | None = None
    days_with_interval = list[int]()
    for step, zone, rating in journey:
        at += step
        today = local_day(at, zone)
        if state is not None and (state.due_day > today or (state.due_at or 0) > at):
            continue  # not due, so not shown
        if state is not None and state.interval:
            days_with_interval.append(today)
        chosen = outcomes(state, at, zone, None, OPTIONS)[rating]
        assert chosen.interval >= 0
        assert chosen.due_day >= today + chosen.interval
        assert chosen.due_at is None or chosen.due_at > at
        state = apply(state, row_of(chosen, at, today), OPTIONS)
        assert state is not None
        assert state.stability > 0
    assert len(set(days_with_interval)) == len(days_with_interval)


def row_of(chosen: Outcome, at: int, today: int) -> LogRow:
    own: dict[str, Any] = {
        "id": new_key(at),
        "activity": "review",
        "rating": chosen.rating,
        "answered_at": at,
        "local_day": today,
    }
    own |= {name: getattr(chosen, name) for name in ("phase", "step", "interval", "due_day", "due_at")}
    own |= {"is_scheduling": True, "voids": None}
    return LogRow(**{name: own[name] for name in LogRow.__slots__})


@given(begins, zones, st.lists(st.integers(1, 4 * 366), min_size=2, max_size=8))
def test_f08_what_is_due_earlier_comes_earlier(at: int, zone: str, days: list[int]) -> None:
    """The order of days is the order of time, whatever the clocks do in between."""
    instants = [at + number * DAY for number in sorted(days)]
    found = [local_day(instant, zone) for instant in instants]
    assert found == sorted(found)
    for (one, day), (other, next_day) in zip(
        zip(instants, found, strict=True), zip(instants[1:], found[1:], strict=True), strict=False
    ):
        assert abs((next_day - day) - (other - one) // DAY) <= 1


@pytest.mark.parametrize("begin", [START, LEAP, YEAR_2038, SPRING, AUTUMN])
@pytest.mark.parametrize("zone", ENDS)
def test_f08_the_log_is_kept_in_utc_and_replays(app: Flask, clock: Clock, begin: int, zone: str) -> None:
    clock.now = begin
    card = cards(app)[0]
    pupil = Pupil(app, clock, zone=zone)
    pupil.answer(card, 3)
    clock.now = begin - HOUR  # the server's clock is put back
    pupil.answer(card, 3)
    clock.now = begin + DAY
    pupil.answer(card, 3)
    log = [row for row in pupil.log() if row["activity"] != "reschedule"]  # which follows an answer out of order
    assert [row["answered_at"] for row in log] == [begin, begin - HOUR, begin + DAY]
    assert [row["local_day"] for row in log] == [local_day(row["answered_at"], zone) for row in log]
    assert min(row["interval"] for row in log) >= 0
    assert pupil.differences() == []


def test_f08_a_wrong_clock_of_the_browser_cannot_win(app: Flask, clock: Clock, note: Note) -> None:
    card = cards(app)[0]
    pupil = Pupil(app, clock)
    issued = clock.now
    clock.now += HOUR
    for answered in (issued - 365 * DAY, issued + 365 * DAY):
        pupil.answer(card, 3, issued_at=issued, answered_at=answered)
    assert [row["answered_at"] for row in pupil.log()[:2]] == [issued, clock.now]
    assert pupil.differences() == []
    note(acknowledged=2, said="no negative interval, nothing due twice in a day")
