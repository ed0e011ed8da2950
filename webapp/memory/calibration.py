"""Whether forecasts come true: the chance of recall that was expected, beside what was recalled."""

from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

from webapp.memory.statistics import Share

GROUPS = 10
LEAST = 1e-5  # a chance is kept this far from 0 and 1: no forecast is infinitely wrong


class Forecast(NamedTuple):
    """One review: the chance that was expected (0 to 1), and whether the card was remembered."""

    chance: float
    is_right: bool


class Decile(NamedTuple):
    """Forecasts from `lowest` to `highest` (0 to 1, the upper end left out except for 1)."""

    lowest: float
    highest: float
    expected: float  # the mean
    share: Share  # what was recalled


def deciles(forecasts: Iterable[Forecast]) -> list[Decile]:
    """Ten groups by the chance expected, from 0 to 100 %; those without a forecast are left out."""
    groups: list[list[Forecast]] = [[] for _group in range(GROUPS)]
    for forecast in forecasts:
        groups[min(GROUPS - 1, int(forecast.chance * GROUPS))].append(forecast)
    return [
        Decile(
            nth / GROUPS,
            (nth + 1) / GROUPS,
            sum(each.chance for each in group) / len(group),
            Share(sum(each.is_right for each in group), len(group)),
        )
        for nth, group in enumerate(groups)
        if group
    ]


def log_loss(forecasts: Sequence[Forecast]) -> float:
    """The mean surprise, in nats: 0 for a forecast that is certain and right. ZeroDivisionError for none."""
    lost = 0.0
    for chance, is_right in forecasts:
        held = min(max(chance, LEAST), 1.0 - LEAST)
        lost -= log(held if is_right else 1.0 - held)
    return lost / len(forecasts)
