"""How good the forecasts were: the newest reviews, what was expected of each, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.engine import Connection

from webapp.memory.calibration import Decile, deciles
from webapp.memory.schedule import Options
from webapp.progress import words
from webapp.progress.kept_forecasts import LEAST, newest_forecasts
from webapp.web.texts import gettext, ngettext


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


def forecasts_for(connection: Connection, user_id: int, today: int, options: Options, *, reviews: int) -> Forecasts:
    """`reviews` is how many there are to judge by, for somebody who has too few of them."""
    found, since = newest_forecasts(connection, user_id, today, options)
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
