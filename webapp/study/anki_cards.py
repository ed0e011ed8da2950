"""A learner's own cards for Anki: what was answered, as it was asked, with due days, memory and the log.

Questions that were not answered yet are left out: the package holds the right answers. The reads are short, as those of
the whole export (`exporting.py`), and what comes in between them is at worst left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.exported import draft_question, head_of, media_shown
from webapp.banks.models import Bank, Question, Version
from webapp.exchange.apkg_writer import LEARNING, NEW, RELEARNING, REVIEW, AnkiReview, Schedule, Schedules
from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.memory import schedule as phases
from webapp.memory.log import Asked, LogRow, asked
from webapp.memory.schedule import CardState
from webapp.study.exported_content import PAGE, read
from webapp.study.models import Card, Review
from webapp.study.rebuilding import chunked
from webapp.study.rows import LOG_COLUMNS, STATE_COLUMNS

_PHASES = {
    phases.NEW: NEW,
    phases.LEARNING: LEARNING,
    phases.REVIEW: REVIEW,
    phases.RELEARNING: RELEARNING,
}
_MOST_FLAG = 7


class Took(NamedTuple):
    """What a row of the log says beside what the scheduler reads of it."""

    interval_before: int
    duration_ms: int


def cards_for_anki(connection: Connection, user_id: int) -> list[tuple[DraftBank, Schedules]]:
    """Each bank with the questions that the learner has answered, and the schedule of their cards by the id of the
    question and the facet. `connection` must be the caller's own: its read is ended after each page."""
    newest = (
        select(Review.question_id, func.max(Review.version_id))
        .where(Review.user_id == user_id, Review.rating > 0)
        .group_by(Review.question_id)
    )
    versions: dict[int, int] = dict(read(connection, newest))
    banks: dict[int, tuple[DraftBank, dict[tuple[str, str], Schedule]]] = {}
    for chunk in chunked(sorted(versions), PAGE):
        names: dict[int, tuple[int, str]] = {}
        for bank, question_id, draft in _drafts(connection, [versions[each] for each in chunk]):
            held, _schedules = banks.setdefault(bank.id, (head_of(bank), {}))
            held.questions.append(draft)
            names[question_id] = (bank.id, draft.external_id)
        for question_id, facet, schedule in _schedules_of(connection, user_id, sorted(names)):
            bank_id, external_id = names[question_id]
            banks[bank_id][1][external_id, facet] = schedule
    for held, _schedules in banks.values():
        with Session(connection) as session:
            held.media = media_shown(session, held.questions)
        connection.rollback()
    return list(banks.values())


def _drafts(connection: Connection, version_ids: list[int]) -> Iterator[tuple[Bank, int, DraftQuestion]]:
    wanted = (
        select(Bank, Question, Version)
        .join(Question, Question.bank_id == Bank.id)
        .join(Version, Version.question_id == Question.id)
        .where(Version.id.in_(version_ids))
        .order_by(Bank.id, Question.position)
    )
    with Session(connection) as session:
        found = session.execute(wanted).all()
        for bank, question, version in found:
            yield bank, question.id, draft_question(bank, question, version)
    connection.rollback()


def _schedules_of(connection: Connection, user_id: int, question_ids: list[int]) -> Iterator[tuple[int, str, Schedule]]:
    logs: dict[tuple[int, str], list[LogRow]] = {}
    took: dict[str, Took] = {}
    columns = (Review.question_id, Review.facet, Review.interval_before, Review.duration_ms, *LOG_COLUMNS)
    of_them = (Review.user_id == user_id, Review.question_id.in_(question_ids))
    for question_id, facet, before, duration, *row in read(connection, select(*columns).where(*of_them)):
        logs.setdefault((question_id, facet), []).append(LogRow(*row))
        took[row[0]] = Took(before, duration)
    held = (Card.user_id == user_id, Card.question_id.in_(question_ids))
    cards = select(Card.question_id, Card.facet, *STATE_COLUMNS).where(*held).order_by(Card.id)
    for question_id, facet, *state in read(connection, cards):
        log = logs.get((question_id, facet), [])
        yield question_id, facet, schedule_of(CardState(*state), log, took)


def schedule_of(state: CardState, log: list[LogRow], took: dict[str, Took]) -> Schedule:
    """The card as Anki keeps it. `log` is in any order, `took` by the ids of its rows."""
    reviews = [_review(answer, took[answer.row.id]) for answer in asked(log)]
    return Schedule(
        phase=_PHASES[state.phase],
        due_day=max(state.due_day, state.hidden_until),
        due_at=state.due_at,
        interval=state.interval,
        reps=state.reps,
        lapses=state.lapses,
        is_suspended=state.suspended,
        stability=state.stability,
        difficulty=state.difficulty,
        flag=min(state.flag, _MOST_FLAG),
        reviews=sorted(reviews, key=lambda review: review.at),
    )


def _review(answer: Asked, took: Took) -> AnkiReview:
    row = answer.row
    seconds = max(1, (row.due_at - row.answered_at) // 1000) if row.due_at is not None else 0
    sort = REVIEW - 1 if answer.was_review else 2 if row.activity == "relearn" else 0
    return AnkiReview(
        at=row.answered_at,
        rating=row.rating,
        interval=row.interval or -seconds,
        last_interval=took.interval_before,
        duration_ms=took.duration_ms,
        sort=sort,
    )
