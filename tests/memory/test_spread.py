"""Waiting cards dealt out to days."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.fsrs import retrievability
from webapp.memory.spread import Waiting, cost, expected_recall, spread

TODAY = 100
late = st.lists(st.tuples(st.integers(60, 100), st.integers(1, 60)), min_size=1, max_size=6)


def waiting(drawn: list[tuple[int, int]]) -> list[Waiting[int]]:
    return [Waiting(place, due, gap, float(gap), due - gap) for place, (due, gap) in enumerate(drawn)]


def total(cards: list[Waiting[int]], dealt: dict[int, int]) -> float:
    return sum(cost(each, dealt[each.card]) for each in cards)


def least(cards: list[Waiting[int]], days: list[int]) -> float:
    """Over every way to give the days' places to the cards."""
    share, more = divmod(len(cards), len(days))
    places = [day for place, day in enumerate(days) for _ in range(share + (place < more))]
    ways = set(permutations(places))
    return min(sum(cost(each, day) for each, day in zip(cards, way, strict=True)) for way in ways)


@pytest.mark.prop
@given(late, st.integers(1, 3))
def test_a_backlog_is_spread_at_the_least_cost(drawn: list[tuple[int, int]], days: int) -> None:
    cards = waiting(drawn)
    span = list(range(TODAY, TODAY + days))
    dealt = spread(cards, span)
    assert total(cards, dealt) == pytest.approx(least(cards, span))
    counts = [list(dealt.values()).count(day) for day in span]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == len(cards)


@pytest.mark.prop
@given(st.lists(st.tuples(st.integers(103, 105), st.integers(1, 60)), min_size=1, max_size=6))
def test_a_break_is_spread_to_both_sides_at_the_least_cost(drawn: list[tuple[int, int]]) -> None:
    cards, days = waiting(drawn), [100, 101, 102, 106, 107, 108]
    dealt = spread(cards, days)
    assert set(dealt.values()) <= set(days)
    assert total(cards, dealt) == pytest.approx(least(cards, days))
    counts = [list(dealt.values()).count(day) for day in days]
    assert counts == sorted(counts, reverse=True)
    assert max(counts) - min(counts) <= 1


def test_short_gaps_come_first() -> None:
    cards = waiting([(90, 50), (95, 2), (80, 10)])
    assert spread(cards, [100, 101, 102]) == {1: 100, 2: 101, 0: 102}
    assert spread(cards, []) == spread([], [100]) == {}


def test_what_a_spread_costs() -> None:
    cards = waiting([(95, 10), (95, 10)])
    now, later = (retrievability(day, 10.0) for day in (15, 18))
    assert expected_recall(cards, {0: 100, 1: 100}) == pytest.approx(now)
    assert expected_recall(cards, {0: 100, 1: 103}) == pytest.approx((now + later) / 2)
    assert expected_recall([], {}) == 0.0
