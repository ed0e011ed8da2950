"""Two hundred learners, each with a memory of their own, four hundred days: after fitting, what is forecast happens.

Their memory follows FSRS with parameters drawn for each; the app does not know them. It asks by the average learner's
schedule, on the days on which they study. Then it fits on the older four fifths and forecasts the newest fifth.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.progress.simulated import Card, log_row
from webapp.memory.calibration import Decile, Forecast, deciles, log_loss
from webapp.memory.fsrs import DEFAULT_PARAMETERS, PARAMETER_BOUNDS
from webapp.memory.optimizer import optimizer
from webapp.memory.schedule import Options
from webapp.memory.training import Item, forecasts_of, items_of

LEARNERS, DAYS, CARDS = 200, 400, 90
FIRST_DAY = 739_000
WITHIN = 0.05
FEW = 200  # reviews; the share of fewer would say more about chance than about the forecast

pytestmark = [
    pytest.mark.slow,  # a quarter of a million answers
    pytest.mark.nightly,
    pytest.mark.skipif(optimizer() is None, reason="the extra `optimizer` is not installed"),
]


def truth_of(random: Random) -> tuple[float, ...]:
    """Parameters of somebody: each some way off the average."""
    drawn = [value * random.lognormvariate(0.0, 0.3) for value in DEFAULT_PARAMETERS]
    return tuple(min(max(value, least), most) for value, (least, most) in zip(drawn, PARAMETER_BOUNDS, strict=True))


def lived(random: Random) -> list[Card]:
    """All cards of a learner, who studies on some days and then all that is due, and takes two long breaks."""
    truth, diligence = truth_of(random), random.uniform(0.15, 1.0)
    breaks = [
        range(start, start + random.randrange(30, 110))
        for start in (random.randrange(60, 160), random.randrange(270, 320))
    ]
    cards = [Card(nth + 1, truth, Options()) for nth in range(CARDS)]
    for day in range(FIRST_DAY, FIRST_DAY + DAYS):
        if random.random() > diligence or any(day - FIRST_DAY in each for each in breaks):
            continue
        new = [card for card in cards if card.state is None][:2]
        due = [card for card in cards if card.state is not None and card.state.due_day <= day]
        for card in (*due, *new):
            card.study(day, random)
    return cards


def forecast(cards: list[Card], weights: tuple[float, ...], after: int) -> list[Forecast]:
    """Of the reviews after that instant."""
    rows = [forecasts_of((log_row(row) for row in card.rows), weights) for card in cards]
    return [found for each in rows for row, found in each if row.answered_at > after]


def test_forecasts_come_true_within_five_points_in_every_decile() -> None:
    tool = optimizer()
    assert tool is not None
    fitted: list[Forecast] = []
    average: list[Forecast] = []
    for seed in range(LEARNERS):
        cards = lived(Random(seed))
        items: list[Item] = [item for card in cards for item in items_of(log_row(row) for row in card.rows)]
        items.sort(key=lambda item: (item.answered_at, item.id))
        older = items[: len(items) * 4 // 5]
        weights = tool.fit(tool.made(older))
        fitted += forecast(cards, weights, older[-1].answered_at)
        average += forecast(cards, DEFAULT_PARAMETERS, older[-1].answered_at)
    groups = deciles(fitted)
    print(f"{len(fitted)} reviews, log loss {log_loss(fitted):.4f} fitted, {log_loss(average):.4f} average")  # noqa: T201
    print("\n".join(told(each) for each in groups))  # noqa: T201
    judged = [each for each in groups if each.share.asked >= FEW]
    assert len(judged) >= 6, groups
    assert [told(each) for each in judged if abs(each.expected - each.share.share) > WITHIN] == []
    assert log_loss(fitted) < log_loss(average)


def told(group: Decile) -> str:
    return f"expected {group.expected:.3f}, happened {group.share.share:.3f} of {group.share.asked}"
