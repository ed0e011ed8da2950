"""Whatever happened to a card and whatever the options: what holds for all four ratings."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory.histories import ANSWERS, MINUTE, OPTIONS, ZONES, folded, played
from webapp.memory.days import local_day
from webapp.memory.fsrs import interval_for, next_memory
from webapp.memory.fuzz import fuzz_bounds
from webapp.memory.schedule import Options, outcomes

pytestmark = pytest.mark.prop

DRAWS = st.one_of(st.none(), st.floats(0.0, 1.0, exclude_max=True))


@given(ANSWERS, st.integers(1, 200_000), OPTIONS, ZONES, DRAWS)
def test_a_better_rating_waits_a_day_longer(
    answers: list[tuple[int, int]], minutes: int, options: Options, zone: str, u: float | None
) -> None:
    rows = played(answers, options, zone)
    now = rows[-1].answered_at + minutes * MINUTE
    found = outcomes(folded(rows, options), now, zone, u, options)
    for one, other in pairwise(found[rating] for rating in (2, 3, 4)):
        if other.interval == options.maximum_interval:
            assert one.interval <= other.interval
        elif other.interval:
            assert one.due_day < other.due_day


@given(ANSWERS, st.integers(1, 200_000), OPTIONS, ZONES, DRAWS)
def test_outcomes_are_well_formed(
    answers: list[tuple[int, int]], minutes: int, options: Options, zone: str, u: float | None
) -> None:
    rows = played(answers, options, zone)
    now = rows[-1].answered_at + minutes * MINUTE
    today = local_day(now, zone)
    found = outcomes(folded(rows, options), now, zone, u, options)
    assert list(found) == [1, 2, 3, 4]
    for rating, outcome in found.items():
        assert outcome.rating == rating
        if outcome.due_at is not None:
            assert local_day(outcome.due_at, zone) == outcome.due_day == today
            assert outcome.due_at > now
        elif outcome.phase == "review":
            assert outcome.due_day == today + outcome.interval
            assert 1 <= outcome.interval <= options.maximum_interval
        else:
            assert outcome.due_day > today
            assert outcome.interval == 0


@given(ANSWERS, st.integers(1, 200_000), st.floats(0.0, 1.0, exclude_max=True))
def test_good_lies_within_the_range_or_just_above(answers: list[tuple[int, int]], minutes: int, u: float) -> None:
    """Fuzz stays in its range unless Hard, or the interval before, pushes it up by whole days."""
    options = Options(learning_steps=(), relearning_steps=())
    rows = played(answers, options)
    state = folded(rows, options)
    assert state is not None
    now = rows[-1].answered_at + minutes * MINUTE
    found = outcomes(state, now, "UTC", u, options)
    elapsed = max(0, local_day(now, "UTC") - state.last_day)
    ideal = interval_for(next_memory(state.memory, 3, elapsed).stability, 0.9)
    lower, upper = fuzz_bounds(ideal, 1, 36500)
    assert lower <= found[3].interval <= max(upper, found[2].interval + 1, state.interval + 1)


@given(ANSWERS, OPTIONS, ZONES)
def test_the_same_seed_gives_the_same_day(answers: list[tuple[int, int]], options: Options, zone: str) -> None:
    assert played(answers, options, zone) == played(answers, options, zone)
