"""Fitting by itself, and what learners have left for the night: a step of the nightly work."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from webapp.database import db, transaction
from webapp.memory.optimizer import optimizer
from webapp.memory.training import LEAST_BY_HAND, LEAST_BY_ITSELF, Optimizer, is_due
from webapp.progress import fitting
from webapp.progress.fitting import LogHasGrown, Read, TooFew
from webapp.study.models import ParameterSet, ParameterWish, Review
from webapp.study.parameters import fitted
from webapp.study.plans import plan_for

DAY = 86_400_000  # ms


class Last(NamedTuple):
    """The last fit that was tried."""

    items: int
    answers: int
    made_at: int


def fit_everybody(now: int) -> str:
    """What was wished for first, then whoever's time has come, each in a transaction of their own. Whoever answers
    meanwhile is left for the next night."""
    tool = optimizer()
    wishes = _wishes(db.session.connection())
    db.session.rollback()
    done = sum(_fulfilled(user_id, set_id, tool, now) for user_id, set_id in wishes)
    found = [_fitted(user_id, tool, now) for user_id in _candidates(now)] if tool is not None else []
    fits, adopted = sum(each is not None for each in found), sum(each is True for each in found)
    return f"{done} wishes, {fits} fitted, {adopted} of them better"


def _wishes(connection: Connection) -> list[tuple[int, int | None]]:
    rows: Any = connection.execute(select(ParameterWish.user_id, ParameterWish.set_id).order_by(ParameterWish.user_id))
    return [(user_id, set_id) for user_id, set_id in rows]


def _fulfilled(user_id: int, set_id: int | None, tool: Optimizer | None, now: int) -> bool:
    if set_id is None and tool is None:
        return False
    if set_id is None:
        assert tool is not None
        return _fitted(user_id, tool, now, least=LEAST_BY_HAND) is not None
    read = _read(user_id)
    wanted = fitting.ready(db.session.connection(), read, set_id)
    db.session.rollback()
    return wanted is not None and _kept(lambda session: fitting.choose(session, wanted, now=now))


def _fitted(user_id: int, tool: Optimizer, now: int, *, least: int = LEAST_BY_ITSELF) -> bool | None:
    """Whether it was better; None where nothing was fitted: too few items, not due after all, or the log has grown."""
    read = _read(user_id)
    items = fitting.items_in(read)
    is_wish = least == LEAST_BY_HAND
    if not is_wish and not _is_due(user_id, len(items), now):
        return None
    connection = db.session.connection()
    options = plan_for(connection, user_id).options(fitted(connection, user_id), None)
    db.session.rollback()
    try:
        made = fitting.fit(read, items, tool, options, least=least)
    except TooFew:
        if is_wish:
            _kept(lambda session: fitting.withdraw(session, user_id))
        return None
    return made.trial.is_better if _kept(lambda session: fitting.keep_fit(session, made, now=now)) else None


def _read(user_id: int) -> Read:
    read = fitting.read_log(db.session.connection(), user_id)
    db.session.rollback()
    return read


def _kept(write: Callable[[Any], object]) -> bool:
    try:
        with transaction() as session:
            write(session)
    except LogHasGrown:
        return False
    return True


def _is_due(user_id: int, items: int, now: int) -> bool:
    last = last_fit(db.session.connection(), user_id)
    db.session.rollback()
    if last is None:
        return is_due(items, fitted_to=None, days_since=None)
    return is_due(items, fitted_to=last.items, days_since=(now - last.made_at) // DAY)


def last_fit(connection: Connection, user_id: int) -> Last | None:
    """The last try, adopted or not."""
    row: Any = connection.execute(
        select(ParameterSet.items, ParameterSet.measured, ParameterSet.made_at)
        .where(ParameterSet.user_id == user_id, ParameterSet.items > 0)
        .order_by(ParameterSet.made_at.desc(), ParameterSet.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Last(row[0], (row[1] or {}).get("answers", 0), row[2])


def _candidates(now: int) -> Iterator[int]:
    """Whose log has grown so far that it may be time: told by counts, without reading logs."""
    counts: Any = db.session.execute(
        select(Review.user_id, func.count())
        .where(Review.rating > 0)
        .group_by(Review.user_id)
        .having(func.count() >= LEAST_BY_ITSELF)
        .order_by(Review.user_id)
    ).all()
    for user_id, answers in counts:
        last = last_fit(db.session.connection(), user_id)
        db.session.rollback()
        if last is None or _has_grown(last, answers, now):
            yield user_id


def _has_grown(last: Last, answers: int, now: int) -> bool:
    more = answers - last.answers
    return more >= last.items or (10 * more >= last.items and now - last.made_at >= 30 * DAY)
