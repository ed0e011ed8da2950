"""Whether every memory state is what its log says: everything is replayed, learner by learner, and compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.models import Question
from webapp.memory.log import LogRow, replay
from webapp.memory.schedule import CardState, Options
from webapp.study.models import Card, Review
from webapp.study.queries import CardKey
from webapp.study.rows import LOG_COLUMNS, STATE_COLUMNS, values_of

TOLERANCE = 1e-9  # relative; a float may come back from a database in another last digit


@dataclass(frozen=True)
class Difference:
    user_id: int
    card: CardKey
    kept: CardState | None
    replayed: CardState | None

    def __str__(self) -> str:
        question_id, facet = self.card
        name = f"learner {self.user_id}, question {question_id}" + (f", facet {facet}" if facet else "")
        if self.kept is None:
            return f"{name}: the log has a card, the table has none"
        if self.replayed is None:
            return f"{name}: the table has a card, the log has none"
        fields = [
            f"{field} is {getattr(self.kept, field)!r}, should be {getattr(self.replayed, field)!r}"
            for field in CardState.__slots__
            if not _equal(getattr(self.kept, field), getattr(self.replayed, field))
        ]
        return f"{name}: " + "; ".join(fields)


@dataclass
class Checked:
    learners: int = 0
    cards: int = 0
    reviews: int = 0
    differences: int = 0


def learners(connection: Connection) -> list[int]:
    """Everybody with a log or a card."""
    asked = select(Review.user_id).union(select(Card.user_id)).order_by("user_id")
    return list(connection.execute(asked).scalars())


def differences_of(connection: Connection, user_id: int, options: Options, checked: Checked) -> Iterator[Difference]:
    """What one learner's table says otherwise than the log. Adds to `checked`."""
    logs: dict[CardKey, list[LogRow]] = {}
    rows: Any = connection.execute(
        select(Review.question_id, Review.facet, *LOG_COLUMNS).where(Review.user_id == user_id)
    )
    for row in rows:
        logs.setdefault((row[0], row[1]), []).append(LogRow(*row[2:]))
        checked.reviews += 1
    kept: dict[CardKey, CardState] = {}
    rows = connection.execute(select(Card.question_id, Card.facet, *STATE_COLUMNS).where(Card.user_id == user_id))
    for row in rows:
        kept[(row[0], row[1])] = CardState(*row[2:])
    for card in sorted(logs.keys() | kept.keys()):
        replayed = replay(logs.get(card, ()), options)
        checked.cards += 1
        if not is_same(kept.get(card), replayed):
            checked.differences += 1
            yield Difference(user_id, card, kept.get(card), replayed)
    checked.learners += 1


def is_same(kept: CardState | None, replayed: CardState | None) -> bool:
    if kept is None or replayed is None:
        return kept is replayed
    return all(_equal(getattr(kept, field), getattr(replayed, field)) for field in CardState.__slots__)


def _equal(kept: object, replayed: object) -> bool:
    if isinstance(kept, float) and isinstance(replayed, float):
        return abs(kept - replayed) <= TOLERANCE * max(abs(kept), abs(replayed))
    return kept == replayed


def repair(session: Session, difference: Difference) -> None:
    """Write what the log says."""
    connection = session.connection()
    question_id, facet = difference.card
    mine = and_(Card.user_id == difference.user_id, Card.question_id == question_id, Card.facet == facet)
    connection.execute(delete(Card).where(mine))
    if difference.replayed is None:
        return
    bank_id, sibling_key = connection.execute(
        select(Question.bank_id, Question.sibling_key).where(Question.id == question_id)
    ).one()
    whose = {
        "user_id": difference.user_id,
        "question_id": question_id,
        "facet": facet,
        "bank_id": bank_id,
        "sibling_key": sibling_key,
    }
    connection.execute(insert(Card), {**whose, **values_of(difference.replayed)})
