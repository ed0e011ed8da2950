"""The parts of a queue: urgency, siblings, the mix, the limits of a day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory.histories import MONDAY
from webapp.memory.queue import Allowance, Due, Limits, allowance, by_urgency, mixed, sibling_order, without_siblings


def due(card: str, *, stability: float = 10.0, days: int = 10, sibling: str = "", tie: float = 0.0) -> Due:
    return Due(card, MONDAY, stability, MONDAY - days, sibling or card, tie)


def names(cards: list[Due]) -> list[str]:
    return [card.card for card in cards]


def test_what_is_most_nearly_forgotten_comes_first() -> None:
    cards = [due("due today"), due("late", days=30), due("short", stability=2.0), due("early", days=0)]
    assert names(by_urgency(cards, MONDAY)) == ["short", "late", "due today", "early"]
    assert by_urgency([], MONDAY) == []
    assert names(by_urgency(cards[:1], MONDAY)) == ["due today"]


def test_equal_recall_goes_by_the_tie() -> None:
    cards = [due("c", tie=0.3), due("a", tie=0.1), due("b", stability=20.0, days=20, tie=0.2)]
    assert names(by_urgency(cards, MONDAY)) == ["a", "b", "c"]


def test_a_card_answered_tomorrow_elsewhere_is_not_negative() -> None:
    assert names(by_urgency([due("west", days=-1, tie=0.2), due("here", days=0, tie=0.1)], MONDAY)) == ["here", "west"]


def test_one_card_of_each_fact() -> None:
    cards = [due("a", sibling="x"), due("b", sibling="x"), due("c", sibling="y"), due("d", sibling="z")]
    taken = {"z"}
    assert names(without_siblings(cards, taken)) == ["a", "c"]
    assert taken == {"z"}
    assert without_siblings(cards[:0], taken) == []


def test_learning_goes_before_review_before_new() -> None:
    learning = [due("step x", sibling="x"), due("step x too", sibling="x"), due("step seen", sibling="seen")]
    reviews = [due("review x", sibling="x"), due("review y", sibling="y"), due("review y too", sibling="y")]
    new = [due("new y", sibling="y"), due("new seen", sibling="seen"), due("new z", sibling="z")]
    parts = sibling_order(learning, reviews, new, {"seen"})
    assert [names(part) for part in parts] == [
        ["step x", "step x too", "step seen"],
        ["review y"],
        ["new z"],
    ]


@pytest.mark.parametrize(
    ("reviews", "new", "line"),
    [
        ("", "", ""),
        ("r", "", "r"),
        ("", "nnn", "nnn"),
        ("r", "n", "rn"),
        ("rrr", "n", "rrn" + "r"),
        ("r", "nnn", "nrnn"),
        ("rrr", "nnn", "rnrnrn"),
        ("rrrrrrrr", "nn", "rrrnrrrnrr"),
    ],
)
def test_new_cards_are_spread_evenly(reviews: str, new: str, line: str) -> None:
    assert "".join(mixed(reviews, new)) == line


@given(st.lists(st.integers(0, 99)), st.lists(st.integers(100, 199)))
def test_a_mix_keeps_every_card_and_both_orders(reviews: list[int], new: list[int]) -> None:
    line = mixed(reviews, new)
    assert [card for card in line if card < 100] == reviews
    assert [card for card in line if card >= 100] == new


def allowed(**changed: int) -> Allowance:
    given: dict[str, int] = {"reviews_done": 0, "new_done": 0, "due": 0, "goal": 75, "new_waiting": 60}
    return allowance(Limits(), **(given | changed))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Allowance(0, 10, "new_limit", False, False, True)),
        ({"new_waiting": 10}, Allowance(0, 10, "", False, False, False)),
        ({"new_done": 4, "due": 20}, Allowance(20, 6, "new_limit", False, False, True)),
        ({"new_done": 10}, Allowance(0, 0, "new_limit", False, False, True)),
        ({"new_done": 12}, Allowance(0, 0, "new_limit", False, False, True)),
        # reviews use up what the limit leaves, then new cards
        ({"reviews_done": 150, "due": 45}, Allowance(45, 5, "review_limit", False, False, True)),
        ({"reviews_done": 195, "due": 20}, Allowance(5, 0, "review_limit", False, True, True)),
        ({"reviews_done": 195, "due": 20, "new_waiting": 0}, Allowance(5, 0, "review_limit", False, True, False)),
        ({"reviews_done": 195, "new_done": 10, "due": 20}, Allowance(0, 0, "new_limit", False, True, True)),
        # more than two days' goals wait
        ({"due": 150}, Allowance(150, 10, "new_limit", False, False, True)),
        ({"due": 151}, Allowance(151, 0, "paused", True, False, False)),
        ({"due": 151, "new_waiting": 0}, Allowance(151, 0, "", True, False, False)),
        ({"due": 250}, Allowance(200, 0, "paused", True, True, False)),
        ({"due": 31, "goal": 15}, Allowance(31, 0, "paused", True, False, False)),
    ],
)
def test_what_a_day_allows(changed: dict[str, int], expected: Allowance) -> None:
    assert allowed(**changed) == expected


def test_new_cards_are_taken_to_wait_where_nobody_counted() -> None:
    assert allowance(Limits(new=3, reviews=9), reviews_done=1, new_done=1, due=2, goal=5) == Allowance(
        2, 2, "new_limit", False, False, True
    )


@given(
    st.builds(Limits, new=st.integers(0, 50), reviews=st.integers(0, 300)),
    st.integers(0, 400),
    st.integers(0, 60),
    st.integers(0, 500),
    st.integers(1, 100),
)
def test_the_limits_hold(limits: Limits, reviews_done: int, new_done: int, due: int, goal: int) -> None:
    found = allowance(limits, reviews_done=reviews_done, new_done=new_done, due=due, goal=goal)
    assert 0 <= found.reviews <= due
    assert found.new >= 0
    if found.reviews + found.new:
        assert found.reviews + found.new + reviews_done + new_done <= limits.reviews
    if found.new:
        assert found.new + new_done <= limits.new
        assert due <= 2 * goal
    assert found.held_back_reviews is (found.reviews < due)
