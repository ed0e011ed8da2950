"""Cards of a learner in one state, for lists: at most a hundred."""

from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from webapp.banks.models import ACTIVE, Question
from webapp.memory.preset import Plan
from webapp.study.models import Card

STATES = ("hard", "aside", "begun")
MOST = 100


class Listed(NamedTuple):
    question_id: int
    facet: str
    version_id: int
    bank_id: int
    lapses: int
    suspended: bool
    hidden_until: int
    due_day: int


def cards_in(connection: Connection, user_id: int, plan: Plan, state: str, today: int) -> list[Listed]:
    """hard: missed as often as the options call a leech; aside: set aside; begun: all, the latest first."""
    asked = (
        select(
            Card.question_id,
            Card.facet,
            Question.version_id,
            Card.bank_id,
            Card.lapses,
            Card.suspended,
            Card.hidden_until,
            Card.due_day,
        )
        .join(Question, and_(Question.id == Card.question_id, Question.status == ACTIVE))
        .where(Card.user_id == user_id, Question.version_id.is_not(None))
        .limit(MOST)
    )
    if state == "aside":
        asked = asked.where(Card.suspended | (Card.hidden_until > today)).order_by(Card.hidden_until, Card.id)
    elif state == "hard":
        least = min(preset.leech_threshold for preset in (plan.usual, *plan.banks.values()))
        asked = asked.where(Card.lapses >= least).order_by(Card.lapses.desc(), Card.id)
    else:
        asked = asked.where(Card.reps > 0).order_by(Card.last_day.desc(), Card.id)
    rows = [Listed._make(row) for row in connection.execute(asked)]
    if state == "hard":
        return [row for row in rows if row.lapses >= plan.preset(row.bank_id).leech_threshold]
    return rows
