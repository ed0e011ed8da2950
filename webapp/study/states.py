"""Counts over a learner's cards for lists and summaries: one statement each, outside of the hot path."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.engine import Connection

from webapp.banks.models import ACTIVE, Question
from webapp.direct import Prepared, Reader
from webapp.study.models import Card, Review
from webapp.study.queries import CardKey

LEARNED_DAYS = 3  # right on three different days
_active = and_(Question.id == Card.question_id, Question.status == ACTIVE)


class BankState(NamedTuple):
    due: int
    learned: int
    started: int


def bank_states(connection: Connection, user_id: int | None, today: int) -> dict[int, BankState]:
    """By bank: cards due now, questions learned, questions begun."""
    if user_id is None:
        return {}
    is_due = func.sum(case((Card.show_day <= today, 1), else_=0))
    is_learned = case((Card.right_days >= LEARNED_DAYS, Card.question_id))
    asked = (
        select(Card.bank_id, is_due, func.count(is_learned.distinct()), func.count(Card.question_id.distinct()))
        .join(Question, _active)
        .where(Card.user_id == user_id, Card.reps > 0)
        .group_by(Card.bank_id)
    )
    return {
        bank: BankState(int(due or 0), learned, started) for bank, due, learned, started in connection.execute(asked)
    }


def learned_by_topic(connection: Connection, user_id: int | None, bank_id: int) -> list[tuple[str, int, int]]:
    """(topic, questions learned, questions) in the order of the bank."""
    counted = _pairs(
        connection.execute(
            select(Question.topic, func.count(Question.id))
            .where(Question.bank_id == bank_id, Question.status == ACTIVE)
            .group_by(Question.topic)
            .order_by(func.min(Question.position))
        )
    )
    learned = _pairs(
        connection.execute(
            select(Question.topic, func.count(Question.id.distinct()))
            .join(Card, Card.question_id == Question.id)
            .where(
                Card.user_id == (user_id or 0),
                Card.bank_id == bank_id,
                Card.right_days >= LEARNED_DAYS,
                Question.status == ACTIVE,
            )
            .group_by(Question.topic)
        )
    )
    return [(topic, learned.get(topic, 0), count) for topic, count in counted.items()]


def last_studied(connection: Connection, user_id: int) -> int | None:
    """The last local day with an answer that still counts, as the cards know it."""
    found = connection.execute(select(func.max(Card.last_day)).where(Card.user_id == user_id, Card.reps > 0)).scalar()
    return None if found is None else int(found)


def answers_by_day(connection: Connection, user_id: int, first_day: int) -> dict[int, int]:
    """Graded answers on each local day from `first_day` on; what was taken back later still was studying."""
    asked = (
        select(Review.local_day, func.count())
        .where(Review.user_id == user_id, Review.local_day >= first_day, Review.rating > 0)
        .group_by(Review.local_day)
    )
    return _pairs(connection.execute(asked))


class Return(NamedTuple):
    due_day: int
    due_at: int | None


def returns_of(connection: Connection, user_id: int, cards: Sequence[CardKey]) -> list[Return]:
    """When these cards come back."""
    asked = select(Card.question_id, Card.facet, Card.due_day, Card.due_at).where(
        Card.user_id == user_id,
        Card.question_id.in_({question_id for question_id, _facet in cards}),
        Card.reps > 0,
        Card.suspended.is_(False),
    )
    wanted, rows = set(cards), connection.execute(asked)
    return [Return(day, at) for question_id, facet, day, at in rows if (question_id, facet) in wanted]


def still_asked(connection: Connection, cards: Sequence[CardKey]) -> list[CardKey]:
    """Those of the cards whose questions were not retired."""
    wanted = {question_id for question_id, _facet in cards}
    asked = select(Question.id).where(Question.id.in_(wanted), Question.status == ACTIVE)
    active = set(connection.execute(asked).scalars()) if wanted else set()
    return [card for card in cards if card[0] in active]


_due_by_day = Prepared(
    select(Card.show_day, func.count())
    .join(Question, _active)
    .where(Card.user_id == bindparam("user_id"), Card.show_day <= bindparam("until"))
    .group_by(Card.show_day)
)


def due_by_day(connection: Reader, user_id: int, until: int) -> dict[int, int]:
    """How many cards fall due on each local day up to `until`, overdue ones included under their own day."""
    return dict(_due_by_day.rows(connection, {"user_id": user_id, "until": until}))


def _pairs(rows: Iterable[Any]) -> dict[Any, Any]:
    return dict(tuple(row) for row in rows)
