"""The plan to an exam, by the figures of the rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.exam import final_pass_days, new_card_pace, reached_at, readiness
from webapp.memory.fsrs import Memory


@pytest.mark.parametrize(
    ("unseen", "days", "pace"), [(115, 17, 9), (0, 17, 0), (10, 1, 10), (10, 3, 10), (100, 100, 2), (300, 10, 43)]
)
def test_new_cards_are_begun_some_days_before(unseen: int, days: int, pace: int) -> None:
    assert new_card_pace(unseen, days) == pace


def test_what_is_reached_at_a_pace() -> None:
    assert (reached_at(25, 10), reached_at(9, 17)) == (175, 122)


@pytest.mark.parametrize(("cards", "goal", "days", "expected"), [(184, 10, 17, 3), (184, 5, 2, 2), (0, 10, 9, 0)])
def test_the_final_pass_takes_as_many_days_as_the_goal_asks(cards: int, goal: int, days: int, expected: int) -> None:
    assert final_pass_days(cards, goal, days) == expected


def test_nothing_is_said_before_twenty_answers() -> None:
    known = [(Memory(10.0, 5.0), 90)] * 30
    assert readiness(known, 0, 110, 108, 19) is None
    assert readiness([], 9, 110, 108, 50) is None
    assert readiness(known, 0, 110, 108, 20) is not None


memories = st.lists(
    st.tuples(st.builds(Memory, st.floats(0.5, 300), st.floats(1, 10)), st.integers(50, 99)), min_size=1, max_size=30
)


@given(memories, st.integers(0, 20), st.integers(20, 2000))
def test_the_range_is_a_range_and_narrows_with_answers(
    known: list[tuple[Memory, int]], unseen: int, answers: int
) -> None:
    ready = readiness(known, unseen, 110, 108, answers)
    more = readiness(known, unseen, 110, 108, 10 * answers)
    assert ready is not None
    assert more is not None
    assert 0 <= ready.least <= more.least <= more.most <= ready.most <= 1


def test_a_look_shortly_before_helps() -> None:
    known = [(Memory(5.0, 5.0), 60)] * 20
    late, early = readiness(known, 0, 110, 109, 500), readiness(known, 0, 110, 70, 500)
    assert late is not None
    assert early is not None
    assert late.least > early.least
