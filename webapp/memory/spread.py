"""Waiting cards dealt out to days: each is moved as little as it can bear, and no day gets more than its share."""

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Generic, NamedTuple, TypeVar

from webapp.memory.fsrs import DEFAULT_PARAMETERS, retrievability

K = TypeVar("K", bound=Hashable)
_NOTHING = 1e-9


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
    """A day for each card, so that the sum of `cost` is the least there is while the days get equal numbers (to within
    one, the earlier days first). No days, no cards moved.

    Where every card is due before the first day, each day of waiting costs a card 1/interval, so the shortest
    intervals come first. Else cards find their places one by one, each by the cheapest chain of cards that move up
    for it (successive shortest paths, so every step of it is optimal).
    """
    if not days or not cards:
        return {}
    span = sorted(days)
    share, more = divmod(len(cards), len(span))
    room = [share + (place < more) for place in range(len(span))]
    ordered = sorted(cards, key=lambda each: (each.interval, each.due_day))
    if all(each.due_day <= span[0] for each in ordered):
        slots = (day for day, places in zip(span, room, strict=True) for _ in range(places))
        return {each.card: day for each, day in zip(ordered, slots, strict=True)}
    dealt: _Deal[K] = _Deal(span, room)
    for each in ordered:
        dealt.place(each)
    return {each.card: span[place] for each, place in zip(ordered, dealt.places, strict=True)}


class _Deal(Generic[K]):
    """Cards on days, at the least cost for those that are dealt so far."""

    def __init__(self, span: Sequence[int], room: list[int]) -> None:
        self.span, self.room = span, room
        self.costs: list[list[float]] = []  # of each card, by the day's place in the span
        self.places: list[int] = []
        # For each pair of days, what it costs to move a card from the one to the other, the cheapest first. Entries
        # of cards that have left the day are passed over.
        self.moves: list[list[list[tuple[float, int]]]] = [[[] for _ in span] for _ in span]

    def place(self, waiting: Waiting[K]) -> None:
        costs = [cost(waiting, day) for day in self.span]
        self.costs.append(costs)
        self.places.append(-1)
        card = len(self.costs) - 1
        cheapest = min(range(len(costs)), key=costs.__getitem__)
        if self.room[cheapest]:
            self.room[cheapest] -= 1
            self._put(card, cheapest)
            return
        reached, before = self._paths(costs)
        place = min((place for place, room in enumerate(self.room) if room), key=reached.__getitem__)
        self.room[place] -= 1
        while before[place] is not None:
            previous, moved = before[place] or (0, 0)
            self._put(moved, place)
            place = previous
        self._put(card, place)

    def _put(self, card: int, place: int) -> None:
        self.places[card] = place
        costs = self.costs[card]
        for other, heap in enumerate(self.moves[place]):
            if other != place:
                heappush(heap, (costs[other] - costs[place], card))

    def _paths(self, costs: Sequence[float]) -> tuple[list[float], list[tuple[int, int] | None]]:
        """What it costs at least to find room by way of each day, and from which day which card moves there."""
        reached: list[float] = list(costs)
        before: list[tuple[int, int] | None] = [None] * len(reached)
        waiting = deque(place for place, room in enumerate(self.room) if not room)
        while waiting:
            here = waiting.popleft()
            so_far = reached[here]
            for other, heap in enumerate(self.moves[here]):
                while heap and self.places[heap[0][1]] != here:
                    heappop(heap)
                if heap and so_far + heap[0][0] < reached[other] - _NOTHING:
                    reached[other] = so_far + heap[0][0]
                    before[other] = (here, heap[0][1])
                    if not self.room[other] and other not in waiting:
                        waiting.append(other)
        return reached, before


def expected_recall(
    cards: Sequence[Waiting[K]], days: Mapping[K, int], parameters: Sequence[float] = DEFAULT_PARAMETERS
) -> float:
    """The mean probability of recall (0 to 1) of the cards, each on its day in `days`; 0 without cards."""
    if not cards:
        return 0.0
    recalls = (retrievability(max(0, days[each.card] - each.last_day), each.stability, parameters) for each in cards)
    return sum(recalls) / len(cards)
