"""What a learner does to cards beside answering them, alone or many at once; and taking it back.

Each deed is a row in the log for each card. The rows of one deed share their instant, which names it.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from webapp.memory.days import local_day
from webapp.memory.log import apply, replay
from webapp.memory.schedule import REVIEW, Options
from webapp.study import queries
from webapp.study.introductions import lower_marks
from webapp.study.keys import new_key, related_id
from webapp.study.log import Learner, append_and_replay, blank_row, is_overtaken, lock_learner, void_row
from webapp.study.many import Change, held_cards, write
from webapp.study.models import Review
from webapp.study.parameters import fitted
from webapp.study.queries import CardKey, Held, SessionRow
from webapp.study.rebuilding import logs_by_card
from webapp.study.rows import log_row_of

DEEDS = ("suspend", "resume", "reset", "set_due", "reschedule", "flag")
MOST_SHOWN = 30
_REACH_DAYS = 60
_EPOCH = 719_163  # the ordinal of 1970-01-01
Alter = Callable[[Held, dict[str, Any]], dict[str, Any] | None]


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


class Done(NamedTuple):
    """A deed in numbers: how many cards it still changes, until which day, which flag."""

    activity: str
    cards: int
    due_day: int
    step: int


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


def flag_cards(
    session: Session, learner: Learner, cards: Collection[CardKey], *, flag: int, now: int, options: Options
) -> int:
    """Put a flag on cards, 1 to MOST_FLAG; 0 takes it off."""

    def flagged(held: Held, _row: dict[str, Any]) -> dict[str, Any] | None:
        return None if held.state is None or held.state.flag == flag else {"activity": "flag", "step": flag}

    return _append(session, learner, cards, flagged, now, options)


def _append(
    session: Session, learner: Learner, cards: Collection[CardKey], change: Alter, now: int, options: Options
) -> int:
    connection = session.connection()
    lock_learner(connection, learner.id)
    options = fitted(connection, learner.id, options)
    changes: list[Change] = []
    late = 0
    for (_question_id, facet), held in held_cards(connection, learner.id, cards).items():
        assert held.state is not None  # it has a card
        row = blank_row(learner, held, version_id=held.version_id, at=now, now=now)
        row["facet"] = facet
        changed = change(held, row)
        if changed is None:
            continue
        row.update(id=new_key(now), **changed)
        if held.state.last_at < now:
            changes.append(Change(held, row, apply(held.state, log_row_of(row), options)))
            continue
        # An answer from a clock that runs ahead stands behind what is done now.
        append_and_replay(connection, held, row, learner.plan.options(options, held.bank_id))
        late += 1
    write(connection, changes)
    return len(changes) + late


def recent_deeds(connection: Connection, user_id: int, today: int) -> list[Deed]:
    """The last things done that still stand, answers among them, the newest first."""
    mine = (Review.user_id == user_id, Review.local_day >= today - _REACH_DAYS, _stands())
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


def deed_named(connection: Connection, user_id: int, name: str) -> Done | None:
    """What still stands of a deed, for the words about it; None where nothing does, and for an answer."""
    activity, _dot, at = name.partition(".")
    if activity not in DEEDS or not _is_instant(at):
        return None
    asked = select(func.count(), func.min(Review.due_day), func.min(Review.step))
    count, due_day, step = connection.execute(asked.where(*_is_of(user_id, activity, int(at)), _stands())).one()
    return Done(activity, count, due_day, step) if count else None


def undo_deed(
    session: Session, learner: Learner, name: str, *, now: int, options: Options, most: int | None = None
) -> int:
    """Take a deed back, with a void row for each of its rows; at most so many at a time: 0 when all is taken back.
    Raises NothingDone where there is none; a second time changes nothing."""
    connection = session.connection()
    lock_learner(connection, learner.id)
    options = fitted(connection, learner.id, options)
    rows = _rows_of(connection, learner.id, name)[:most]
    if not rows:
        raise NothingDone
    held = held_cards(connection, learner.id, [row.card for row, _session in rows])
    logs = logs_by_card(connection, learner.id, sorted({row.question_id for row, _session in rows}))
    changes: list[Change] = []
    for row, session_id in rows:
        log, key = [entry.log for entry in logs[row.card]], related_id(row.id, "undone")
        if row.card not in held or is_overtaken(log, row.id):
            void_row(connection, learner, row, session_id, key=key, now=now, options=options)
            continue
        void = blank_row(learner, held[row.card], version_id=row.version_id, at=now, now=now)
        void.update(id=key, facet=row.facet, session_id=session_id, activity="void", voids=row.id)
        changes.append(Change(held[row.card], void, replay([*log, log_row_of(void)], options)))
    write(connection, changes)
    lower_marks(connection, learner.id, [row.question_id for row, _session_id in rows])
    return len(rows)


def _rows_of(connection: Connection, user_id: int, name: str) -> list[tuple[SessionRow, str | None]]:
    activity, _dot, at = name.partition(".")
    columns = [getattr(Review, field) for field in SessionRow._fields]
    asked = select(*columns, Review.session_id).order_by(Review.seq)
    if activity in DEEDS and _is_instant(at):
        asked = asked.where(*_is_of(user_id, activity, int(at)))
    else:
        review = queries.review_for_user(connection, user_id, name)
        if review is None or not review["rating"]:
            return []
        asked = asked.where(Review.user_id == user_id, Review.id == name)
    rows = connection.execute(asked.where(_stands())).all()
    return [(SessionRow._make(row[:-1]), row[-1]) for row in rows]


def _is_instant(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 15


def _is_of(user_id: int, activity: str, at: int) -> tuple[ColumnElement[bool], ...]:
    """The rows of one deed. The local day lies near that of UTC, and is what an index knows."""
    day = _EPOCH + at // 86_400_000
    return (
        Review.user_id == user_id,
        Review.local_day.between(day - 2, day + 1),
        Review.activity == activity,
        Review.received_at == at,
        Review.answered_at == Review.received_at,
    )


def _stands() -> ColumnElement[bool]:
    void = aliased(Review)
    return ~select(void.seq).where(void.user_id == Review.user_id, void.voids == Review.id).exists()
