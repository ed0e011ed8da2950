"""Keeping the figures of days that are over: made from the log, made again where it has grown, compared with it.

Nothing needs to be told to this module when an answer is given, taken back or brought: a day's figures hold as long as
the log has as many rows of that day as when they were made, and until they are made again the pages count themselves.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from webapp.memory.figures import NOTHING, Figures, Slot, by_day
from webapp.progress.models import Figure, FiguredDay, KeptForecasts
from webapp.progress.queries import counted_from, days_in_log, days_kept, days_taken_back, open_days_of
from webapp.study.models import Review

_CHUNK = 5_000


class Made(NamedTuple):
    """The figures of the days from `first` on, as the log stood when it had so many rows of each day."""

    first: int
    rows_of_days: Mapping[int, int]
    slots: Mapping[Slot, Figures]


def made_for(connection: Connection, user_id: int) -> Made | None:
    """Count what is open: from the first open day on, and from the first day of which something was taken back, all is
    made anew. None where everything is kept already. A long log takes a while: outside of a write transaction."""
    log, kept = days_in_log(connection, user_id), days_kept(connection, user_id)
    open_days = open_days_of(log, kept)
    if not open_days:
        return None
    first = min([*open_days, *days_taken_back(connection, user_id, min(open_days))])
    return Made(first, log, counted_from(connection, user_id, first))


def keep(connection: Connection, user_id: int, made: Made) -> int:
    """Write them; how many days. 0 where the log has grown meanwhile: then they are to be made again."""
    if days_in_log(connection, user_id) != made.rows_of_days:
        return 0
    forget(connection, user_id, first=made.first)
    figures = [{"user_id": user_id, **_columns(slot), **found._asdict()} for slot, found in made.slots.items()]
    sums = by_day(made.slots)
    days = [
        {"user_id": user_id, "local_day": day, "rows": rows, **sums.get(day, NOTHING)._asdict()}
        for day, rows in made.rows_of_days.items()
        if day >= made.first
    ]
    for model, rows_of in ((Figure, figures), (FiguredDay, days)):
        for start in range(0, len(rows_of), _CHUNK):
            connection.execute(insert(model), rows_of[start : start + _CHUNK])
    return len(days)


def forget(connection: Connection, user_id: int, *, first: int = 0) -> int:
    """Drop the figures of the days from `first` on, and forecasts that rest on them; how many days."""
    connection.execute(delete(KeptForecasts).where(KeptForecasts.user_id == user_id, KeptForecasts.until > first))
    connection.execute(delete(Figure).where(Figure.user_id == user_id, Figure.local_day >= first))
    gone: Any = connection.execute(
        delete(FiguredDay).where(FiguredDay.user_id == user_id, FiguredDay.local_day >= first)
    )
    return int(gone.rowcount)


def _columns(slot: Slot) -> dict[str, int]:
    return {"local_day": slot.day, "bank_id": slot.bank, "hour": slot.hour}


class Checked(NamedTuple):
    days: int
    wrong: int


def check_days(connection: Connection, user_id: int) -> Checked:
    """Compare the figures that hold with the log, all of them."""
    log, kept = days_in_log(connection, user_id), days_kept(connection, user_id)
    held = {day for day, rows in kept.items() if log.get(day) == rows}
    if not held:
        return Checked(0, 0)
    counted = {slot: found for slot, found in counted_from(connection, user_id, 0).items() if slot.day in held}
    stored = {slot: found for slot, found in _stored(connection, user_id).items() if slot.day in held}
    wrong = {slot.day for slot in counted.keys() | stored.keys() if counted.get(slot) != stored.get(slot)}
    sums, whole = by_day(counted), _whole_days(connection, user_id)
    wrong |= {day for day in held if whole[day] != sums.get(day, NOTHING)}
    return Checked(len(held), len(wrong))


def _stored(connection: Connection, user_id: int) -> Mapping[Slot, Figures]:
    rows: Any = connection.execute(
        select(
            Figure.local_day, Figure.bank_id, Figure.hour, *(getattr(Figure, name) for name in Figures._fields)
        ).where(Figure.user_id == user_id)
    )
    return {Slot(*row[:3]): Figures(*row[3:]) for row in rows}


def _whole_days(connection: Connection, user_id: int) -> dict[int, Figures]:
    columns = [getattr(FiguredDay, name) for name in Figures._fields]
    rows: Any = connection.execute(select(FiguredDay.local_day, *columns).where(FiguredDay.user_id == user_id))
    return {row[0]: Figures(*row[1:]) for row in rows}


def behind(connection: Connection) -> list[int]:
    """Learners whose log has other rows than their kept days say."""
    kept = select(FiguredDay.user_id, func.sum(FiguredDay.rows).label("rows")).group_by(FiguredDay.user_id).subquery()
    log = select(Review.user_id, func.count().label("rows")).group_by(Review.user_id).subquery()
    asked = (
        select(log.c.user_id)
        .outerjoin(kept, kept.c.user_id == log.c.user_id)
        .where(log.c.rows != func.coalesce(kept.c.rows, 0))
        .order_by(log.c.user_id)
    )
    return list(connection.execute(asked).scalars())
