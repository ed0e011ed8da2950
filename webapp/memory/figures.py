"""What a log says about studying: answers counted by local day, bank and hour, and which of them were recall.

The day of an answer is the one that the log has kept, and its hour the one that the learner's clock showed, so that a
later move to another zone or a change of clocks changes no figure of the past.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

YOUNG_BELOW = 21
"""Days: a card whose interval was shorter counts as young, others as mature."""

_RECALL = frozenset({"review", "early", "quiz", "import"})
_MS_IN_HOUR, _MS_IN_MINUTE = 3_600_000, 60_000
_DAYS = 10_000_000  # more than a day's ordinal can be


class Answer(NamedTuple):
    """A graded row of the log. Instants in ms UTC, days as ordinals, `interval_before` in days, 0 in a step."""

    id: str
    question: int
    facet: str
    bank: int
    activity: str
    rating: int
    is_scheduling: bool
    answered_at: int
    offset_minutes: int
    local_day: int
    duration_ms: int
    interval_before: int


Answered = tuple[str, int, str, int, str, int, bool, int, int, int, int, int]
"""The same without its names, as a database gives it: a long log has a hundred thousand of them."""


class Taken(NamedTuple):
    """A void row: `voids` is the id of the row that it takes back."""

    id: str
    voids: str
    answered_at: int


class Slot(NamedTuple):
    """An hour (0 to 23) of a learner's day in a bank."""

    day: int
    bank: int
    hour: int


class Figures(NamedTuple):
    """Answers that stand. `young` and `mature` count first reviews of a card on a day, `*_right` those remembered."""

    answers: int = 0
    duration_ms: int = 0
    again: int = 0
    hard: int = 0
    good: int = 0
    easy: int = 0
    young: int = 0
    young_right: int = 0
    mature: int = 0
    mature_right: int = 0

    def plus(self, other: "Figures") -> "Figures":
        return Figures(*map(int.__add__, self, other))


NOTHING = Figures()


def sum_of(those: Iterable[Figures]) -> Figures:
    found = list(those)
    return Figures(*map(sum, zip(*found, strict=True))) if found else NOTHING


def taken_back(voids: Iterable[Taken]) -> set[str]:
    """Ids of the rows that void rows take back. A void row that is taken back itself has no effect."""
    gone: set[str] = set()
    for row in sorted(voids, key=lambda row: (row.answered_at, row.id), reverse=True):
        if row.id not in gone:
            gone.add(row.voids)
    return gone


def tallied(
    answers: Iterable[Answered], gone: set[str], *, by_bank: bool = True, hours_from: int = 0
) -> dict[Slot, Figures]:
    """The figures of whole local days. `gone` holds ids of rows that were taken back; what stands in it counts nowhere.

    Of the answers to a card on a day the first one (by instant, then id) says whether it was remembered, if the card
    was in review: learning and relearning steps ask for something else. Cram rows and others without effect on the
    schedule are left out of that, and count as answers all the same.

    Where nobody asks for banks, or for hours before the day `hours_from`, they stand as 0: fewer slots, less work.
    """
    counts: dict[tuple[int, int, int], list[int]] = {}
    # Keys are numbers and values the rows themselves: with a hundred thousand more small tuples the collector would
    # walk through all of them again and again.
    numbers: dict[tuple[int, str], int] = {}
    first: dict[int, Answered] = {}
    for row in answers:
        id_, question, facet, bank, activity, rating, is_scheduling, at, offset, day, duration, _interval = row
        if id_ in gone:
            continue
        hour = (at + offset * _MS_IN_MINUTE) // _MS_IN_HOUR % 24 if day >= hours_from else 0
        slot = counts.get(place := (day, bank if by_bank else 0, hour))
        if slot is None:
            slot = counts[place] = [0] * len(NOTHING)
        slot[0] += 1
        slot[1] += duration
        slot[1 + rating] += 1
        if is_scheduling and activity != "cram":
            number = numbers.setdefault((question, facet), len(numbers))
            earlier = first.get(asked := number * _DAYS + day)
            if earlier is None or (at, id_) < (earlier[7], earlier[0]):
                first[asked] = row
    for _id, _question, _facet, bank, activity, rating, _counts, at, offset, day, _duration, interval in first.values():
        if interval >= 1 and activity in _RECALL:
            hour = (at + offset * _MS_IN_MINUTE) // _MS_IN_HOUR % 24 if day >= hours_from else 0
            slot = counts[day, bank if by_bank else 0, hour]
            kind = 6 if interval < YOUNG_BELOW else 8
            slot[kind] += 1
            slot[kind + 1] += rating > 1
    return {Slot(*place): Figures(*found) for place, found in counts.items()}


def by_day(slots: Mapping[Slot, Figures]) -> dict[int, Figures]:
    return _grouped((slot.day, figures) for slot, figures in slots.items())


def by_hour(slots: Mapping[Slot, Figures]) -> dict[int, Figures]:
    return _grouped((slot.hour, figures) for slot, figures in slots.items())


def _grouped(parts: Iterable[tuple[int, Figures]]) -> dict[int, Figures]:
    found: dict[int, Figures] = {}
    for key, figures in parts:
        sum_so_far = found.get(key)
        found[key] = figures if sum_so_far is None else sum_so_far.plus(figures)
    return found
