"""What a learner does to cards beside answering them, alone or many at once; and taking it back.

Each deed is a row in the log for each card. The rows of one deed share their instant, which names it.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, literal, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from webapp.memory.days import local_day
from webapp.memory.schedule import REVIEW, Options
from webapp.study import queries
from webapp.study.introductions import lower_marks
from webapp.study.keys import new_key, related_id
from webapp.study.log import Learner, append, append_and_replay, blank_row, lock_learner, void_row
from webapp.study.models import Review
from webapp.study.queries import CardKey, Held, SessionRow

DEEDS = ("suspend", "resume", "reset", "set_due", "reschedule")
MOST_SHOWN = 30
_REACH_DAYS = 60
Change = Callable[[Held, dict[str, Any]], dict[str, Any] | None]


class NothingDone(Exception):
    """There is no such deed that still stands."""


class Deed(NamedTuple):
    """What was done, when, and to how many cards; `name` says which to take back."""

    at: int
    activity: str
    rating: int
    cards: int
    question_id: int
    version_id: int
    name: str


def suspend(
    session: Session, learner: Learner, cards: Collection[CardKey], *, days: int, now: int, options: Options
) -> int:
    """Hide cards for so many days; 0 until they are taken up again. How many there were."""
    until = local_day(now, learner.zone, learner.day_start) + days if days else 0
    return _append(session, learner, cards, lambda _held, _row: {"activity": "suspend", "due_day": until}, now, options)


def resume(session: Session, learner: Learner, cards: Collection[CardKey], *, now: int, options: Options) -> int:
    return _append(session, learner, cards, lambda _held, _row: {"activity": "resume"}, now, options)


def reset(session: Session, learner: Learner, cards: Collection[CardKey], *, now: int, options: Options) -> int:
    """Begin cards anew: what is known of them is forgotten, the answers stay in the log."""
    gone = {"activity": "reset", "phase": "", "step": 0, "interval": 0, "due_day": 0, "due_at": None}
    count = _append(session, learner, cards, lambda _held, _row: gone, now, options)
    lower_marks(session.connection(), learner.id, [question_id for question_id, _facet in cards])
    return count


def set_due(
    session: Session, learner: Learner, cards: Collection[CardKey], *, days: int, now: int, options: Options
) -> int:
    """Let cards come back in so many days, whatever their memory says, which stays."""
    day = local_day(now, learner.zone, learner.day_start) + days

    def moved(held: Held, _row: dict[str, Any]) -> dict[str, Any] | None:
        if held.state is None or not held.state.reps:
            return None
        interval = max(1, day - held.state.last_day)
        return {
            "activity": "set_due", "phase": REVIEW, "step": 0, "interval": interval, "due_day": day, "due_at": None,
        }  # fmt: skip

    return _append(session, learner, cards, moved, now, options)


def reschedule(session: Session, learner: Learner, days: Mapping[CardKey, int], *, now: int, options: Options) -> int:
    """Move cards in review to the days given."""
    return _append(
        session, learner, days, lambda held, row: _to_day(held, days[held.question_id, row["facet"]]), now, options
    )


def _to_day(held: Held, day: int) -> dict[str, Any] | None:
    state = held.state
    if state is None or state.phase != REVIEW or state.due_day == day:
        return None
    interval = max(1, day - state.last_day)
    return {"activity": "reschedule", "phase": "", "interval": interval, "due_day": day, "due_at": None}


def _append(
    session: Session, learner: Learner, cards: Collection[CardKey], change: Change, now: int, options: Options
) -> int:
    connection = session.connection()
    lock_learner(connection, learner.id)
    count = 0
    for question_id, facet in cards:
        held = queries.card_for_user(connection, learner.id, question_id, facet)
        if held is None or held.card_id is None or held.state is None:
            continue
        row = blank_row(learner, held, version_id=held.version_id, at=now, now=now)
        row["facet"] = facet
        changed = change(held, row)
        if changed is None:
            continue
        row.update(id=new_key(now), **changed)
        # An answer from a clock that runs ahead stands behind what is done now.
        keep = append if held.state.last_at < now else append_and_replay
        keep(connection, held, row, options)
        count += 1
    return count


def recent_deeds(connection: Connection, user_id: int, today: int) -> list[Deed]:
    """The last things done that still stand, answers among them, the newest first."""
    void = aliased(Review)
    stands = ~select(void.seq).where(void.user_id == user_id, void.voids == Review.id).exists()
    mine = (Review.user_id == user_id, Review.local_day >= today - _REACH_DAYS, stands)
    first = func.min(Review.question_id), func.min(Review.version_id)
    done = (
        select(Review.received_at, Review.activity, literal(0), func.count(), *first, literal(""))
        .where(*mine, Review.activity.in_(DEEDS), Review.received_at == Review.answered_at)
        .group_by(Review.received_at, Review.activity)
        .order_by(Review.received_at.desc())
        .limit(MOST_SHOWN)
    )
    answers = (
        select(
            Review.received_at,
            Review.activity,
            Review.rating,
            literal(1),
            Review.question_id,
            Review.version_id,
            Review.id,
        )
        .where(*mine, Review.rating > 0, or_(Review.activity != "import", Review.is_scheduling))
        .order_by(Review.received_at.desc(), Review.seq.desc())
        .limit(MOST_SHOWN)
    )
    found = [Deed(*row)._replace(name=f"{row[1]}.{row[0]}") for row in connection.execute(done)]
    found += [Deed(*row) for row in connection.execute(answers)]
    return sorted(found, key=lambda deed: -deed.at)[:MOST_SHOWN]


def undo_deed(session: Session, learner: Learner, name: str, *, now: int, options: Options) -> int:
    """Take a deed back, with a void row for each of its rows. Raises NothingDone; a second time changes nothing."""
    connection = session.connection()
    lock_learner(connection, learner.id)
    rows = _rows_of(connection, learner.id, name)
    if not rows:
        raise NothingDone
    count = 0
    for row, session_id in rows:
        key = related_id(row.id, "undone")
        if queries.review_for_user(connection, learner.id, key) is None:
            void_row(connection, learner, row, session_id, key=key, now=now, options=options)
            count += 1
    lower_marks(connection, learner.id, [row.question_id for row, _session_id in rows])
    return count


def _rows_of(connection: Connection, user_id: int, name: str) -> list[tuple[SessionRow, str | None]]:
    activity, dot, at = name.partition(".")
    columns = [getattr(Review, field) for field in SessionRow._fields]
    asked = select(*columns, Review.session_id).where(Review.user_id == user_id).order_by(Review.seq)
    if dot and activity in DEEDS and at.isascii() and at.isdigit() and len(at) < 16:
        asked = asked.where(
            Review.activity == activity, Review.received_at == int(at), Review.answered_at == Review.received_at
        )
    else:
        review = queries.review_for_user(connection, user_id, name)
        if review is None or not review["rating"]:
            return []
        asked = asked.where(Review.id == name)
    void = aliased(Review)
    voided = select(void.seq).where(void.user_id == user_id, void.voids == Review.id).exists()
    rows = connection.execute(asked.where(~voided)).all()
    return [(SessionRow._make(row[:-1]), row[-1]) for row in rows]
