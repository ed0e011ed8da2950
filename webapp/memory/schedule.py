"""What each rating would lead to: steps of minutes within the day, intervals of days after it.

FSRS decides intervals of a day and more. Within a day it predicts no better than a constant, so there
fixed steps decide, and the formula only carries stability and difficulty forward. The rules for steps
(where Hard waits, when a step becomes days) and for the interval after fuzz are those that users of
Anki know.
"""

from dataclasses import dataclass
from typing import NamedTuple

from webapp.memory.balance import LONGEST, WEEK, Load, balanced
from webapp.memory.days import day_begins, local_day
from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, interval_for, next_stability
from webapp.memory.fuzz import fuzz_bounds, fuzzed, whole_days
from webapp.memory.seeds import unit

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
NEW, LEARNING, REVIEW, RELEARNING = "new", "learning", "review", "relearning"

# A step that ends within this time may be shown early when nothing else is left.
LEARN_AHEAD_MS = 20 * 60 * 1000

MOST_FLAG = 4  # flags are 1 to 4

_DAY = 86_400
_LONGEST_STEP_FUZZ = 300.0


@dataclass(frozen=True, slots=True)
class Options:
    """A learner's settings: retention 0.70 to 0.99, steps in seconds, the longest interval in days, day
    start in hours. `parameter_set` names where the parameters come from, None for the defaults; nothing here
    depends on it."""

    retention: float = 0.9
    learning_steps: tuple[int, ...] = (600,)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = 36500
    day_start: int = 4
    leech_threshold: int = 8
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    parameter_set: int | None = None
    easy_days: tuple[float, ...] = WEEK  # shares for Monday to Sunday: 1, 0.5 or 0
    has_fuzz: bool = True
    has_balance: bool = True


