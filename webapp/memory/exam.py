"""Studying towards a day: how many new cards a day, the final pass, and how much will be known.

Intervals are not cut at the exam, which would pile everything onto its eve. Until the final pass everything is as
ever; then each card comes once, what would be known least on the day first.
"""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import NamedTuple

from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, next_memory, retrievability

ENOUGH_ANSWERS = 20
PLAIN_WORD_ABOVE = 25  # new cards a day that nobody should promise
SHORT_OF_DAYS = 5
SECONDS_A_CARD = 8
_SURE = 1.96


def new_card_pace(unseen: int, days_left: int) -> int:
    """New cards a day so that all have been begun some days before the exam: a fifth of the time, at least three."""
    return ceil(unseen / max(1.0, days_left - max(3.0, 0.2 * days_left))) if unseen else 0


def reached_at(pace: int, days_left: int) -> int:
    """How many new cards that many a day come to, in the time that `new_card_pace` gives."""
    return int(pace * max(1.0, days_left - max(3.0, 0.2 * days_left)))


def final_pass_days(cards: int, goal_minutes: int, days_left: int) -> int:
    """Days before the exam that every card's last look takes at the daily goal; at most those that are left."""
    return max(0, min(ceil(cards * SECONDS_A_CARD / (goal_minutes * 60)), days_left))


class Ready(NamedTuple):
    """A range for the share that will be recalled on the day, 0 to 1."""

    least: float
    most: float


def readiness(
    known: Sequence[tuple[Memory, int]],
    unseen: int,
    exam_day: int,
    pass_day: int,
    answers: int,
    parameters: Sequence[float] = DEFAULT_PARAMETERS,
) -> Ready | None:
    """What share of the cards will be recalled on `exam_day` if each is seen on `pass_day`; None below 20 answers.

    `known` is (memory, last day) of the cards begun, `unseen` how many will be begun by then, counted as new ones
    answered Good. The range holds the chance of so many cards, and how little `answers` tell of this learner: both as
    a binomial's error, at 95 %.
    """
    if answers < ENOUGH_ANSWERS or not known:
        return None
    fresh = next_memory(None, 3, 0, parameters)
    shares = [_after_pass(memory, last_day, exam_day, pass_day, parameters) for memory, last_day in known]
    shares += [_after_pass(fresh, pass_day - 3, exam_day, pass_day, parameters)] * unseen
    mean = sum(shares) / len(shares)
    chance = sum(share * (1.0 - share) for share in shares) / len(shares) ** 2
    error = _SURE * sqrt(chance + mean * (1.0 - mean) / answers)
    return Ready(max(0.0, mean - error), min(1.0, mean + error))


def recall_on(memory: Memory, last_day: int, day: int, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> float:
    return retrievability(max(0, day - last_day), memory.stability, parameters)


def _after_pass(memory: Memory, last_day: int, exam_day: int, pass_day: int, parameters: Sequence[float]) -> float:
    """Recall on the day of the exam after one look before: right with the chance of that day, else missed and right
    later on it."""
    if pass_day <= last_day:
        return recall_on(memory, last_day, exam_day, parameters)
    elapsed, left = pass_day - last_day, max(0, exam_day - pass_day)
    right = retrievability(elapsed, memory.stability, parameters)
    held = next_memory(memory, 3, elapsed, parameters)
    again = next_memory(next_memory(memory, 1, elapsed, parameters), 3, 0, parameters)
    return right * retrievability(left, held.stability, parameters) + (1.0 - right) * retrievability(
        left, again.stability, parameters
    )
