"""How much work a desired retention makes: the learner's own cards lived on for half a year.

A simulation with seeded draws, so that the same cards give the same figures.
"""

from collections.abc import Sequence

from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, interval_for, next_memory
from webapp.memory.seeds import unit

DAYS = 180
MOST_CARDS = 150
NEW = Memory(2.3065, 2.1181)
"""A card answered Good for the first time: stands for cards that somebody new will have."""


def reviews_a_day(
    cards: Sequence[Memory], retention: float, parameters: Sequence[float] = DEFAULT_PARAMETERS, days: int = DAYS
) -> float:
    """The mean number of answers a day that these cards ask for over `days`, a missed card's second answer included.

    Only the first MOST_CARDS are lived through; the figure is for all.
    """
    if not cards:
        return 0.0
    lived = cards[:MOST_CARDS]
    answers = sum(_answers_of(place, memory, retention, parameters, days) for place, memory in enumerate(lived))
    return answers / days * len(cards) / len(lived)


def _answers_of(place: int, memory: Memory, retention: float, parameters: Sequence[float], days: int) -> int:
    # Cards are met in the middle of their interval: some come soon, some late.
    interval = max(1, round(interval_for(memory.stability, retention, parameters)))
    day, answers, nth = interval * unit("phase", place), 0, 0
    while day < days:
        nth += 1
        elapsed = max(1, interval)
        if unit("recall", place, nth) < retention:
            memory, answers = next_memory(memory, 3, elapsed, parameters), answers + 1
        else:
            memory = next_memory(next_memory(memory, 1, elapsed, parameters), 3, 0, parameters)
            answers += 2
        interval = max(1, round(interval_for(memory.stability, retention, parameters)))
        day += interval
    return answers


def change(cards: Sequence[Memory], old: float, new: float, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> float:
    """How the work changes from retention `old` to `new`, as a share of it: 0.4 for 40 % more, -0.3 for less."""
    before = reviews_a_day(cards, old, parameters)
    return reviews_a_day(cards, new, parameters) / before - 1.0 if before else 0.0
