"""Fuzz: the ranges, and that a draw always lands within them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.fuzz import fuzz_bounds, fuzzed, whole_days

INTERVALS = st.floats(0.0, 40000.0)
LIMITS = st.tuples(st.integers(1, 40000), st.integers(1, 36500))
# A draw next to 1 must not round up to the day after the last.
DRAWS = st.one_of(st.floats(0.0, 1.0, exclude_max=True), st.just(1.0 - 2.0**-53))


@pytest.mark.parametrize(
    ("interval", "bounds"),
    [
        (0.2, (1, 1)),
        (1.6, (2, 2)),
        (2.49, (2, 2)),
        (2.5, (2, 4)),
        (4.0, (3, 5)),
        (7.0, (5, 9)),
        (10.0, (8, 12)),
        (17.0, (14, 20)),
        (20.0, (17, 23)),
        (37.0, (33, 41)),
        (90.0, (84, 96)),
    ],
)
def test_the_ranges(interval: float, bounds: tuple[int, int]) -> None:
    assert fuzz_bounds(interval, 1, 36500) == bounds


@pytest.mark.parametrize(
    ("minimum", "maximum", "bounds"),
    [(1, 11, (8, 11)), (10, 36500, (10, 12)), (13, 36500, (13, 13)), (1, 5, (5, 5)), (20, 5, (5, 5))],
)
def test_the_limits_hold_and_the_maximum_wins(minimum: int, maximum: int, bounds: tuple[int, int]) -> None:
    assert fuzz_bounds(10.0, minimum, maximum) == bounds


@pytest.mark.parametrize(("u", "day"), [(0.0, 8), (0.19, 8), (0.2, 9), (0.5, 10), (0.8, 12), (0.999, 12)])
def test_a_draw_chooses_the_day(u: float, day: int) -> None:
    assert fuzzed(10.0, u, 1, 36500) == day


def test_every_day_of_a_range_is_equally_likely() -> None:
    days = [fuzzed(10.0, (draw + 0.5) / 500, 1, 36500) for draw in range(500)]
    assert [days.count(day) for day in range(7, 14)] == [0, 100, 100, 100, 100, 100, 0]


@pytest.mark.parametrize(("interval", "days"), [(0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (2.49, 2)])
def test_halves_round_away_from_zero(interval: float, days: int) -> None:
    assert whole_days(interval) == days


@pytest.mark.prop
@given(INTERVALS, DRAWS, LIMITS)
def test_a_draw_stays_within_the_bounds(interval: float, u: float, limits: tuple[int, int]) -> None:
    lower, upper = fuzz_bounds(interval, *limits)
    assert min(limits) <= lower <= fuzzed(interval, u, *limits) <= upper <= limits[1]


@pytest.mark.prop
@given(INTERVALS, INTERVALS, DRAWS, LIMITS)
def test_a_longer_interval_never_comes_earlier(one: float, other: float, u: float, limits: tuple[int, int]) -> None:
    assert fuzzed(min(one, other), u, *limits) <= fuzzed(max(one, other), u, *limits)
