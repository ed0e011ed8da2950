"""A memory for a card that comes with an interval and an ease, but without the answers that led to
them.

Source: the conversion from SM-2 in open-spaced-repetition's fsrs-rs. Stability is what the interval
implies at the retention it was kept at; difficulty is what makes a good answer at that moment grow
stability by the ease.
"""

from collections.abc import Sequence
from math import exp

from webapp.memory.fsrs import (
    DEFAULT_PARAMETERS,
    MAX_DIFFICULTY,
    MAX_STABILITY,
    MIN_DIFFICULTY,
    MIN_STABILITY,
    Memory,
    interval_for,
)


def seeded_memory(
    interval: float, ease: float, retention: float = 0.9, parameters: Sequence[float] = DEFAULT_PARAMETERS
) -> Memory:
    """Memory from an interval in days (above 0), an ease (1.3 and more) and a historical retention
    (0.70 to 0.97)."""
    stability = interval / interval_for(1.0, retention, parameters)
    stability = min(max(stability, MIN_STABILITY), MAX_STABILITY)
    growth = exp(parameters[8]) * stability ** -parameters[9] * (exp(parameters[10] * (1.0 - retention)) - 1.0)
    return Memory(stability, _held(11.0 - (ease - 1.0) / growth))


def memory_of_interval(interval: int, factor: int, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> Memory:
    """Memory from an interval in days (1 and more) that was kept at 90 % and a log's factor in thousandths, which is a
    difficulty or an ease; 0 stands for the usual ease of 2.5."""
    memory = seeded_memory(interval, max(1300, factor or 2500) / 1000.0, parameters=parameters)
    difficulty = difficulty_of_factor(factor)
    return memory if difficulty is None else Memory(memory.stability, difficulty)


def difficulty_of_factor(factor: int) -> float | None:
    """Difficulty from a log's ease factor in thousandths when FSRS wrote it (1100 and less); None when
    SM-2 did."""
    return _held((factor / 1000.0 - 0.1) * 9.0 + 1.0) if 0 < factor <= 1100 else None


def _held(difficulty: float) -> float:
    return min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)
