"""What an answer has to know before it is saved, in one statement: it is read while others wait for their turn."""

from typing import NamedTuple

from sqlalchemy import bindparam, exists, select

from webapp.banks.models import STAYS, Bank, Question
from webapp.direct import Prepared, Reader
from webapp.study.models import Card, Review, StudySession
from webapp.study.queries import HELD_COLUMNS, SESSION_COLUMNS, USER_CARD, Held, SessionHead, held_of
from webapp.study.tickets import Ticket

_WIDTH = len(HELD_COLUMNS)


class Known(NamedTuple):
    held: Held
    head: SessionHead | None  # None before the session's first answer
    is_repeat: bool  # the key stands in this learner's log


_known = Prepared(
    select(
        *HELD_COLUMNS,
        *SESSION_COLUMNS,
        exists().where(Review.user_id == bindparam("user_id"), Review.id == bindparam("key")).label("is_repeat"),
    )
    .join_from(Question, Bank, Question.bank_id == Bank.id)
    .outerjoin(Card, USER_CARD)
    .outerjoin(StudySession, StudySession.id == bindparam("session_id"))
    .where(Question.id == bindparam("question_id"))
    .with_for_update(of=Question, **STAYS)
)


def known_before(connection: Reader, user_id: int, ticket: Ticket, key: str) -> Known | None:
    """None where there is no such question."""
    values = {"user_id": user_id, "question_id": ticket.question_id, "facet": ticket.facet}
    row = _known.row(connection, {**values, "session_id": ticket.session_id, "key": key})
    if row is None:
        return None
    head = row[_WIDTH:-1]
    return Known(held_of(row[:_WIDTH]), SessionHead._make(head) if head[0] is not None else None, row[-1])
