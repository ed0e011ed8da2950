"""Which day within the bounds of fuzz a card is given: one on which little is due, as far as the learner's week allows.

Source: the weights of Anki's load balancer, (1/due cards)^2.15 · (1/interval)^3 · sibling · weekday. Otherwise than
there, an empty day keeps its weekday's weight, so that light days are light in small collections, too; and the load
counts with its fourth power, which makes the days more even at the same retention.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

LONGEST = 90  # days; beyond, a day more or less of load says nothing
WEEK = (1.0,) * 7
_LOAD_POWER, _INTERVAL_POWER = 4, 3
_NEARLY_NONE = 0.0001
_SIBLING_REACH = 5
_SIBLING_LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Load:
    """What is known of the days ahead: due cards by local day (ordinals), the days on which siblings of the card are
    due, and spans of days off, first and last included."""

    due: Mapping[int, int] = field(default_factory=dict)
    siblings: tuple[int, ...] = ()
    breaks: tuple[tuple[int, int], ...] = ()


def balanced(lower: int, upper: int, today: int, u: float, load: Load, easy_days: Sequence[float] = WEEK) -> int | None:
    """The interval within `lower` and `upper` (days, at least 1) that the draw `u`, in [0, 1), stands for.

    `easy_days` has a share for Monday to Sunday: 1, 0.5 or 0. None where every day is one off.
    """
    days = [today + interval for interval in range(lower, upper + 1)]
    counts = [load.due.get(day, 0) for day in days]
    weights = [
        (1.0 / max(1, count)) ** _LOAD_POWER
        * (1.0 / (day - today)) ** _INTERVAL_POWER
        * _sibling_weight(day, load.siblings)
        * _weekday_weight(place, days, counts, easy_days)
        * (not is_off(day, load.breaks))
        for place, (day, count) in enumerate(zip(days, counts, strict=True))
    ]
    steps = list(accumulate(weights))
    if steps[-1] <= 0.0:
        return None
    place = min(bisect_right(steps, u * steps[-1]), len(steps) - 1)
    while weights[place] <= 0.0:  # u may round up to the very end, where a day off stands
        place -= 1
    return lower + place


def weekday_of(day: int) -> int:
    """0 for Monday to 6 for Sunday, of an ordinal."""
    return (day - 1) % 7


def is_off(day: int, breaks: Sequence[tuple[int, int]]) -> bool:
    return any(first <= day <= last for first, last in breaks)


def _sibling_weight(day: int, siblings: Sequence[int]) -> float:
    """Nearly none on the day of a sibling, from 0.2 to 1 up to five days beside it."""
    if not siblings:
        return 1.0
    distance = min(abs(day - other) for other in siblings)
    if distance == 0:
        return _NEARLY_NONE
    if distance > _SIBLING_REACH:
        return 1.0
    return _SIBLING_LEAST + (1.0 - _SIBLING_LEAST) * (distance - 1) / (_SIBLING_REACH - 1)


def _weekday_weight(place: int, days: Sequence[int], counts: Sequence[int], easy_days: Sequence[float]) -> float:
    """A half day is off while it holds more than half of what the other days hold on average."""
    share = easy_days[weekday_of(days[place])]
    if share >= 1.0:
        return 1.0
    if share <= 0.0:
        return _NEARLY_NONE
    others = len(days) - 1
    if others and counts[place] > 0.5 * (sum(counts) - counts[place]) / others:
        return _NEARLY_NONE
    return share
