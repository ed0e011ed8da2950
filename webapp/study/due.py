"""Which cards are due: prepared statements, each served by an index, at flat cost. Days are ordinals, instants ms."""

from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, func, literal, select

from webapp.banks.models import ACTIVE, Question
from webapp.direct import Prepared, Reader
from webapp.study.models import Card


class DueRow(NamedTuple):
    question_id: int
    facet: str
    bank_id: int
    sibling_key: str
    due_day: int
    stability: float
    last_day: int
    phase: str


DUE_COLUMNS = (
    Card.question_id,
    Card.facet,
    Card.bank_id,
    Card.sibling_key,
    Card.due_day,
    Card.stability,
    Card.last_day,
    Card.phase,
)
_active = and_(Question.id == Card.question_id, Question.status == ACTIVE)
_due_all = Prepared(
    select(*DUE_COLUMNS)
    .join(Question, _active)
    .where(Card.user_id == bindparam("user_id"), Card.show_day <= bindparam("today"))
    .order_by(Card.show_day)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_due_bank = Prepared(
    select(*DUE_COLUMNS)
    .join(Question, _active)
    .where(
        Card.user_id == bindparam("user_id"),
        Card.bank_id == bindparam("bank_id"),
        Card.show_day <= bindparam("today"),
    )
    .order_by(Card.show_day)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)


def earliest_due(
    connection: Reader, user_id: int, bank_id: int | None, today: int, *, most: int = 100, skip: int = 0
) -> list[DueRow]:
    """The earliest due cards by index; the caller orders these few by what is about to be forgotten."""
    values = {"user_id": user_id, "today": today, "most": most, "skip": skip}
    asked = _due_all if bank_id is None else _due_bank
    if bank_id is not None:
        values["bank_id"] = bank_id
    return [DueRow._make(row) for row in asked.rows(connection, values)]


_steps_due = Prepared(
    select(*DUE_COLUMNS)
    .join(Question, _active)
    .where(
        Card.user_id == bindparam("user_id"),
        Card.due_at.is_not(None),
        Card.due_at <= bindparam("until"),
        Card.suspended.is_(False),
        Card.hidden_until <= bindparam("today"),
    )
    .order_by(Card.due_at)
    .limit(50)
)


def steps_due(connection: Reader, user_id: int, bank_id: int | None, today: int, until: int) -> list[DueRow]:
    """Cards waiting for a step of minutes that ends before `until`."""
    found = _steps_due.rows(connection, {"user_id": user_id, "today": today, "until": until})
    rows = [DueRow._make(row) for row in found]
    return rows if bank_id is None else [row for row in rows if row.bank_id == bank_id]


_waiting = (
    select(literal(1).label("one"))
    .join_from(Card, Question, _active)
    .where(Card.user_id == bindparam("user_id"), Card.show_day <= bindparam("today"))
)


def _counted(waiting: Select[Any]) -> Prepared:
    return Prepared(select(func.count()).select_from(waiting.limit(bindparam("most")).subquery()))


_count_all = _counted(_waiting)
_count_bank = _counted(_waiting.where(Card.bank_id == bindparam("bank_id")))


def due_count(connection: Reader, user_id: int, bank_id: int | None, today: int, *, most: int) -> int:
    """How many cards are due, counted up to `most` only: nobody is shown a larger number."""
    asked = _count_all if bank_id is None else _count_bank
    values = {"user_id": user_id, "today": today, "bank_id": bank_id, "most": most}
    return int(asked.row(connection, values)[0])
