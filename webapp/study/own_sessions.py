"""A session of the learner's own, beside the daily one: which cards, in which order, and whether the answers count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.models import ACTIVE, BROUGHT, PUBLIC, Bank, Question, Version
from webapp.memory.fsrs import retrievability
from webapp.memory.preset import Plan
from webapp.memory.seeds import unit
from webapp.study.keys import new_key
from webapp.study.loads import load_ahead
from webapp.study.log import Learner
from webapp.study.models import Card, Review
from webapp.study.queries import CardKey, SessionHead
from webapp.study.service import begin_session
from webapp.study.sorts import CRAM, EXTRA, LOOK

FAILED, AHEAD, ADDED, TOPIC, STATE, WHOLE = "failed", "ahead", "new", "topic", "state", "whole"
SORTS = {FAILED: LOOK, AHEAD: EXTRA, ADDED: LOOK, TOPIC: EXTRA, STATE: EXTRA, WHOLE: CRAM}
STATES = ("due", "begun", "hard")
MOST = 50
_DAY = 86_400_000


@dataclass(frozen=True)
class Own:
    """What somebody wants: one of SORTS; `bank_id` None for all banks; `days` back or ahead; a topic or a state."""

    kind: str
    bank_id: int | None = None
    days: int = 3
    topic: str = ""
    state: str = "begun"

    @property
    def sort(self) -> str:
        return SORTS[self.kind]


def cards_for(connection: Connection, user_id: int, plan: Plan, wanted: Own, *, today: int, now: int) -> list[CardKey]:
    """The cards of the session in their order, at most MOST; no two of one fact where they would give each other away
    is not asked for here: the learner wants all of them."""
    if wanted.kind == ADDED:
        return _added(connection, user_id, wanted, now)
    rows = list(connection.execute(_asked(user_id, plan, wanted, today)))
    if wanted.kind == FAILED:
        rows.sort(key=lambda row: unit("own", user_id, today, row[0], row[1]))
    elif wanted.kind in (AHEAD, STATE):
        rows.sort(key=lambda row: (row[2], row[0]))
    else:
        rows.sort(key=lambda row: (retrievability(max(0, today - row[4]), row[3]), row[0]))
    return [(row[0], row[1]) for row in rows[:MOST]]


def _asked(user_id: int, plan: Plan, wanted: Own, today: int) -> Any:
    asked = (
        select(Card.question_id, Card.facet, Card.due_day, Card.stability, Card.last_day)
        .join(Question, and_(Question.id == Card.question_id, Question.status == ACTIVE))
        .where(Card.user_id == user_id, Card.reps > 0, Card.suspended.is_(False), Card.hidden_until <= today)
        .order_by(Card.due_day, Card.id)
        .limit(2000)
    )
    if wanted.bank_id is not None:
        asked = asked.where(Card.bank_id == wanted.bank_id)
    if wanted.kind == FAILED:
        missed = select(Review.seq).where(
            Review.user_id == user_id,
            Review.question_id == Card.question_id,
            Review.facet == Card.facet,
            Review.rating == 1,
            Review.local_day > today - wanted.days,
        )
        return asked.where(missed.exists())
    if wanted.kind == AHEAD:
        return asked.where(Card.due_day > today, Card.due_day <= today + wanted.days)
    if wanted.kind == TOPIC:
        return asked.where(Question.topic == wanted.topic)
    if wanted.kind == STATE and wanted.state == "due":
        return asked.where(Card.due_day <= today)
    if wanted.kind == STATE and wanted.state == "hard":
        return asked.where(Card.lapses >= plan.preset(wanted.bank_id).leech_threshold)
    return asked


def _added(connection: Connection, user_id: int, wanted: Own, now: int) -> list[CardKey]:
    """Questions that came into a bank lately and were not begun: a look, without beginning them."""
    begun = select(Card.id).where(Card.user_id == user_id, Card.question_id == Question.id)
    first = select(func.min(Version.created_at)).where(Version.question_id == Question.id).scalar_subquery()
    is_open = (Bank.visibility == PUBLIC) | ((Bank.owner_id == user_id) & (Bank.visibility != BROUGHT))
    asked = (
        select(Question.id, Question.facets)
        .join(Bank, Bank.id == Question.bank_id)
        .where(Question.status == ACTIVE, is_open, ~begun.exists(), first >= now - wanted.days * _DAY)
        .order_by(Question.bank_id, Question.position)
        .limit(MOST)
    )
    if wanted.bank_id is not None:
        asked = asked.where(Question.bank_id == wanted.bank_id)
    return [(question_id, facets[0]) for question_id, facets in connection.execute(asked)]


def start(session: Session, learner: Learner, wanted: Own, cards: Sequence[CardKey], *, today: int, now: int) -> str:
    """The session's row, made before its first card is shown: what it is for does not follow from its queue."""
    session_id = new_key(now)
    connection = session.connection()
    head = SessionHead(
        id=session_id,
        user_id=learner.id,
        bank_id=wanted.bank_id,
        size=len(cards),
        queue=[list(card) for card in cards],
        started_at=now,
        sort=wanted.sort,
        load=load_ahead(connection, learner.id, learner.plan, today),
    )
    begin_session(connection, head)
    return session_id


def topics_for_user(connection: Connection, user_id: int) -> list[str]:
    """Topics of cards begun."""
    asked = (
        select(Question.topic)
        .join(Card, Card.question_id == Question.id)
        .where(Card.user_id == user_id, Card.reps > 0, Question.status == ACTIVE, Question.topic != "")
        .distinct()
        .order_by(Question.topic)
        .limit(200)
    )
    return list(connection.execute(asked).scalars())
