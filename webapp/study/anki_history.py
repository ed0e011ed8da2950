"""What a person knows of cards that she learned in Anki, taken up here: her log, for her own account alone.

Only cards without an answer here get one, so that the same file changes nothing when it is brought again. Some cards
are taken up at a time, each in a transaction with all of its rows: nobody waits, and what was taken up stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.models import ACTIVE, STAYS, Question
from webapp.database import transaction
from webapp.memory.brought_log import BroughtRow, KeptAnswer, KeptCard, brought_rows
from webapp.memory.days import offset_minutes
from webapp.memory.schedule import Options
from webapp.study.keys import related_id
from webapp.study.log import Learner, lock_learner
from webapp.study.models import Enrolment, Review
from webapp.study.parameters import fitted
from webapp.study.rebuilding import chunked, rebuild_cards

CARDS_AT_ONCE = 100
_SPACE = "6f9e3a5e-6d0f-5c39-9f6b-3f6f0d1a2b7c"  # for ids that follow from what they stand for

Kept = Mapping[tuple[str, str], tuple[KeptCard, Sequence[KeptAnswer]]]
"""By the id of the question in its bank, and the facet."""


def take_up(learner: Learner, bank_id: int, kept: Kept, *, now: int, options: Options) -> int:
    """How many cards of the bank are known now that were not. What the history holds raises nothing."""
    count = 0
    for chunk in chunked(sorted(kept), CARDS_AT_ONCE):
        with transaction() as session:
            count += _take_up_some(session, learner, bank_id, {card: kept[card] for card in chunk}, now, options)
    return count


def _take_up_some(session: Session, learner: Learner, bank_id: int, kept: Kept, now: int, options: Options) -> int:
    connection = session.connection()
    lock_learner(connection, learner.id)
    names = {external_id for external_id, _facet in kept}
    wanted = select(Question).where(
        Question.bank_id == bank_id, Question.external_id.in_(names), Question.status == ACTIVE
    )
    staying = wanted.order_by(Question.id).with_for_update(**STAYS)
    questions = {question.external_id: question for question in session.scalars(staying)}
    known = _known(connection, learner.id, [question.id for question in questions.values()])
    rows: list[dict[str, Any]] = []
    touched = set()
    for (external_id, facet), (card, answers) in kept.items():
        question = questions.get(external_id)
        if question is None or facet not in question.facets or (question.id, facet) in known:
            continue
        made = brought_rows(card, answers, zone=learner.zone, day_start=learner.day_start, now=now)
        rows += [_row(learner, question, facet, nth, each, now) for nth, each in enumerate(made)]
        touched |= {(question.id, facet)} if made else set()
    if rows:
        connection.execute(insert(Review), rows)
        _enrol(connection, learner.id, bank_id, min(row["answered_at"] for row in rows))
        own = fitted(connection, learner.id, options)
        rebuild_cards(
            connection, learner.id, {question_id for question_id, _facet in touched}, (), now=now, options=own
        )
    return len(touched)


def _known(connection: Connection, user_id: int, question_ids: Sequence[int]) -> set[tuple[int, str]]:
    asked = select(Review.question_id, Review.facet).where(
        Review.user_id == user_id, Review.question_id.in_(question_ids)
    )
    return {(question_id, facet) for question_id, facet in connection.execute(asked.distinct())}


def _row(learner: Learner, question: Question, facet: str, nth: int, row: BroughtRow, now: int) -> dict[str, Any]:
    """The id follows from what the row says, so that it is the same in every copy of the log."""
    name = f"{learner.id} {question.id} {facet} {row.answered_at} {nth}"
    return {
        **asdict(row),
        "id": related_id(_SPACE, name),
        "user_id": learner.id,
        "question_id": question.id,
        "facet": facet,
        "version_id": question.version_id,
        "session_id": None,
        "received_at": now,
        "zone": learner.zone,
        "offset_minutes": offset_minutes(row.answered_at, learner.zone),
        "is_scheduling": True,
        "parameter_set_id": None,
        "voids": None,
        "answer": None,
        "score": float(row.rating > 1) if row.rating else None,
    }


def _enrol(connection: Connection, user_id: int, bank_id: int, at: int) -> None:
    mine = select(Enrolment.bank_id).where(Enrolment.user_id == user_id, Enrolment.bank_id == bank_id)
    if connection.execute(mine).first() is None:
        connection.execute(
            insert(Enrolment),
            {"user_id": user_id, "bank_id": bank_id, "started_at": at, "next_position": 0, "ordered_at": 0},
        )
