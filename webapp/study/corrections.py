"""What a learner does beside answering: count an answer as right after all, set a card aside, report a question."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from webapp.banks.rules import is_open
from webapp.memory.days import local_day
from webapp.memory.schedule import CardState, Options, fuzz_draw, outcomes
from webapp.study import queries
from webapp.study.keys import related_id
from webapp.study.log import (
    CardNotFound,
    Learner,
    append,
    append_and_replay,
    blank_row,
    given,
    lock_learner,
    state_before,
    void_row,
)
from webapp.study.models import Report
from webapp.study.parameters import fitted
from webapp.study.queries import Held
from webapp.study.service import join_session, own_session
from webapp.study.tickets import Ticket

REASONS = ("wrong_key", "also_right", "mine_counts", "unclear", "language", "source", "other")


class ClaimRefused(Exception):
    """This answer cannot be counted as right: it was taken back, is right already, or was not typed."""


def count_as_right(
    session: Session,
    learner: Learner,
    session_id: str,
    review_id: str,
    *,
    rating: int,
    now: int,
    options: Options,
) -> str:
    """The learner's word against the grader's: the row is voided and written again with the rating. The id of the new
    row follows from the old one, so that pressing twice counts once; it is returned."""
    connection = session.connection()
    lock_learner(connection, learner.id)
    options = fitted(connection, learner.id, options)
    own_session(connection, learner, session_id)
    rows = queries.rows_of_session(connection, session_id)
    claimed_id = related_id(review_id, "claimed")
    if any(row.id == claimed_id for row in rows):
        return claimed_id
    about = next((row for row in rows if row.id == review_id), None)
    original = queries.review_for_user(connection, learner.id, review_id)
    if about is None or original is None:
        raise CardNotFound
    if original["rating"] != 1 or not original["answer"] or any(row.voids == review_id for row in rows):
        raise ClaimRefused
    void_row(connection, learner, about, session_id, key=related_id(review_id, "void"), now=now, options=options)
    held = queries.card_for_user(connection, learner.id, about.question_id, about.facet)
    assert held is not None  # void_row has found it
    options = learner.plan.options(options, held.bank_id)
    place = (original["answered_at"], claimed_id)
    before = state_before(connection, learner.id, about.question_id, about.facet, place, options)
    row = _claimed_row(original, before, claimed_id, rating=rating, now=now, options=options)
    append_and_replay(connection, held, row, options)
    return claimed_id


def _claimed_row(
    original: dict[str, Any], before: CardState | None, claimed_id: str, *, rating: int, now: int, options: Options
) -> dict[str, Any]:
    """The same answer once more, as right: what it would have been given then."""
    row = {name: value for name, value in original.items() if name != "seq"}
    if row["is_scheduling"]:
        draw = fuzz_draw(row["question_id"], row["facet"], before)
        row.update(given(outcomes(before, row["answered_at"], row["zone"], draw, options)[rating]))
    row.update(
        rating=rating,
        id=claimed_id,
        received_at=now,
        interval_before=before.interval if before else 0,
        answer={**original["answer"], "claimed": True},
        score=1.0,
    )
    return row


def set_aside(
    session: Session, learner: Learner, ticket: Ticket, *, key: str, days: int, now: int, options: Options
) -> CardState | None:
    """Hide the card until its day comes; nothing of what is known about it changes."""
    connection = session.connection()
    lock_learner(connection, learner.id)
    options = fitted(connection, learner.id, options)
    if queries.review_for_user(connection, learner.id, key) is not None:
        return None
    held = queries.card_to_write(connection, learner.id, ticket.question_id, ticket.facet)
    if held is None or not is_open(held.visibility, held.owner_id, learner.id):
        raise CardNotFound
    head = queries.session_head(connection, ticket.session_id)
    join_session(connection, learner, ticket, options, now=now, head=head)
    return append(connection, held, _aside_row(learner, held, ticket, key=key, days=days, now=now), options)


def _aside_row(learner: Learner, held: Held, ticket: Ticket, *, key: str, days: int, now: int) -> dict[str, object]:
    row = blank_row(learner, held, version_id=ticket.version_id, at=now, now=now)
    until = local_day(now, learner.zone, learner.day_start) + days
    row.update(id=key, facet=ticket.facet, session_id=ticket.session_id, activity="suspend", due_day=until)
    return row


def report_question(
    session: Session,
    learner: Learner,
    ticket: Ticket,
    *,
    reason: str,
    comment: str,
    review_id: str | None,
    now: int,
) -> None:
    connection = session.connection()
    held = queries.card_to_write(connection, learner.id, ticket.question_id, ticket.facet)
    if held is None or not is_open(held.visibility, held.owner_id, learner.id):
        raise CardNotFound
    connection.execute(
        insert(Report),
        {
            "user_id": learner.id,
            "question_id": ticket.question_id,
            "version_id": ticket.version_id,
            "review_id": review_id,
            "reason": reason,
            "comment": comment,
            "created_at": now,
        },
    )
