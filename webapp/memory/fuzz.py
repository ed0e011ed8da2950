"""Fuzz: cards learned together are spread over neighbouring days, by a draw that the caller hands in.

Source: the fuzz ranges of Anki's FSRS scheduler: 1 day, plus 15 % of the days between 2.5 and 7, 10 %
of those between 7 and 20, and 5 % of those above 20.
"""

from math import floor


def whole_days(interval: float) -> int:
    """Days rounded to the nearest, halves away from zero; `interval` is at least 0."""
    return floor(interval + 0.5)


def fuzz_bounds(interval: float, minimum: int, maximum: int) -> tuple[int, int]:
    """The first and the last day that fuzz may choose, both within `minimum` and `maximum` (which wins)."""
    delta = _delta(interval)
    least = min(minimum, maximum)
    lower, upper = whole_days(interval - delta), whole_days(interval + delta)
    return max(least, min(lower, maximum)), max(least, min(upper, maximum))


def fuzzed(interval: float, u: float, minimum: int, maximum: int) -> int:
    """The day within the bounds that the draw `u`, in [0, 1), stands for."""
    lower, upper = fuzz_bounds(interval, minimum, maximum)
    return min(floor(lower + u * (upper - lower + 1)), upper)


def _delta(interval: float) -> float:
    if interval < 2.5:
        return 0.0
    if interval <= 7.0:
        return 1.0 + 0.15 * (interval - 2.5)
    if interval <= 20.0:
        return 1.675 + 0.10 * (interval - 7.0)
    return 2.975 + 0.05 * (interval - 20.0)
