"""Cards rebuilt from their logs, many at once: after two logs became one, or a log was read from a file."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from webapp.banks.models import Question
from webapp.memory.log import LogRow, apply, replay, standing
from webapp.memory.schedule import CardState, Options
from webapp.study.log import reschedule_row
from webapp.study.models import Card, Review
from webapp.study.queries import CardKey
from webapp.study.rows import LOG_COLUMNS, log_row_of, values_of

CHUNK = 200  # questions whose logs are in memory at once
T = TypeVar("T")

_questions: BindParameter[Any] = bindparam("question_ids", expanding=True)
_logs = select(
    Review.question_id,
    Review.facet,
    Review.version_id,
    Review.zone,
    Review.offset_minutes,
    Review.interval_before,
    *LOG_COLUMNS,
).where(Review.user_id == bindparam("user_id"), Review.question_id.in_(_questions))
_drop = delete(Card).where(Card.user_id == bindparam("user_id"), Card.question_id.in_(_questions))
_homes = select(Question.id, Question.bank_id, Question.sibling_key).where(Question.id.in_(_questions))


class Entry(NamedTuple):
    """A log row, with what a row that settles its schedule takes over from it."""

    log: LogRow
    given: dict[str, Any]


class Rebuilt(NamedTuple):
    cards: int
    settled: int


def rebuild_cards(
    connection: Connection,
    user_id: int,
    question_ids: Collection[int],
    settling: Collection[CardKey],
    *,
    now: int,
    options: Options,
) -> Rebuilt:
    """Replay every card of these questions. For the cards in `settling`, whose rows came from two places, the last
    answer gets what it would have been given if all rows had been there: a reschedule row where that differs."""
    cards, settled = 0, 0
    for chunk in chunked(sorted(question_ids), CHUNK):
        states: list[tuple[CardKey, CardState]] = []
        moved: list[dict[str, Any]] = []
        for card, entries in logs_by_card(connection, user_id, chunk).items():
            log = [entry.log for entry in entries]
            state = replay(log, options)
            if state is not None and card in settling:
                row = _settling_row(user_id, card, entries, state, now=now, options=options)
                if row is not None:
                    moved.append(row)
                    state = apply(state, log_row_of(row), options)  # what may stand behind it changes other fields
            if state is not None:
                states.append((card, state))
        if moved:
            connection.execute(insert(Review), moved)
        _save(connection, user_id, chunk, states)
        cards, settled = cards + len(states), settled + len(moved)
    return Rebuilt(cards, settled)


def logs_by_card(connection: Connection, user_id: int, question_ids: Sequence[int]) -> dict[CardKey, list[Entry]]:
    """All rows about these questions."""
    found: dict[CardKey, list[Entry]] = {}
    rows: Any = connection.execute(_logs, {"user_id": user_id, "question_ids": question_ids})
    for question_id, facet, version_id, zone, offset, before, *log in rows:
        given = {"version_id": version_id, "zone": zone, "offset_minutes": offset, "interval_before": before}
        found.setdefault((question_id, facet), []).append(Entry(LogRow(*log), given))
    return found


def _settling_row(
    user_id: int, card: CardKey, entries: Sequence[Entry], state: CardState, *, now: int, options: Options
) -> dict[str, Any] | None:
    """In the zone of the last answer, where its day ends, and of no session: no learner asked for it in one."""
    if not state.reps:
        return None
    log = [entry.log for entry in entries]
    last_ids = [row.id for row in standing(log) if row.rating and row.answered_at == state.last_at]
    if not last_ids:  # a seed stands for it, with its due day
        return None
    last_id = last_ids[-1]
    last = next(entry for entry in entries if entry.log.id == last_id)
    about = {
        **last.given,
        "user_id": user_id,
        "question_id": card[0],
        "facet": card[1],
        "session_id": None,
        "received_at": now,
        "is_scheduling": True,
        "parameter_set_id": None,
    }
    return reschedule_row(log, about, state, options)


def _save(
    connection: Connection, user_id: int, question_ids: Sequence[int], states: Sequence[tuple[CardKey, CardState]]
) -> None:
    connection.execute(_drop, {"user_id": user_id, "question_ids": question_ids})
    if not states:
        return
    homes = {row[0]: row for row in connection.execute(_homes, {"question_ids": question_ids})}
    connection.execute(
        insert(Card),
        [
            {
                "user_id": user_id,
                "question_id": question_id,
                "facet": facet,
                "bank_id": homes[question_id][1],
                "sibling_key": homes[question_id][2],
                **values_of(state),
            }
            for (question_id, facet), state in states
        ],
    )


def chunked(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
