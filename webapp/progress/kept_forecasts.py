"""Forecasts of the newest reviews beside what came: kept each night, so that a page replays only cards that were
touched since. Replayed one by one they would cost the more the longer the cards' logs are.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, delete, func, insert, or_, select
from sqlalchemy.engine import Connection

from webapp.database import db, transaction
from webapp.direct import Prepared
from webapp.memory.calibration import Forecast
from webapp.memory.log import LogRow
from webapp.memory.schedule import Options
from webapp.memory.training import forecasts_of
from webapp.progress.models import KeptForecasts
from webapp.progress.queries import first_open_day
from webapp.study.models import Review
from webapp.study.parameters import fitted, written
from webapp.study.queries import CardKey
from webapp.study.rows import LOG_COLUMNS

LEAST = 200  # reviews; fewer say nothing about ten groups
MOST = 300  # the newest, and those of the day of the last of them: forecasts long past say nothing about today's

_mine = Review.user_id == bindparam("user_id")
_days = Prepared(
    select(Review.local_day)
    .where(
        _mine,
        Review.rating > 0,
        or_(*(Review.activity == name for name in ("review", "early", "quiz", "import"))),
    )
    .order_by(Review.local_day.desc())
    .limit(MOST)
)
_touched = select(Review.question_id).where(_mine, Review.local_day >= bindparam("first"))
# All rows of the cards that have one of these days. A truth value would be converted row by row; a number serves.
_logs = Prepared(
    select(
        Review.question_id,
        Review.facet,
        *(
            case((Review.is_scheduling, 1), else_=0) if column is Review.is_scheduling else column
            for column in LOG_COLUMNS
        ),
    ).where(_mine, Review.question_id.in_(_touched))
)
_kept = Prepared(
    select(KeptForecasts.until, KeptForecasts.found).where(
        KeptForecasts.user_id == bindparam("user_id"),
        KeptForecasts.parameters == bindparam("parameters"),
        KeptForecasts.since <= bindparam("since"),
    )
)


class Judged(NamedTuple):
    """A forecast of a review, and what came."""

    question_id: int
    facet: str
    day: int
    chance: float
    is_right: bool


def newest_forecasts(connection: Connection, user_id: int, today: int, options: Options) -> tuple[list[Forecast], int]:
    """Of the newest reviews, under the parameters in use, and the local day from which they are."""
    since = _since(connection, user_id)
    if since is None:
        return [], 0
    first, kept = _kept_for(connection, user_id, today, options, since)
    logs = _logs_of(connection, user_id, first)
    found = [each for each in kept if (each.question_id, each.facet) not in logs] + _replayed(logs, options, since)
    return [Forecast(each.chance, each.is_right) for each in found], since


def _since(connection: Connection, user_id: int) -> int | None:
    """The day of the last of the newest reviews; None for too few of them."""
    days = [day for (day,) in _days.rows(connection, {"user_id": user_id})]
    return days[-1] if len(days) >= LEAST else None


def _kept_for(
    connection: Connection, user_id: int, today: int, options: Options, since: int
) -> tuple[int, list[Judged]]:
    """What is kept, and the day from which on cards that have a row are to be replayed."""
    values = {"user_id": user_id, "parameters": written(tuple(options.parameters)), "since": since}
    row = _kept.row(connection, values)
    if row is None:
        return since, []
    # The kept figures know of what arrived late and of what was taken back.
    first = min(row[0], first_open_day(connection, user_id, today))
    return (since, []) if first <= since else (first, [each for each in map(Judged._make, row[1]) if each.day >= since])


def _logs_of(connection: Connection, user_id: int, first: int) -> dict[CardKey, list[LogRow]]:
    """Whole logs of the cards with a row of the days from `first` on."""
    logs: dict[CardKey, list[LogRow]] = {}
    for question_id, facet, *row in _logs.rows(connection, {"user_id": user_id, "first": first}):
        logs.setdefault((question_id, facet), []).append(LogRow(*row))
    return {card: log for card, log in logs.items() if any(row.local_day >= first for row in log)}


def _replayed(logs: Mapping[CardKey, list[LogRow]], options: Options, since: int) -> list[Judged]:
    return [
        Judged(*card, row.local_day, forecast.chance, forecast.is_right)
        for card, log in logs.items()
        for row, forecast in forecasts_of(log, options.parameters)
        if row.local_day >= since
    ]


def keep_forecasts(_now: int) -> str:
    """A step of the nightly work, after the figures and the fits: for each learner whose log or parameters are others
    than when they were kept."""
    people = _behind(db.session.connection())
    db.session.rollback()
    return f"{sum(_keep(user_id) for user_id in people)} learners' forecasts kept"


_rows = select(Review.user_id, func.count().label("rows"), func.max(Review.local_day).label("last")).group_by(
    Review.user_id
)


def _behind(connection: Connection) -> list[int]:
    log = _rows.subquery()
    asked = select(log.c.user_id, log.c.rows, KeptForecasts.rows, KeptForecasts.parameters).outerjoin(
        KeptForecasts, KeptForecasts.user_id == log.c.user_id
    )
    rows = connection.execute(asked.where(log.c.rows >= LEAST).order_by(log.c.user_id)).all()
    return [
        user_id
        for user_id, count, kept, parameters in rows
        if count != kept or parameters != written(tuple(fitted(connection, user_id).parameters))
    ]


def _keep(user_id: int) -> bool:
    """Read and replayed outside of the transaction. What was answered meanwhile is a row that they do not hold for."""
    values = _made(db.session.connection(), user_id)
    db.session.rollback()
    with transaction() as session:
        session.execute(delete(KeptForecasts).where(KeptForecasts.user_id == user_id))
        if values is not None:
            session.execute(insert(KeptForecasts), {"user_id": user_id, **values})
    return values is not None


def _made(connection: Connection, user_id: int) -> dict[str, Any] | None:
    since, options = _since(connection, user_id), fitted(connection, user_id)
    if since is None:
        return None
    _user_id, rows, last = connection.execute(_rows.where(Review.user_id == user_id)).one()
    found = _replayed(_logs_of(connection, user_id, since), options, since)
    return {
        "since": since,
        "until": first_open_day(connection, user_id, last + 1),
        "rows": rows,
        "parameters": written(tuple(options.parameters)),
        "found": [list(each) for each in found],
    }
