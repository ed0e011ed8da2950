"""A card's answers one by one: what its chance of recall was before each, and what it held afterwards."""

from collections.abc import Iterable
from typing import NamedTuple

from webapp.memory.fsrs import Memory, retrievability
from webapp.memory.log import LogRow, apply, standing
from webapp.memory.schedule import REVIEW, CardState, Options


class Step(NamedTuple):
    """A row that counts, with the state that it led to. `chance` (0 to 1) is the recall that was to be expected before
    an answer; None where there was nothing to recall: a first answer, another one on the same day, a row that is no
    answer. `was_review` says that the card was in review, and not in a learning or relearning step."""

    row: LogRow
    chance: float | None
    was_review: bool
    state: CardState | None


def steps_of(rows: Iterable[LogRow], options: Options) -> list[Step]:
    """In the order of the log, under the parameters of the options."""
    found: list[Step] = []
    state: CardState | None = None
    for row in standing(rows):
        chance = None
        if row.rating and row.is_scheduling and state is not None and state.reps and row.local_day > state.last_day:
            chance = retrievability(row.local_day - state.last_day, state.stability, options.parameters)
        was_review = state is not None and state.phase == REVIEW
        state = apply(state, row, options)
        found.append(Step(row, chance, was_review, state))
    return found


class Point(NamedTuple):
    day: float
    chance: float


def curve(memory: Memory, last_day: int, until: float, options: Options, *, points: int = 24) -> list[Point]:
    """The chance of recall from the last answer on to the day `until`, both ends included."""
    span = max(0.0, until - last_day)
    days = [span * nth / points for nth in range(points + 1)] if span else [0.0]
    return [Point(last_day + day, retrievability(day, memory.stability, options.parameters)) for day in days]
