"""Load balancing: within the bounds of fuzz, away from full days, light days and days off; more even days."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from statistics import mean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.balance import WEEK, Load, balanced, weekday_of
from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, next_memory, retrievability
from webapp.memory.fuzz import fuzz_bounds
from webapp.memory.log import LogRow, apply
from webapp.memory.schedule import CardState, Moment, Options, fuzz_draw, outcomes_on
from webapp.memory.seeds import unit

TODAY = 740_000  # a Friday
DRAWS = [place / 400 for place in range(400)]


def shares(lower: int, upper: int, load: Load, easy_days: tuple[float, ...] = WEEK) -> dict[int, float]:
    chosen = Counter(balanced(lower, upper, TODAY, u, load, easy_days) for u in DRAWS)
    return {int(day or 0): count / len(DRAWS) for day, count in chosen.items()}


@given(
    st.integers(1, 80),
    st.integers(0, 12),
    st.floats(0, 1, exclude_max=True),
    st.dictionaries(st.integers(TODAY, TODAY + 95), st.integers(0, 40)),
    st.tuples(*[st.sampled_from([1.0, 0.5, 0.0])] * 7),
)
def test_the_day_lies_within_the_bounds_and_follows_from_the_draw(
    lower: int, more: int, u: float, due: dict[int, int], easy_days: tuple[float, ...]
) -> None:
    load = Load(due)
    chosen = balanced(lower, lower + more, TODAY, u, load, easy_days)
    assert chosen is not None
    assert lower <= chosen <= lower + more
    assert balanced(lower, lower + more, TODAY, u, load, easy_days) == chosen


def test_a_full_day_is_avoided() -> None:
    found = shares(10, 11, Load({TODAY + 10: 20, TODAY + 11: 2}))
    assert found.get(10, 0) < 0.02
    assert 0.5 < shares(10, 11, Load())[10] < 0.6  # equal days: the shorter interval a little more often


def test_light_days_are_light_also_where_nothing_is_due() -> None:
    day = TODAY + 10
    easy = tuple(0.0 if place == weekday_of(day) else 1.0 for place in range(7))
    assert 10 not in shares(9, 12, Load(), easy)
    half = tuple(0.5 if place == weekday_of(day) else 1.0 for place in range(7))
    assert shares(9, 12, Load(), half)[10] < 0.7 * shares(9, 12, Load())[10]
    # Half of what the others hold is the most of a half day.
    full = Load({day: 6, TODAY + 9: 10, TODAY + 11: 10, TODAY + 12: 10})
    assert 10 not in shares(9, 12, full, half)


def test_a_day_off_is_never_chosen_and_where_all_are_off_nothing_is() -> None:
    assert set(shares(9, 12, Load(breaks=((TODAY + 9, TODAY + 11),)))) == {12}
    assert balanced(9, 12, TODAY, 0.5, Load(breaks=((TODAY, TODAY + 30),))) is None
    state = review(10)
    at_all = outcomes_on(state, Moment(0, TODAY, "UTC"), 0.4, Options(), Load(breaks=((TODAY, TODAY + 99),)))
    assert at_all == outcomes_on(state, Moment(0, TODAY, "UTC"), 0.4, Options())


def test_siblings_come_on_different_days() -> None:
    found = shares(9, 12, Load(siblings=(TODAY + 10,)))
    assert found.get(10, 0) == 0
    assert found[12] > found[11]


def review(interval: int) -> CardState:
    day = TODAY - interval
    return CardState(
        stability=float(interval), difficulty=5.0, phase="review", step=0, due_day=TODAY, due_at=None,
        interval=interval, first_day=day, last_day=day, last_at=0, reps=3, lapses=0, right_days=3,
        last_right_day=day, suspended=False, hidden_until=0,
    )  # fmt: skip


@pytest.mark.parametrize("interval", [40, 60])
def test_only_intervals_up_to_ninety_days_are_balanced(interval: int) -> None:
    state, moment = review(interval), Moment(0, TODAY, "UTC")
    plain = outcomes_on(state, moment, 0.9, Options())[3]
    lower, upper = fuzz_bounds(float(plain.interval), 1, 36_500)
    load = Load({TODAY + day: 50 for day in range(lower - 20, upper + 20) if day != lower})
    chosen = outcomes_on(state, moment, 0.9, Options(), load)[3]
    assert (chosen == plain) == (plain.interval > 90)
    assert outcomes_on(state, moment, 0.9, Options(has_balance=False), load)[3] == plain


def test_without_fuzz_nothing_is_spread() -> None:
    state, moment = review(10), Moment(0, TODAY, "UTC")
    exact = outcomes_on(state, moment, None, Options())
    for u in (0.0, 0.5, 0.99):
        assert outcomes_on(state, moment, u, Options(has_fuzz=False), Load({TODAY + 30: 9})) == exact


def lived(options: Options, learner: int, *, days: int = 400, new: int = 10) -> tuple[list[int], float]:
    """Reviews on each day of a learner who begins `new` cards a day, and the share recalled. The learner's memory
    follows parameters that the scheduler does not know."""
    true = [each * (0.8 + 0.45 * unit("true", learner, nth)) for nth, each in enumerate(DEFAULT_PARAMETERS[:4])]
    parameters = [*true, *DEFAULT_PARAMETERS[4:]]
    states: dict[int, CardState] = {}
    memories: dict[int, Memory] = {}
    counts, right, asked = [], 0, 0
    for day in range(TODAY, TODAY + days):
        due = [card for card, state in states.items() if state.due_day <= day]
        counts.append(len(due))
        load = None
        for place, card in enumerate([*due, *range(len(states), len(states) + new)]):
            if options.has_balance and place % 15 == 0:  # as a session counts: at its beginning
                load = Load(Counter(state.due_day for state in states.values()))
            state = states.get(card)
            elapsed = day - state.last_day if state else 0
            recall = retrievability(elapsed, memories[card].stability, parameters) if state else 0.9
            is_right = unit("lived", learner, card, state.reps if state else 0) < recall
            asked, right = asked + bool(state), right + bool(state and is_right)
            memories[card] = next_memory(memories.get(card), 3 if is_right else 1, elapsed, parameters)
            states[card] = _answered(state, card, day, 3 if is_right else 1, options, load)
    return counts, right / asked


def _answered(
    state: CardState | None, card: int, day: int, rating: int, options: Options, load: Load | None
) -> CardState:
    """Until the card has a day: a missed one is right a moment later."""
    while True:
        found = outcomes_on(state, Moment(0, day, "UTC"), fuzz_draw(card, "", state), options, load)[rating]
        given_row = (found.phase, found.step, found.interval, found.due_day, found.due_at)
        state = apply(state, LogRow("", "learn", rating, 0, day, True, *given_row), options)
        assert state is not None
        if found.due_day > day:
            return state
        rating = 3


@pytest.mark.slow  # thirteen months of three learners, twice
@pytest.mark.prop  # a simulation: no ceiling of time
def test_the_days_are_more_even_at_the_same_retention() -> None:
    """Over the last four months, when the number of cards no longer grows much from week to week."""
    without_steps = Options(learning_steps=(), relearning_steps=())
    shares = []
    for learner in range(3):
        plain, recalled = lived(replace(without_steps, has_balance=False), learner)
        even, recalled_even = lived(without_steps, learner)
        shares.append(pstdev(even[-120:]) / pstdev(plain[-120:]))
        assert abs(recalled - recalled_even) < 0.005
        assert sum(even) < 1.01 * sum(plain)
    assert mean(shares) <= 0.75
