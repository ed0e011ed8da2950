"""Waiting cards dealt out to days: each is moved as little as it can bear, and no day gets more than its share."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from webapp.memory.fsrs import DEFAULT_PARAMETERS, retrievability

K = TypeVar("K", bound=Hashable)
_ROUNDS = 20


class Waiting(NamedTuple, Generic[K]):
    """A card to be moved: days as ordinals, interval (the gap that ends at `due_day`) and stability in days."""

    card: K
    due_day: int
    interval: int
    stability: float
    last_day: int


def cost(waiting: Waiting[K], day: int) -> float:
    """What it costs to see the card on `day`: days off its due day, as a share of its interval."""
    return abs(day - waiting.due_day) / max(1, waiting.interval)


def spread(cards: Sequence[Waiting[K]], days: Sequence[int]) -> dict[K, int]:
    """A day for each card, so that the sum of `cost` is small and the days get equal numbers (to within one).

    Where every card is due before the first day, the sum is the least there is: each day of waiting costs a card
    1/interval, so the shortest intervals come first. Else a first deal by need is bettered by exchanging pairs until
    no exchange helps. No days, no cards moved.
    """
    if not days or not cards:
        return {}
    slots = _slots(len(cards), sorted(days))
    ordered = sorted(cards, key=lambda each: (each.interval, each.due_day))
    if all(each.due_day <= slots[0] for each in ordered):
        return {each.card: day for each, day in zip(ordered, slots, strict=True)}
    dealt = _by_need(ordered, slots)
    _exchange(ordered, dealt)
    return {each.card: day for each, day in zip(ordered, dealt, strict=True)}


def _slots(count: int, days: Sequence[int]) -> list[int]:
    share, more = divmod(count, len(days))
    return [day for place, day in enumerate(days) for _ in range(share + (place < more))]


def _by_need(ordered: Sequence[Waiting[K]], slots: Sequence[int]) -> list[int]:
    free: dict[int, int] = {}
    for day in slots:
        free[day] = free.get(day, 0) + 1
    dealt = []
    for each in ordered:
        day = min((day for day, room in free.items() if room), key=lambda day: (abs(day - each.due_day), day))
        free[day] -= 1
        dealt.append(day)
    return dealt


def _exchange(ordered: Sequence[Waiting[K]], dealt: list[int]) -> None:
    for _ in range(_ROUNDS):
        has_helped = False
        for one in range(len(ordered)):
            for other in range(one):
                here, there = dealt[one], dealt[other]
                now = cost(ordered[one], here) + cost(ordered[other], there)
                if here != there and cost(ordered[one], there) + cost(ordered[other], here) < now - 1e-12:
                    dealt[one], dealt[other] = there, here
                    has_helped = True
        if not has_helped:
            return


def expected_recall(
    cards: Sequence[Waiting[K]], days: Mapping[K, int], parameters: Sequence[float] = DEFAULT_PARAMETERS
) -> float:
    """The mean probability of recall (0 to 1) of the cards, each on its day in `days`; 0 without cards."""
    if not cards:
        return 0.0
    recalls = (retrievability(max(0, days[each.card] - each.last_day), each.stability, parameters) for each in cards)
    return sum(recalls) / len(cards)
