"""The hot reads of studying: Core statements, prepared once, each served by an index and at flat cost.

Every function takes the connection of the current transaction, a Core or a direct one. Days are ordinals, instants
are ms UTC.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select

from webapp.banks.models import STAYS, Bank, Question
from webapp.direct import Prepared, Reader
from webapp.memory.log import LogRow
from webapp.memory.schedule import CardState
from webapp.study.keys import is_key
from webapp.study.models import Card, Review, StudySession
from webapp.study.rows import LOG_COLUMNS, STATE_COLUMNS, sibling_days, state_of

CardKey = tuple[int, str]

USER_CARD = and_(
    Card.user_id == bindparam("user_id"), Card.question_id == Question.id, Card.facet == bindparam("facet")
)


class Held(NamedTuple):
    """A question with this learner's card of it, if there is one."""

    question_id: int
    bank_id: int
    sibling_key: str
    status: str
    version_id: int
    visibility: str
    owner_id: int | None
    ordered_at: int
    card_id: int | None
    sibling_days: str | None  # on which days siblings of the card are due, with commas between
    state: CardState | None


HELD_COLUMNS = (
    Question.id,
    Question.bank_id,
    Question.sibling_key,
    Question.status,
    Question.version_id,
    Bank.visibility,
    Bank.owner_id,
    Bank.ordered_at,
    Card.id,
    sibling_days(),
    *STATE_COLUMNS,
)
_hold = (
    select(*HELD_COLUMNS)
    .join_from(Question, Bank, Question.bank_id == Bank.id)
    .outerjoin(Card, USER_CARD)
    .where(Question.id == bindparam("question_id"))
)
_held = Prepared(_hold)
_held_to_write = Prepared(_hold.with_for_update(of=Question, **STAYS))


def card_for_user(connection: Reader, user_id: int, question_id: int, facet: str) -> Held | None:
    values = {"user_id": user_id, "question_id": question_id, "facet": facet}
    row = _held.row(connection, values)
    return held_of(row) if row else None


def card_to_write(connection: Reader, user_id: int, question_id: int, facet: str) -> Held | None:
    """The same for whoever writes a row about it: the question stays until that is done."""
    row = _held_to_write.row(connection, {"user_id": user_id, "question_id": question_id, "facet": facet})
    return held_of(row) if row else None


def held_of(row: Sequence[Any]) -> Held:
    return Held._make((*row[:10], state_of(row[10:])))


class SessionRow(NamedTuple):
    seq: int
    id: str
    question_id: int
    facet: str
    activity: str
    rating: int
    voids: str | None
    due_day: int
    due_at: int | None
    duration_ms: int
    version_id: int
    received_at: int

    @property
    def card(self) -> CardKey:
        return self.question_id, self.facet


_session_rows = Prepared(
    select(
        Review.seq,
        Review.id,
        Review.question_id,
        Review.facet,
        Review.activity,
        Review.rating,
        Review.voids,
        Review.due_day,
        Review.due_at,
        Review.duration_ms,
        Review.version_id,
        Review.received_at,
    )
    .where(Review.session_id == bindparam("session_id"))
    .order_by(Review.seq)
)


def rows_of_session(connection: Reader, session_id: str) -> list[SessionRow]:
    """All log rows of a session in the order of their arrival, voids included."""
    return [SessionRow._make(row) for row in _session_rows.rows(connection, {"session_id": session_id})]


class SessionHead(NamedTuple):
    id: str
    user_id: int
    bank_id: int | None
    size: int
    queue: list[Any]
    started_at: int
    sort: str
    load: str | None


SESSION_COLUMNS = (
    StudySession.id,
    StudySession.user_id,
    StudySession.bank_id,
    StudySession.size,
    StudySession.queue,
    StudySession.started_at,
    StudySession.sort,
    StudySession.load,
)
_session = Prepared(select(*SESSION_COLUMNS).where(StudySession.id == bindparam("session_id")))


def session_head(connection: Reader, session_id: str) -> SessionHead | None:
    if not is_key(session_id):
        return None  # it comes from an address; PostgreSQL would refuse some of what can stand there
    row = _session.row(connection, {"session_id": session_id})
    return SessionHead._make(row) if row else None


_REVIEW_NAMES = tuple(Review.__table__.columns.keys())
_review = Prepared(
    select(*Review.__table__.columns).where(Review.user_id == bindparam("user_id"), Review.id == bindparam("review_id"))
)


def review_for_user(connection: Reader, user_id: int, review_id: str) -> dict[str, Any] | None:
    """The row with that id in this learner's log, by column name."""
    if not is_key(review_id):
        return None
    row = _review.row(connection, {"user_id": user_id, "review_id": review_id})
    return dict(zip(_REVIEW_NAMES, row, strict=True)) if row is not None else None


_log_rows = (
    select(*LOG_COLUMNS)
    .where(
        Review.user_id == bindparam("user_id"),
        Review.question_id == bindparam("question_id"),
        Review.facet == bindparam("facet"),
    )
    .order_by(Review.answered_at, Review.id)
)


_log = Prepared(_log_rows)
_log_until = Prepared(_log_rows.where(Review.seq <= bindparam("until")))


def log_of_card(
    connection: Reader, user_id: int, question_id: int, facet: str, *, until: int | None = None
) -> list[LogRow]:
    """Every row about a card, ready for `memory`; of those that had arrived by the row `until`, where it is given."""
    values = {"user_id": user_id, "question_id": question_id, "facet": facet}
    asked = _log if until is None else _log_until
    return [LogRow(*row) for row in asked.rows(connection, {**values, "until": until})]


class Touched(NamedTuple):
    """A card answered today: it counts against the limits and puts its siblings off."""

    bank_id: int
    sibling_key: str
    question_id: int
    first_day: int


_touched = Prepared(
    select(Card.bank_id, Card.sibling_key, Card.question_id, Card.first_day).where(
        Card.user_id == bindparam("user_id"), Card.last_day == bindparam("today")
    )
)


def touched_today(connection: Reader, user_id: int, today: int) -> list[Touched]:
    return [Touched._make(row) for row in _touched.rows(connection, {"user_id": user_id, "today": today})]
