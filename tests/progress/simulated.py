"""Learners whose memory follows FSRS with parameters of their own, studied day by day as the app would ask them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from webapp.memory.days import day_begins, local_day, offset_minutes
from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, next_memory, retrievability
from webapp.memory.log import LogRow, apply
from webapp.memory.schedule import CardState, Options, fuzz_draw, outcomes
from webapp.study.service import activity_of

Row = dict[str, Any]
MINUTE, HOUR = 60_000, 3_600_000


class Card:
    """One card of one learner: what the app knows of it, what the learner really remembers, and the rows."""

    def __init__(self, question: int, truth: Sequence[float], options: Options, zone: str = "UTC") -> None:
        self.question, self.truth, self.options, self.zone = question, truth, options, zone
        self.state: CardState | None = None
        self.memory: Memory | None = None
        self.last_day = 0
        self.rows: list[Row] = []

    def chance(self, day: int) -> float:
        """The true probability of recall; a card that was never seen is known a little."""
        if self.memory is None:
            return 0.4
        return retrievability(day - self.last_day, self.memory.stability, self.truth)

    def study(self, day: int, random: Random) -> None:
        """Answer the card on that local day, and again after ten minutes and more until it is right."""
        at = day_begins(day, self.zone) + int(random.uniform(10, 14) * HOUR)
        while True:
            rating = self._rating(day, random)
            self.answer(at, rating, random.randrange(2_000, 15_000))
            if self.state is None or self.state.due_at is None:
                return
            at = self.state.due_at + random.randrange(1, 5) * MINUTE

    def _rating(self, day: int, random: Random) -> int:
        if self.memory is not None and self.last_day == day:
            return 3 if random.random() < 0.9 else 1
        if random.random() >= self.chance(day):
            return 1
        return random.choices((2, 3, 4), (1, 8, 1))[0]

    def answer(self, at: int, rating: int, duration_ms: int = 4_000) -> None:
        day = local_day(at, self.zone)
        before = self.state
        outcome = outcomes(before, at, self.zone, fuzz_draw(self.question, "", before), self.options)[rating]
        row = {
            "id": f"{at >> 16:08x}-{at & 0xFFFF:04x}-7{len(self.rows):03x}-8000-{self.question:012x}",
            "question_id": self.question,
            "facet": "",
            "session_id": None,
            "activity": activity_of(before, day),
            "rating": rating,
            "answered_at": at,
            "received_at": at,
            "zone": self.zone,
            "offset_minutes": offset_minutes(at, self.zone),
            "local_day": day,
            "duration_ms": duration_ms,
            "is_scheduling": True,
            "phase": outcome.phase,
            "step": outcome.step,
            "interval": outcome.interval,
            "interval_before": before.interval if before else 0,
            "due_day": outcome.due_day,
            "due_at": outcome.due_at,
            "parameter_set_id": None,
            "voids": None,
            "answer": {"rating": rating},
            "score": float(rating > 1),
        }
        self.rows.append(row)
        self.state = apply(before, log_row(row), self.options)
        self.memory = next_memory(self.memory, rating, max(0, day - self.last_day), self.truth)
        self.last_day = day


def log_row(row: Row) -> LogRow:
    return LogRow(*(row[name] for name in LogRow.__slots__))


def life(
    question: int,
    first_day: int,
    last_day: int,
    random: Random,
    *,
    truth: Sequence[float] = DEFAULT_PARAMETERS,
    options: Options | None = None,
    zone: str = "UTC",
) -> Card:
    """A card begun on `first_day` and studied on each of its due days up to `last_day`."""
    card = Card(question, truth, options or Options(), zone)
    card.study(first_day, random)
    while card.state is not None and card.state.due_day <= last_day:
        card.study(card.state.due_day, random)
    return card


def lives(reviews: int, last_day: int, random: Random, *, days: int = 1000, **how: Any) -> Iterator[Card]:
    """Cards begun day after day in the `days` before `last_day`, until there are so many answers."""
    question = 0
    while reviews > 0:
        question += 1
        card = life(question, last_day - random.randrange(days), last_day, random, **how)
        reviews -= len(card.rows)
        yield card
