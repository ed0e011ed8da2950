"""The formulas for any history: within bounds, in the order of the ratings, and as py-fsrs has them."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.fsrs import (
    PARAMETER_BOUNDS,
    Memory,
    interval_for,
    migrated_parameters,
    next_memory,
    next_stability,
    retrievability,
)

pytestmark = pytest.mark.prop

MEMORIES = st.builds(Memory, st.floats(0.001, 36500.0), st.floats(1.0, 10.0))
PARAMETERS = st.tuples(*[st.floats(*bounds) for bounds in PARAMETER_BOUNDS])
HISTORIES = st.lists(
    st.tuples(st.integers(1, 4), st.one_of(st.just(0), st.integers(1, 40), st.integers(41, 400))),
    min_size=1,
    max_size=12,
)


@given(MEMORIES, st.integers(1, 4), st.integers(0, 40000), PARAMETERS)
def test_memory_stays_within_bounds(memory: Memory, rating: int, elapsed: int, parameters: tuple[float, ...]) -> None:
    after = next_memory(memory, rating, elapsed, parameters)
    assert 0.001 <= after.stability <= 36500.0
    assert 1.0 <= after.difficulty <= 10.0
    assert next_stability(memory, rating, elapsed, parameters) == after.stability


@given(MEMORIES, st.integers(0, 4000), PARAMETERS)
def test_a_better_rating_holds_longer(memory: Memory, elapsed: int, parameters: tuple[float, ...]) -> None:
    after = [next_memory(memory, rating, elapsed, parameters) for rating in (2, 3, 4)]
    assert after[0].stability <= after[1].stability <= after[2].stability
    assert after[0].difficulty >= after[1].difficulty >= after[2].difficulty
    assert after[0].stability >= memory.stability


@given(st.floats(0.001, 36500.0), st.floats(0.70, 0.99), PARAMETERS)
def test_the_interval_ends_at_the_retention(stability: float, retention: float, parameters: tuple[float, ...]) -> None:
    assert retrievability(interval_for(stability, retention, parameters), stability, parameters) == pytest.approx(
        retention
    )


@given(PARAMETERS)
def test_parameters_within_bounds_are_accepted(parameters: tuple[float, ...]) -> None:
    assert migrated_parameters(parameters) == parameters


@given(HISTORIES)
def test_py_fsrs_agrees_on_whole_days(history: list[tuple[int, int]]) -> None:
    """py-fsrs counts blocks of 24 hours: noon UTC of the local day makes its days ours."""
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = fsrs.Card()
    memory: Memory | None = None
    now = datetime(2026, 1, 5, 12, tzinfo=UTC)
    for rating, elapsed in history:
        now += timedelta(days=elapsed)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), now)
        memory = next_memory(memory, rating, elapsed)
        assert card.stability is not None
        # py-fsrs knows no upper bound
        assert memory.stability == pytest.approx(min(card.stability, 36500.0), rel=1e-5)
        assert memory.difficulty == pytest.approx(card.difficulty, rel=1e-5)
        if memory.stability == 36500.0:
            return
