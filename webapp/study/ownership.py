"""Whose study data it is: two people become one, or nobody is left.

Rows of the log are never changed. Their owner is the one exception, and this is the one place where it may change.
"""

from typing import Any

from sqlalchemy import CursorResult, and_, delete, exists, func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from webapp.banks.brought import brought_along
from webapp.banks.models import Bank
from webapp.memory.schedule import Options
from webapp.study.log import lock_learner
from webapp.study.models import Card, Enrolment, Report, Review, StudySession
from webapp.study.parameter_moves import forget_sets, unite_sets
from webapp.study.parameters import fitted
from webapp.study.queries import CardKey
from webapp.study.rebuilding import CHUNK, chunked, rebuild_cards


def merge(session: Session, from_id: int, to_id: int, now: int, *, options: Options | None = None) -> dict[str, int]:
    """Everything that one person studied becomes the other's, in the caller's transaction. Cards that both have
    answered are replayed over the united log, so that they stand as if one learner had given all the answers. A row
    that both logs hold (it was sent twice, before and after a login) is kept once. Called again, there is nothing left
    to do."""
    connection = session.connection()
    if from_id == to_id:
        return _counts()
    for user_id in sorted((from_id, to_id)):
        lock_learner(connection, user_id)
    shared = _cards_of_both(connection, from_id, to_id)
    brought = _questions_of(connection, from_id) if unite_sets(connection, from_id, to_id) else set()
    repeated = _drop_repeated(connection, from_id, to_id)
    sessions = _changed(connection, update(StudySession).where(StudySession.user_id == from_id).values(user_id=to_id))
    reviews = _changed(connection, update(Review).where(Review.user_id == from_id).values(user_id=to_id))
    reports = _changed(connection, update(Report).where(Report.user_id == from_id).values(user_id=to_id))
    enrolments = _unite_enrolments(connection, from_id, to_id)
    cards = _move_cards(connection, from_id, to_id)
    connection.execute(update(Bank).where(Bank.owner_id == from_id, brought_along()).values(owner_id=to_id))
    questions = {question_id for question_id, _facet in shared} | brought
    own = fitted(connection, to_id, options or Options())
    rebuilt = rebuild_cards(connection, to_id, questions, shared, now=now, options=own)
    session.expire_all()
    return _counts(
        reviews=reviews,
        repeated=repeated,
        sessions=sessions,
        reports=reports,
        enrolments=enrolments,
        cards=cards,
        shared=len(shared),
        settled=rebuilt.settled,
    )


def _counts(**found: int) -> dict[str, int]:
    names = ("reviews", "repeated", "sessions", "reports", "enrolments", "cards", "shared", "settled")
    return {name: found.get(name, 0) for name in names}


def _changed(connection: Connection, statement: Any) -> int:
    result: CursorResult[Any] = connection.execute(statement)
    return result.rowcount


def _cards_of_both(connection: Connection, from_id: int, to_id: int) -> set[CardKey]:
    """By the log, not by the table: a card whose answers were all taken back has rows as well. In one pass over both
    logs, since PostgreSQL may look each row of a new log up in a whole other one."""
    asked = (
        select(Review.question_id, Review.facet)
        .where(Review.user_id.in_((from_id, to_id)))
        .group_by(Review.question_id, Review.facet)
        .having(func.min(Review.user_id) != func.max(Review.user_id))
    )
    return {(question_id, facet) for question_id, facet in connection.execute(asked)}


def _questions_of(connection: Connection, user_id: int) -> set[int]:
    return set(connection.execute(select(Review.question_id).where(Review.user_id == user_id).distinct()).scalars())


def _drop_repeated(connection: Connection, from_id: int, to_id: int) -> int:
    twice = (
        select(Review.id)
        .where(Review.user_id.in_((from_id, to_id)))
        .group_by(Review.id)
        .having(func.count() > 1)
        .order_by(Review.id)
    )
    repeated = connection.execute(twice).scalars().all()
    for ids in chunked(repeated, CHUNK):
        connection.execute(delete(Review).where(Review.user_id == from_id, Review.id.in_(ids)))
    return len(repeated)


def _unite_enrolments(connection: Connection, from_id: int, to_id: int) -> int:
    """Of a bank that both study the earlier start counts, and the lower mark: it costs one more look at questions that
    are introduced already, and skips none. Marks made under different orders of the bank say nothing together."""
    theirs = {row.bank_id: row for row in _enrolments(connection, to_id)}
    moved = 0
    for row in _enrolments(connection, from_id):
        mine = and_(Enrolment.user_id == from_id, Enrolment.bank_id == row.bank_id)
        other = theirs.get(row.bank_id)
        if other is None:
            connection.execute(update(Enrolment).where(mine).values(user_id=to_id))
            moved += 1
            continue
        is_comparable = row.ordered_at == other.ordered_at
        connection.execute(
            update(Enrolment)
            .where(Enrolment.user_id == to_id, Enrolment.bank_id == row.bank_id)
            .values(
                started_at=min(row.started_at, other.started_at),
                next_position=min(row.next_position, other.next_position) if is_comparable else 0,
                ordered_at=max(row.ordered_at, other.ordered_at),
            )
        )
        connection.execute(delete(Enrolment).where(mine))
    return moved


def _enrolments(connection: Connection, user_id: int) -> list[Any]:
    columns = (Enrolment.bank_id, Enrolment.next_position, Enrolment.ordered_at, Enrolment.started_at)
    return list(connection.execute(select(*columns).where(Enrolment.user_id == user_id).order_by(Enrolment.bank_id)))


def _move_cards(connection: Connection, from_id: int, to_id: int) -> int:
    """Cards of one side go over as they are; where the other side has the card too, it is replayed afterwards."""
    theirs = aliased(Card)
    is_there = exists().where(
        theirs.user_id == to_id, theirs.question_id == Card.question_id, theirs.facet == Card.facet
    )
    connection.execute(delete(Card).where(Card.user_id == from_id, is_there))
    return _changed(connection, update(Card).where(Card.user_id == from_id).values(user_id=to_id))


def anonymise(session: Session, user_id: int, now: int) -> dict[str, int]:
    """Nothing of this person's studying is left. What was reported about a question stays, without who reported it.

    `now` is there for those who keep something with a date: nothing here does.
    """
    connection = session.connection()
    lock_learner(connection, user_id)
    reports = _changed(connection, update(Report).where(Report.user_id == user_id).values(user_id=None, review_id=None))
    forget_sets(connection, user_id)
    counts = {
        "reviews": _changed(connection, delete(Review).where(Review.user_id == user_id)),
        "cards": _changed(connection, delete(Card).where(Card.user_id == user_id)),
        "sessions": _changed(connection, delete(StudySession).where(StudySession.user_id == user_id)),
        "enrolments": _changed(connection, delete(Enrolment).where(Enrolment.user_id == user_id)),
        "reports_kept": reports,
    }
    # Questions that came with the person's own export are in nobody's list. They stay, without an owner: to delete one,
    # the database would look through the log of everybody for answers to it.
    connection.execute(update(Bank).where(Bank.owner_id == user_id, brought_along()).values(owner_id=None))
    session.expire_all()
    return counts
