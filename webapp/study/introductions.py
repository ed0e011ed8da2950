"""Which new cards come next: by the order of the bank, recognition before recall, at a cost that does not grow.

A learner's enrolment remembers the first position that is not wholly introduced, so a look-up reads a window of
questions from there. A recall question whose fact is asked by recognition too waits for the first right answer there;
where a whole window waits, nothing waits any longer, so that one card that will not stick cannot hold up a bank.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.engine import Connection

from webapp.banks.models import ACTIVE, LINK, PUBLIC, Bank, Question
from webapp.direct import Prepared, Reader, Values
from webapp.study.models import Card, Enrolment

WINDOW = 200


class NewCard(NamedTuple):
    question_id: int
    facet: str
    bank_id: int
    sibling_key: str


class Mark(NamedTuple):
    """Where a learner stands in a bank: questions before `next_position` have all been introduced."""

    bank_id: int
    next_position: int
    ordered_at: int


class Introductions(NamedTuple):
    cards: list[NewCard]
    mark: Mark


_enrolled = Prepared(
    select(Bank.id, Enrolment.next_position, Enrolment.ordered_at, Bank.ordered_at, Bank.last_position)
    .join(Enrolment, and_(Enrolment.bank_id == Bank.id, Enrolment.user_id == bindparam("user_id")))
    .where((Bank.visibility == PUBLIC) | (Bank.visibility == LINK) | (Bank.owner_id == bindparam("user_id")))
    .order_by(Enrolment.started_at.desc(), Bank.id)
)
_one_bank = Prepared(
    select(Bank.id, Enrolment.next_position, Enrolment.ordered_at, Bank.ordered_at, Bank.last_position)
    .outerjoin(Enrolment, and_(Enrolment.bank_id == Bank.id, Enrolment.user_id == bindparam("user_id")))
    .where(Bank.id == bindparam("bank_id"))
)
_first_bank = Prepared(
    select(Bank.id, Bank.ordered_at).where(Bank.is_built_in).order_by(Bank.position, Bank.id).limit(1)
)

_window = Prepared(
    select(Question.id, Question.position, Question.sibling_key, Question.is_gated, Question.facets, Card.facet)
    .outerjoin(Card, and_(Card.question_id == Question.id, Card.user_id == bindparam("user_id")))
    .where(
        Question.bank_id == bindparam("bank_id"),
        Question.status == ACTIVE,
        Question.position >= bindparam("start"),
        Question.position < bindparam("stop"),
    )
    .order_by(Question.position)
)
_gated = select(Question.sibling_key).where(
    Question.bank_id == bindparam("bank_id"),
    Question.is_gated,
    Question.position >= bindparam("start"),
    Question.position < bindparam("stop"),
)
_unlocked = Prepared(
    select(Card.sibling_key)
    .where(Card.user_id == bindparam("user_id"), Card.sibling_key.in_(_gated), Card.right_days > 0)
    .distinct()
)


def _marking(insert: Callable[..., Any]) -> Prepared:
    row = insert(Enrolment)
    moved = {"next_position": row.excluded.next_position, "ordered_at": row.excluded.ordered_at}
    columns = ("user_id", "bank_id", "next_position", "ordered_at", "started_at")
    return Prepared(row.on_conflict_do_update(index_elements=["user_id", "bank_id"], set_=moved), columns=columns)


_save_mark = {"sqlite": _marking(insert_sqlite), "postgresql": _marking(insert_pg)}


def marks_for_user(connection: Reader, user_id: int | None, bank_id: int | None) -> list[tuple[Mark, int]]:
    """(mark, last position) of the banks that may introduce something: one, or those the learner is enrolled in; for
    somebody new the first built-in bank."""
    if bank_id is not None:
        rows = _one_bank.rows(connection, {"user_id": user_id or 0, "bank_id": bank_id})
    else:
        rows = _enrolled.rows(connection, {"user_id": user_id}) if user_id else []
        if not rows:
            first = _first_bank.row(connection, {})
            return [(Mark(first[0], 0, first[1]), 1)] if first else []
    return [
        (Mark(bank, position if position and seen == ordered else 0, ordered), last)
        for bank, position, seen, ordered, last in rows
    ]


def next_new_cards(connection: Reader, user_id: int | None, mark: Mark, wanted: int, taken: set[str]) -> Introductions:
    """Up to `wanted` new cards of the bank whose siblings were not seen today, and where the mark stands now."""
    position, ordered_at = max(1, mark.next_position), mark.ordered_at  # positions count from 1
    while True:
        values = {
            "user_id": user_id or 0,
            "bank_id": mark.bank_id,
            "start": position,
            "stop": position + WINDOW,
        }
        rows = _window.rows(connection, values)
        questions = _grouped(rows)
        open_ones = [asked for asked in questions if asked.missing]
        if open_ones or not rows:
            break
        position += WINDOW  # all introduced: the mark moves on for good, so this is paid once
    start = open_ones[0].position if open_ones else position
    free = _unlocked_only(connection, open_ones, values)
    if not free and len(questions) >= WINDOW:
        free = open_ones
    chosen = _first_of_each_fact(free, mark.bank_id, wanted, taken)
    return Introductions(chosen, Mark(mark.bank_id, start, ordered_at))


class _Asked(NamedTuple):
    question_id: int
    position: int
    sibling_key: str
    is_gated: bool
    missing: list[str]


def _grouped(rows: Sequence[tuple[int, int, str, bool, list[str], str | None]]) -> list[_Asked]:
    """One entry a question, with its facets that have no card yet."""
    grouped: dict[int, _Asked] = {}
    for question_id, position, sibling_key, is_gated, facets, has in rows:
        asked = grouped.get(question_id)
        if asked is None:
            asked = grouped[question_id] = _Asked(question_id, position, sibling_key, is_gated, list(facets))
        if has is not None and has in asked.missing:
            asked.missing.remove(has)
    return list(grouped.values())


def _unlocked_only(connection: Reader, asked: list[_Asked], window: Values) -> list[_Asked]:
    locked = {each.sibling_key for each in asked if each.is_gated}
    if locked:
        locked -= {key for (key,) in _unlocked.rows(connection, window)}
    return [each for each in asked if not (each.is_gated and each.sibling_key in locked)]


def _first_of_each_fact(free: list[_Asked], bank_id: int, wanted: int, taken: set[str]) -> list[NewCard]:
    seen, chosen = set(taken), list[NewCard]()
    for each in free:
        if len(chosen) >= wanted:
            break
        if each.sibling_key not in seen:
            seen.add(each.sibling_key)
            chosen.append(NewCard(each.question_id, each.missing[0], bank_id, each.sibling_key))
    return chosen


def save_mark(connection: Reader, user_id: int, mark: Mark, *, now: int) -> None:
    """Enrol the learner, or move the mark; the same call for both, so that a double click enrols once."""
    _save_mark[connection.dialect.name].run(
        connection,
        {
            "user_id": user_id,
            "bank_id": mark.bank_id,
            "next_position": mark.next_position,
            "ordered_at": mark.ordered_at,
            "started_at": now,
        },
    )


def lower_marks(connection: Connection, user_id: int, question_ids: Collection[int]) -> None:
    """Cards of these questions may be new again: the marks of their banks go back to them."""
    asked = (
        select(Question.bank_id, func.min(Question.position))
        .where(Question.id.in_(question_ids))
        .group_by(Question.bank_id)
    )
    for bank_id, position in connection.execute(asked).all():
        mine = (Enrolment.user_id == user_id, Enrolment.bank_id == bank_id, Enrolment.next_position > position)
        connection.execute(update(Enrolment).where(*mine).values(next_position=position))


def is_enrolled(connection: Connection, user_id: int, bank_id: int) -> bool:
    asked = select(func.count()).where(Enrolment.user_id == user_id, Enrolment.bank_id == bank_id)
    return bool(connection.execute(asked).scalar_one())
