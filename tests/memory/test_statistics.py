"""Statistics over days and cards, against counting by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory import statistics
from webapp.memory.figures import Figures
from webapp.memory.statistics import Retention, Share

TODAY = 739_944


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    lowest, highest = Share(81, 263).likely  # the example of Newcombe, 1998: 0.2553 to 0.3662
    assert (round(lowest, 4), round(highest, 4)) == (0.2553, 0.3662)
    lowest, highest = Share(0, 20).likely
    assert (lowest, round(highest, 4)) == (0.0, 0.1611)
    assert Share(0, 0).likely == (0.0, 1.0)


@given(st.integers(1, 5000), st.data())
def test_the_ends_of_the_interval_are_where_the_test_just_holds(count: int, data: st.DataObject) -> None:
    """The share lies as many standard errors from each end as the quantile says, the error taken at that end."""
    right = data.draw(st.integers(0, count))
    lowest, highest = statistics.wilson(right, count)
    assert 0.0 <= lowest <= right / count <= highest <= 1.0
    for end in (lowest, highest):
        if 0.0 < end < 1.0:
            error = math.sqrt(end * (1 - end) / count)
            assert abs(right / count - end) / error == pytest.approx(statistics.Z_95, rel=1e-6)


def test_periods_end_today_and_yesterday_is_a_day() -> None:
    days = {TODAY - ago: Figures(young=1, young_right=ago % 2, mature=2, mature_right=1) for ago in range(400)}
    found = statistics.retention_by_period(days, TODAY)
    assert {name: each.young.asked for name, each in found.items()} == {
        "today": 1,
        "yesterday": 1,
        "week": 7,
        "month": 30,
        "year": 365,
        "all": 400,
    }
    assert found["yesterday"] == Retention(Share(1, 1), Share(1, 2))
    assert found["week"].young == Share(3, 7)
    assert found["week"].together == Share(10, 21)


@given(st.dictionaries(st.integers(TODAY - 60, TODAY + 2), st.integers(0, 9)), st.sampled_from([7, 28, 84]))
def test_days_studied_are_days_with_an_answer(answers: dict[int, int], most: int) -> None:
    days = {day: Figures(answers=count) for day, count in answers.items()}
    expected = len([1 for ago in range(most) if answers.get(TODAY - ago)])
    assert statistics.days_studied(days, TODAY, most) == expected


@given(st.dictionaries(st.integers(TODAY - 300, TODAY + 40), st.integers(1, 50)), st.integers(1, 20))
def test_what_is_overdue_is_due_today(due: dict[int, int], days: int) -> None:
    found = statistics.ahead(due, TODAY, days)
    assert found[0] == sum(count for day, count in due.items() if day <= TODAY)
    assert found[1:] == [due.get(TODAY + ahead, 0) for ahead in range(1, days)]


def test_the_range_of_what_would_be_recalled() -> None:
    assert statistics.share_range(0.0, 0.0, 0) == (0.0, 1.0)
    lowest, highest = statistics.share_range(90.0, 9.0, 100)
    assert (round(lowest, 4), round(highest, 4)) == (0.8412, 0.9588)
    assert statistics.share_range(2.0, -1e-17, 2) == (1.0, 1.0)
