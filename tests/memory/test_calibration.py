"""Forecasts beside results."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.calibration import Decile, Forecast, deciles, log_loss
from webapp.memory.statistics import Share


def test_groups_are_tenths_and_the_last_one_holds_certainty() -> None:
    found = deciles([Forecast(0.05, False), Forecast(0.9, True), Forecast(0.95, False), Forecast(1.0, True)])
    assert [each._replace(expected=round(each.expected, 9)) for each in found] == [
        Decile(0.0, 0.1, 0.05, Share(0, 1)),
        Decile(0.9, 1.0, 0.95, Share(2, 3)),
    ]


def test_the_loss_of_a_coin_is_that_of_one_bit() -> None:
    assert log_loss([Forecast(0.5, True), Forecast(0.5, False)]) == pytest.approx(math.log(2))
    assert log_loss([Forecast(1.0, True)]) == pytest.approx(1e-5, rel=1e-3)
    assert log_loss([Forecast(0.0, True)]) == pytest.approx(-math.log(1e-5))


forecasts = st.lists(st.builds(Forecast, st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(forecasts)
def test_every_forecast_is_in_one_group(given_ones: list[Forecast]) -> None:
    found = deciles(given_ones)
    assert sum(each.share.asked for each in found) == len(given_ones)
    assert sum(each.share.right for each in found) == sum(each.is_right for each in given_ones)
    for each in found:
        assert each.lowest - 1e-9 <= each.expected <= each.highest + 1e-9


@given(forecasts)
def test_the_honest_average_loses_least_of_all_constants(given_ones: list[Forecast]) -> None:
    share = sum(each.is_right for each in given_ones) / len(given_ones)

    def loss_of(chance: float) -> float:
        return log_loss([Forecast(chance, each.is_right) for each in given_ones])

    for other in (0.1, 0.5, 0.9):
        assert loss_of(share) <= loss_of(other) + 1e-4
