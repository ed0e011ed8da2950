"""FSRS-6: how stability and difficulty of a memory change with an answer, and how long it holds.

Source: the FSRS-6 formulas as published by open-spaced-repetition ("The Algorithm", awesome-fsrs wiki);
py-fsrs and Anki, which runs fsrs-rs, agree with this implementation in the tests.

Stability S is in days (the time until recall falls to 90 %), difficulty D runs from 1 to 10,
retrievability R is the probability of recall now. What an answer changes is computed from S, D and R as
they were before the answer.
"""

from collections.abc import Sequence
from math import exp, isfinite, log
from typing import NamedTuple

DEFAULT_PARAMETERS: tuple[float, ...] = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip

PARAMETER_BOUNDS: tuple[tuple[float, float], ...] = (
    *[(0.001, 100.0)] * 4,
    (1.0, 10.0),
    (0.001, 4.0),
    (0.001, 4.0),
    (0.001, 0.75),
    (0.0, 4.5),
    (0.0, 0.8),
    (0.001, 3.5),
    (0.001, 5.0),
    (0.001, 0.25),
    (0.001, 0.9),
    (0.0, 4.0),
    (0.0, 1.0),
    (1.0, 6.0),
    (0.0, 2.0),
    (0.0, 2.0),
    (0.0, 0.8),
    (0.1, 0.8),
)

MIN_STABILITY, MAX_STABILITY = 0.001, 36500.0
MIN_DIFFICULTY, MAX_DIFFICULTY = 1.0, 10.0


class Memory(NamedTuple):
    """Stability in days (0.001 to 36500) and difficulty (1 to 10)."""

    stability: float
    difficulty: float


def curve_constant(parameters: Sequence[float] = DEFAULT_PARAMETERS) -> float:
    """F of the forgetting curve, chosen so that recall after S days is 0.9."""
    return float(0.9 ** (-1.0 / parameters[20]) - 1.0)


def retrievability(elapsed_days: float, stability: float, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> float:
    """The probability of recall (0 to 1) after `elapsed_days`, which are at least 0."""
    held = max(stability, MIN_STABILITY)
    return float((1.0 + curve_constant(parameters) * elapsed_days / held) ** -parameters[20])


def interval_for(stability: float, retention: float, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> float:
    """Days, not rounded, until recall has fallen to `retention` (0.70 to 0.99)."""
    return stability / curve_constant(parameters) * (float(retention ** (-1.0 / parameters[20])) - 1.0)


def next_memory(
    memory: Memory | None, rating: int, elapsed_days: int, parameters: Sequence[float] = DEFAULT_PARAMETERS
) -> Memory:
    """The memory after an answer rated 1 to 4, `elapsed_days` local days (at least 0) after the answer
    before it.

    None is a card that has never been answered; `elapsed_days` is not looked at then. ValueError for
    another rating.
    """
    stability = next_stability(memory, rating, elapsed_days, parameters)
    if memory is None:
        return Memory(stability, _held_difficulty(_first_difficulty(rating, parameters)))
    return Memory(stability, _next_difficulty(memory.difficulty, rating, parameters))


def next_stability(
    memory: Memory | None, rating: int, elapsed_days: int, parameters: Sequence[float] = DEFAULT_PARAMETERS
) -> float:
    """The stability alone of `next_memory`: all that an interval needs."""
    if not 1 <= rating <= 4:
        raise ValueError(f"a rating is 1, 2, 3 or 4, not {rating}")
    if memory is None:
        return _held_stability(parameters[rating - 1])
    if elapsed_days <= 0:
        return _held_stability(_after_same_day(memory.stability, rating, parameters))
    recall = retrievability(elapsed_days, memory.stability, parameters)
    if rating == 1:
        return _held_stability(_after_lapse(memory, recall, parameters))
    return _held_stability(_after_recall(memory, recall, rating, parameters))


def migrated_parameters(values: Sequence[float]) -> tuple[float, ...]:
    """Parameters of an imported preset as the 21 of FSRS-6. The length is the version: 17, 19 or 21 values.

    ValueError when the length is another one or a value lies outside its bounds.
    """
    given = [float(value) for value in values]
    if len(given) == 17:
        given[4] += 2.0 * given[5]
        given[5] = log(max(3.0 * given[5] + 1.0, MIN_STABILITY)) / 3.0
        given[6] += 0.5
        given += [0.0, 0.0]
    if len(given) == 19:
        given += [0.0, 0.5]
    if len(given) != 21:
        raise ValueError(f"FSRS has 17, 19 or 21 parameters, not {len(given)}")
    for place, (value, (least, most)) in enumerate(zip(given, PARAMETER_BOUNDS, strict=True)):
        if not (isfinite(value) and least <= value <= most):
            raise ValueError(f"parameter w{place} is {value:g}; it lies between {least:g} and {most:g}")
    return tuple(given)


def _first_difficulty(rating: int, parameters: Sequence[float]) -> float:
    """D0, not clamped: the mean reversion below needs the raw value for Easy, which is negative."""
    return parameters[4] - exp(parameters[5] * (rating - 1)) + 1.0


def _next_difficulty(difficulty: float, rating: int, parameters: Sequence[float]) -> float:
    damped = difficulty - parameters[6] * (rating - 3) * (10.0 - difficulty) / 9.0
    reversion = parameters[7]
    return _held_difficulty(reversion * _first_difficulty(4, parameters) + (1.0 - reversion) * damped)


def _after_recall(memory: Memory, recall: float, rating: int, parameters: Sequence[float]) -> float:
    stability, difficulty = memory
    growth = exp(parameters[8]) * (11.0 - difficulty) * stability ** -parameters[9]
    growth *= exp(parameters[10] * (1.0 - recall)) - 1.0
    if rating == 2:
        growth *= parameters[15]
    elif rating == 4:
        growth *= parameters[16]
    return float(stability * (1.0 + growth))


def _after_lapse(memory: Memory, recall: float, parameters: Sequence[float]) -> float:
    stability, difficulty = memory
    kept = parameters[11] * difficulty ** -parameters[12] * ((stability + 1.0) ** parameters[13] - 1.0)
    kept *= exp(parameters[14] * (1.0 - recall))
    return float(min(kept, stability / exp(parameters[17] * parameters[18])))


def _after_same_day(stability: float, rating: int, parameters: Sequence[float]) -> float:
    change = exp(parameters[17] * (rating - 3 + parameters[18])) * stability ** -parameters[19]
    return float(stability * (change if rating == 1 else max(change, 1.0)))


def _held_stability(stability: float) -> float:
    return min(max(stability, MIN_STABILITY), MAX_STABILITY)


def _held_difficulty(difficulty: float) -> float:
    return min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)
