"""What a retention costs in work, for given cards."""

from __future__ import annotations

import pytest

from webapp.memory.fsrs import Memory
from webapp.memory.workload import NEW, change, reviews_a_day

CARDS = [Memory(1.0 + place, 3.0 + place % 6) for place in range(60)]


def test_more_is_asked_for_where_more_is_to_be_kept() -> None:
    found = [reviews_a_day(CARDS, retention) for retention in (0.8, 0.9, 0.95)]
    assert found == sorted(found)
    assert found[0] > 0
    assert change(CARDS, 0.9, 0.8) < 0 < change(CARDS, 0.9, 0.95)
    assert change(CARDS, 0.9, 0.9) == 0
    assert (reviews_a_day([], 0.9), change([], 0.9, 0.8)) == (0.0, 0.0)


def test_cards_that_hold_long_ask_for_less_and_twice_the_cards_for_twice_the_work() -> None:
    assert reviews_a_day([Memory(300.0, 3.0)] * 20, 0.9) < reviews_a_day([NEW] * 20, 0.9)
    assert reviews_a_day([NEW] * 300, 0.9) == pytest.approx(2 * reviews_a_day([NEW] * 150, 0.9))