@dataclass(frozen=True, slots=True)
class CardState:
    """What the scheduler knows of a card. Derived from its log, and nothing but a cache of it.

    `phase` is learning, review or relearning, or new for a card that was set aside before its first
    answer: its `reps` are 0 and it has no memory yet. `due_at` is set in a step of minutes only.
    `interval` is the days given, 0 in a step. `right_days` counts local days with a right answer;
    `hidden_until` is the local day on which a card that was set aside returns; `flag` is the number of
    the flag that the learner put on it, 0 for none. Days that have not come yet are 0.
    """

    stability: float
    difficulty: float
    phase: str
    step: int
    due_day: int
    due_at: int | None
    interval: int
    first_day: int
    last_day: int
    last_at: int
    reps: int
    lapses: int
    right_days: int
    last_right_day: int
    suspended: bool
    hidden_until: int
    flag: int = 0

    @property
    def show_day(self) -> int | None:
        """The local day from which the card may be shown; None while it is set aside without a date."""
        return None if self.suspended else max(self.due_day, self.hidden_until)

    @property
    def memory(self) -> Memory | None:
        return Memory(self.stability, self.difficulty) if self.reps else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rating leads to. `interval` is in days, 0 in a step; `due_at` is set in a step of minutes
    only."""

    rating: int
    phase: str
    step: int
    interval: int
    due_day: int
    due_at: int | None


class Moment(NamedTuple):
    """When a card is answered: the instant, its local day, and the zone that says when that day ends."""

    at_ms: int
    day: int
    zone: str


def fuzz_draw(question: int, facet: str, state: CardState | None) -> float:
    """The draw for the next answer to a card: known before it is shown, the same whenever the log is
    replayed."""
    return unit(question, facet, state.reps if state else 0)


def outcomes(
    state: CardState | None, at_ms: int, zone: str, u: float | None, options: Options, load: Load | None = None
) -> dict[int, Outcome]:
    """What each of the four ratings leads to, for an answer given at `at_ms`.

    `u` in [0, 1) is the draw for fuzz (`fuzz_draw`), None for no fuzz. Hard < Good < Easy by at least a
    day, except at the maximum interval; steps keep the lengths that the options give them. `load` is
    what the days ahead hold; without it every day within the bounds of fuzz is as good as another.
    """
    return outcomes_on(state, Moment(at_ms, local_day(at_ms, zone, options.day_start), zone), u, options, load)


def outcomes_on(
    state: CardState | None, moment: Moment, u: float | None, options: Options, load: Load | None = None
) -> dict[int, Outcome]:
    """`outcomes`, where the local day is known already: that of a log row does not change when its zone
    does."""
    u = u if options.has_fuzz else None
    memory = state.memory if state else None
    elapsed = max(0, moment.day - state.last_day) if state and memory else 0
    phase = state.phase if state and memory else NEW
    previous = state.interval if state and phase == REVIEW else 0
    days_per_stability = interval_for(1.0, options.retention, options.parameters)
    found: dict[int, Outcome] = {}
    least = 1
    for rating in (AGAIN, HARD, GOOD, EASY):
        place = _step_after(phase, state.step if state else 0, rating, options)
        if place is not None:
            outcome = _in_step(rating, *place, moment, u, options)
        else:
            stability = next_stability(memory, rating, elapsed, options.parameters)
            ideal, before = stability * days_per_stability, 0 if rating == AGAIN else previous
            interval = _days_for(ideal, u, least, before, options, moment.day, load)
            outcome = Outcome(rating, REVIEW, 0, interval, moment.day + interval, None)
        found[rating] = outcome
        if rating != AGAIN and outcome.due_at is None:
            least = outcome.due_day - moment.day + 1
    return found


def becomes_leech(lapses: int, threshold: int) -> bool:
    """Whether the lapse that made it `lapses` calls for attention: at the threshold, then every half of
    it, rounded up."""
    return lapses >= threshold > 0 and (lapses - threshold) % ((threshold + 1) // 2) == 0


def _step_after(phase: str, step: int, rating: int, options: Options) -> tuple[str, int, float] | None:
    """The phase, the step and its seconds that a rating leads to; None when it leads to an interval of
    days."""
    if phase == REVIEW:
        if rating != AGAIN or not options.relearning_steps:
            return None
        return RELEARNING, 0, float(options.relearning_steps[0])
    in_phase = RELEARNING if phase == RELEARNING else LEARNING
    steps = options.relearning_steps if phase == RELEARNING else options.learning_steps
    if not steps or rating == EASY:
        return None
    if rating == AGAIN:
        return in_phase, 0, float(steps[0])
    # The options may have lost steps since the card was put into one.
    here = 0 if phase == NEW else min(step, len(steps) - 1)
    if rating == HARD:
        return in_phase, here, _hard_wait(steps, here)
    return (in_phase, here + 1, float(steps[here + 1])) if here + 1 < len(steps) else None


def _hard_wait(steps: tuple[int, ...], here: int) -> float:
    if here > 0:
        return float(steps[here])
    if len(steps) > 1:
        seconds = (steps[0] + steps[1]) / 2.0
    else:
        seconds = min(steps[0] * 1.5, steps[0] + float(_DAY))
    return seconds if seconds <= _DAY else float(whole_days(seconds / _DAY) * _DAY)


def _in_step(
    rating: int, phase: str, step: int, seconds: float, moment: Moment, u: float | None, options: Options
) -> Outcome:
    """A step of minutes, or of whole days when it passes the rollover."""
    if u is not None:
        seconds += u * min(seconds * 0.25, _LONGEST_STEP_FUZZ)
    due_at = moment.at_ms + int(seconds * 1000.0)
    if local_day(due_at, moment.zone, options.day_start) <= moment.day:
        return Outcome(rating, phase, step, 0, moment.day, due_at)
    day_ends = day_begins(moment.day + 1, moment.zone, options.day_start)
    due_day = moment.day + max(0, due_at - day_ends) // (_DAY * 1000) + 1
    return Outcome(rating, phase, step, 0, due_day, None)


def _days_for(
    ideal: float, u: float | None, least: int, previous: int, options: Options, today: int, load: Load | None
) -> int:
    """The interval after fuzz, at least `least`. One that grows grows by a day; one that stays does not shrink.

    `ideal` is in days, not rounded; `previous` is the interval that ends with this answer, 0 for none.
    """
    maximum = options.maximum_interval
    if previous and whole_days(ideal) > previous:
        least = max(least, previous + 1)
    elif previous:
        lower, upper = fuzz_bounds(ideal, 1, maximum)
        if lower <= previous <= upper:
            least = max(least, previous)
    if u is None:
        return min(max(whole_days(ideal), least), maximum)
    if load is not None and options.has_balance and whole_days(ideal) <= LONGEST:
        lower, upper = fuzz_bounds(ideal, least, maximum)
        chosen = balanced(lower, upper, today, u, load, options.easy_days) if lower < upper else lower
        if chosen is not None:
            return chosen
    return fuzzed(ideal, u, least, maximum)
