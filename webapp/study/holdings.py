"""What a person has answered, in numbers: for the question what shall become of it, and for how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.models import Question
from webapp.study.models import Card, Report, Review

_answers = select(func.count(), func.min(Review.answered_at), func.max(Review.answered_at)).where(
    Review.user_id == bindparam("user_id"), Review.rating > 0
)
_cards = select(func.count()).select_from(Card).where(Card.user_id == bindparam("user_id"))
_theirs = Card.__table__.alias()
_shared = (
    select(func.count())
    .select_from(Card)
    .join(_theirs, and_(_theirs.c.question_id == Card.question_id, _theirs.c.facet == Card.facet))
    .where(Card.user_id == bindparam("from_id"), _theirs.c.user_id == bindparam("to_id"))
)


def found(connection: Connection, from_id: int, to_id: int) -> Mapping[str, int]:
    """Answers and cards of the first, how many cards the second has as well, and when it began and ended."""
    answers, first, last = connection.execute(_answers, {"user_id": from_id}).one()
    if not answers:
        return {"answers": 0, "cards": 0, "shared": 0}
    return {
        "answers": answers,
        "cards": connection.execute(_cards, {"user_id": from_id}).scalar_one(),
        "shared": connection.execute(_shared, {"from_id": from_id, "to_id": to_id}).scalar_one(),
        "first_at": first,
        "last_at": last,
    }


def last_answers(connection: Connection, user_ids: Sequence[int]) -> Mapping[int, int]:
    """When each of them has answered last; who never has is left out."""
    rows = connection.execute(
        select(Review.user_id, func.max(Review.answered_at))
        .where(Review.user_id.in_(user_ids))
        .group_by(Review.user_id)
    )
    return {user_id: int(at) for user_id, at in rows}


def answered(session: Session, bank_id: int, among: Sequence[int] | None = None) -> set[int]:
    """Of the questions of a bank, or of some of them, those that anybody has answered, has reported, or has a card
    of."""
    found: set[int] = set()
    for model in (Review, Card, Report):
        asked = select(Question.id).join(model, model.question_id == Question.id).where(Question.bank_id == bank_id)
        if among is not None:
            asked = asked.where(Question.id.in_(among))
        found.update(session.execute(asked.distinct()).scalars())
    return found
