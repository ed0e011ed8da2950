"""Statistics of a learner: how much was studied, how much was remembered, what is known, what will be due.

Everything here works on figures by local day (`figures`) and on the memory states of cards. Days are ordinals.
"""

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from webapp.memory.figures import Figures, sum_of

PERIODS: Mapping[str, int | None] = {"today": 1, "yesterday": 1, "week": 7, "month": 30, "year": 365, "all": None}
"""Days of a period that ends today, except for yesterday; None for everything."""

Z_95 = 1.959964
"""Standard normal quantile of a two-sided interval of 95 %."""


class Share(NamedTuple):
    """So many of so many, and the interval (0 to 1) in which the true share lies with 95 %."""

    right: int
    asked: int

    @property
    def share(self) -> float:
        return self.right / self.asked if self.asked else 0.0

    @property
    def likely(self) -> tuple[float, float]:
        return wilson(self.right, self.asked)


class Retention(NamedTuple):
    young: Share
    mature: Share

    @property
    def together(self) -> Share:
        return Share(self.young.right + self.mature.right, self.young.asked + self.mature.asked)


def wilson(right: int, count: int) -> tuple[float, float]:
    """Wilson's score interval of a share at 95 %; 0 to 1 where nothing was counted.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
    """
    if not count:
        return 0.0, 1.0
    share, z2 = right / count, Z_95 * Z_95
    middle = share + z2 / (2 * count)
    reach = Z_95 * sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    lowest = 0.0 if not right else (middle - reach) / (1 + z2 / count)
    highest = 1.0 if right == count else (middle + reach) / (1 + z2 / count)
    return max(0.0, lowest), min(1.0, highest)


def first_day_of(period: str, today: int) -> int:
    """The first local day of a period; 0 for everything. KeyError for another word."""
    days = PERIODS[period]
    return 0 if days is None else today - days + 1 - (period == "yesterday")


def summed(days: Mapping[int, Figures], first: int, last: int) -> Figures:
    """All days from `first` to `last`, both included."""
    return sum_of(figures for day, figures in days.items() if first <= day <= last)


def retention_of(figures: Figures) -> Retention:
    return Retention(Share(figures.young_right, figures.young), Share(figures.mature_right, figures.mature))


def retention_by_period(days: Mapping[int, Figures], today: int) -> dict[str, Retention]:
    """True retention: what was remembered of first reviews of a card on a day, for each of the periods."""
    last = {"yesterday": today - 1}
    return {
        period: retention_of(summed(days, first_day_of(period, today), last.get(period, today))) for period in PERIODS
    }


def days_studied(days: Mapping[int, Figures], today: int, most: int) -> int:
    """Of the last `most` days, today included, those with an answer that stands."""
    return sum(today - most < day <= today and figures.answers > 0 for day, figures in days.items())


def ahead(due_days: Mapping[int, int], today: int, days: int) -> list[int]:
    """Cards due on each of so many days from today on; what is overdue is due today."""
    found = [0] * days
    for day, count in due_days.items():
        if day < today + days:
            found[max(0, day - today)] += count
    return found


def share_range(known: float, spread: float, count: int) -> tuple[float, float]:
    """The share of `count` cards that would be recalled if each were asked for once, where it lies with 95 %: `known`
    is the sum of their chances p, `spread` that of p (1 - p), the variance of a sum of independent draws. 0 to 1 for
    none."""
    if not count:
        return 0.0, 1.0
    middle, reach = known / count, Z_95 * sqrt(max(0.0, spread)) / count
    return max(0.0, middle - reach), min(1.0, middle + reach)
