"""The history of a card that Anki has kept, as rows of our log: what is left out of it, and where it begins.

Source: the rules by which fsrs-rs and Anki turn a log into a memory (scheduling from a `revlog`): all before the last
reset is forgotten, the last block of learning begins the card, what was only crammed says nothing. Where the beginning
is lost, or nothing but a due day was kept, a `seed` row stands for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.memory.days import local_day
from webapp.memory.schedule import LEARNING, RELEARNING, REVIEW

LEARN, REPEAT, RELEARN, FILTERED, MANUAL = range(5)  # the sorts of Anki's log; 5 is a due day moved by the program
_ACTIVITIES = {LEARN: "learn", REPEAT: "review", RELEARN: "relearn", FILTERED: "early"}
_SHORTEST_STEP = 60  # seconds


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A row of Anki's log. `at` in ms; `rating` 1 to 4, 0 for what is no answer; intervals in days, or below 0 in
    seconds; `factor` in thousandths, up to 1100 a difficulty that FSRS wrote, else an ease."""

    at: int
    rating: int
    interval: int
    last_interval: int
    factor: int
    duration_ms: int
    sort: int


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A card of Anki. `interval` in days, 0 for one that was never in review; `due_day` is an ordinal day, 0 where
    there is none."""

    interval: int = 0
    factor: int = 0
    due_day: int = 0
    is_suspended: bool = False
    flag: int = 0


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """A row to be: the fields of `log.LogRow` that are not its id, and what is only kept."""

    activity: str
    rating: int
    answered_at: int
    local_day: int
    phase: str = ""
    step: int = 0
    interval: int = 0
    interval_before: int = 0
    due_day: int = 0
    due_at: int | None = None
    duration_ms: int = 0


def brought_rows(
    card: KeptCard, answers: Sequence[KeptAnswer], *, zone: str, day_start: int, now: int
) -> list[BroughtRow]:
    """The rows of one card, in order; none where nothing is known of it. `now` (ms) dates what has no time of its own.
    Answers of the future are left out."""
    rows = [_answer(each, zone, day_start) for each in _counting(answers) if each.at <= now]
    begins = next((at for at, row in enumerate(rows) if row.activity == "learn"), None)
    if begins is None:
        rows = _seeded(rows, answers, card, zone=zone, day_start=day_start, now=now)
    if not rows:
        return []
    last, today = max(row.answered_at for row in rows), local_day(now, zone, day_start)
    if card.is_suspended:
        rows.append(BroughtRow("suspend", 0, max(last + 1, now), today))
    if card.flag:
        rows.append(BroughtRow("flag", 0, max(last + 2, now + 1), today, step=card.flag))
    return rows


def _counting(answers: Sequence[KeptAnswer]) -> list[KeptAnswer]:
    """In order, from the beginning of what is known of the card, without what says nothing."""
    found = sorted(answers, key=lambda each: each.at)
    resets = [at for at, each in enumerate(found) if each.sort == MANUAL and each.factor == 0]
    if resets:
        found = found[resets[-1] + 1 :]
    found = [each for each in found if not (each.sort == FILTERED and each.factor == 0)]
    learned = [each.rating > 0 and each.sort == LEARN for each in found]
    if any(learned):
        begins = len(learned) - 1 - learned[::-1].index(True)
        while begins and learned[begins - 1]:  # a due day that was moved ends a block, as an answer in review does
            begins -= 1
        found = found[begins:]
    return [each for each in found if each.rating and each.sort in _ACTIVITIES]


def _answer(each: KeptAnswer, zone: str, day_start: int) -> BroughtRow:
    day = local_day(each.at, zone, day_start)
    row = {
        "activity": _ACTIVITIES[each.sort],
        "rating": each.rating,
        "answered_at": each.at,
        "local_day": day,
        "interval_before": max(0, each.last_interval),
        "duration_ms": max(0, each.duration_ms),
    }
    if each.interval > 0:
        return BroughtRow(**row, phase=REVIEW, interval=each.interval, due_day=day + each.interval)  # type: ignore[arg-type]
    due_at = each.at + 1000 * max(_SHORTEST_STEP, -each.interval)
    due_day = local_day(due_at, zone, day_start)
    phase = LEARNING if each.sort == LEARN else RELEARNING
    return BroughtRow(**row, phase=phase, due_day=due_day, due_at=due_at if due_day == day else None)  # type: ignore[arg-type]


def _seeded(
    rows: list[BroughtRow], answers: Sequence[KeptAnswer], card: KeptCard, *, zone: str, day_start: int, now: int
) -> list[BroughtRow]:
    """Without a beginning: from the first answer that gave days, else from the card itself."""
    factors = {each.at: each.factor for each in answers}
    for at, row in enumerate(rows):
        if row.interval:
            return [_seed(row.answered_at, row.local_day, row.interval, factors[row.answered_at]), *rows[at + 1 :]]
    if card.interval < 1 or not card.due_day:
        return []
    today = local_day(now, zone, day_start)
    return [_seed(now, min(today, card.due_day - card.interval), card.interval, card.factor, card.due_day)]


def _seed(at: int, day: int, interval: int, factor: int, due_day: int = 0) -> BroughtRow:
    """`log.apply` says what it means: the factor stands in `step`."""
    return BroughtRow("seed", 0, at, day, REVIEW, max(0, factor), interval, due_day=due_day or day + interval)
