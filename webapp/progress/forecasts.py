"""How good the forecasts were: the newest reviews, what was expected of each, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, or_, select
from sqlalchemy.engine import Connection

from webapp.direct import Prepared
from webapp.memory.calibration import Decile, Forecast, deciles
from webapp.memory.log import LogRow
from webapp.memory.schedule import Options
from webapp.memory.training import forecasts_of
from webapp.progress import words
from webapp.study.models import Review
from webapp.study.queries import CardKey
from webapp.study.rows import LOG_COLUMNS
from webapp.web.texts import gettext, ngettext

LEAST = 200  # reviews; fewer say nothing about ten groups
MOST = 300  # the newest: forecasts long past say nothing about today's, and the cost stays the same

_of_reviews = (
    Review.user_id == bindparam("user_id"),
    Review.rating > 0,
    or_(*(Review.activity == name for name in ("review", "early", "quiz", "import"))),
)


def _newest(*columns: Any) -> Any:
    return select(*columns).where(*_of_reviews).order_by(Review.local_day.desc()).limit(MOST)


_days = Prepared(_newest(Review.local_day))
# All rows of the cards that the newest reviews were of. A truth value would be converted row by row; a number serves.
_logs = Prepared(
    select(
        Review.question_id,
        Review.facet,
        *(
            case((Review.is_scheduling, 1), else_=0) if column is Review.is_scheduling else column
            for column in LOG_COLUMNS
        ),
    ).where(Review.user_id == bindparam("user_id"), Review.question_id.in_(_newest(Review.question_id)))
)


class Group(NamedTuple):
    """A dot, with the reach of the interval; shares from 0 to 1 of the picture, from its lower left corner."""

    name: str
    x: float
    y: float
    low: float
    high: float
    cells: Sequence[str]


@dataclass(frozen=True)
class Forecasts:
    heading: str
    aria: str
    caption: str
    groups: Sequence[Group]
    lowest: float  # where both axes begin
    ticks: Sequence[float]
    missing: int  # reviews until there is something to show


def newest_forecasts(connection: Connection, user_id: int, options: Options) -> tuple[list[Forecast], int]:
    """Of the newest reviews, under the parameters in use, and the local day from which they are."""
    days = [day for (day,) in _days.rows(connection, {"user_id": user_id})]
    if len(days) < LEAST:
        return [], 0
    since = min(days)
    found: list[Forecast] = []
    for log in _logs_of(connection, user_id).values():
        if any(row.local_day >= since for row in log):
            found += [forecast for row, forecast in forecasts_of(log, options.parameters) if row.local_day >= since]
    return found, since


def _logs_of(connection: Connection, user_id: int) -> dict[CardKey, list[LogRow]]:
    logs: dict[CardKey, list[LogRow]] = {}
    for question_id, facet, *row in _logs.rows(connection, {"user_id": user_id}):
        logs.setdefault((question_id, facet), []).append(LogRow(*row))
    return logs


def forecasts_for(connection: Connection, user_id: int, today: int, options: Options, *, reviews: int) -> Forecasts:
    """`reviews` is how many there are to judge by, for somebody who has too few of them."""
    found, since = newest_forecasts(connection, user_id, options)
    if len(found) < LEAST:
        missing = max(1, LEAST - reviews)
        heading = ngettext("Not enough reviews yet: %(num)s more", "Not enough reviews yet: %(num)s more", missing)
        return Forecasts(heading, "", "", (), 0.0, (), missing)
    groups = deciles(found)
    expected = sum(each.chance for each in found) / len(found)
    happened = sum(each.is_right for each in found) / len(found)
    lowest = min(0.8, groups[0].lowest)
    near = sum(decile.share.likely[0] <= decile.expected <= decile.share.likely[1] for decile in groups)
    return Forecasts(
        heading=gettext(
            "Expected %(expected)s, happened %(happened)s",
            expected=words.percent(expected),
            happened=words.percent(happened),
        ),
        aria=ngettext(
            "Forecast against result in %(num)s group; in %(near)s of them the forecast lies where the true figure "
            "is likely to be",
            "Forecast against result in %(num)s groups; in %(near)s of them the forecast lies where the true figure "
            "is likely to be",
            len(groups),
            near=near,
        ),
        caption=gettext(
            "Expected from left to right, recalled from bottom to top. Each dot is a group of reviews, the line "
            "through it where the true figure is likely to lie. On the dashed line forecast and result are the same. "
            "Your newest %(count)s reviews, since %(day)s.",
            count=len(found),
            day=words.long_day(since, today),
        ),
        groups=[_group(decile, lowest) for decile in groups],
        lowest=lowest,
        ticks=_ticks(lowest),
        missing=0,
    )


def _ticks(lowest: float) -> list[float]:
    """Every tenth from there on, and every second one where there are many."""
    return [tick / 10 for tick in range(round(10 * lowest), 11, 2 if lowest < 0.7 else 1)]


def _group(decile: Decile, lowest: float) -> Group:
    def at(share: float) -> float:
        return max(0.0, (share - lowest) / (1 - lowest))

    low, high = decile.share.likely
    return Group(
        name=words.between(decile.lowest, decile.highest),
        x=at(decile.expected),
        y=at(decile.share.share),
        low=at(low),
        high=at(high),
        cells=[
            str(decile.share.asked),
            words.percent(decile.expected),
            words.percent(decile.share.share),
            words.between(low, high),
        ],
    )
