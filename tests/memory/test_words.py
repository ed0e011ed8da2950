"""The wait in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory.histories import MINUTE, MONDAY, at
from webapp.memory.schedule import Options, Outcome, outcomes
from webapp.memory.words import long_interval, short_interval

NOW = at(MONDAY)


def in_minutes(minutes: float) -> Outcome:
    return Outcome(1, "learning", 0, 0, MONDAY, NOW + int(minutes * MINUTE))


def in_days(days: int) -> Outcome:
    return Outcome(3, "review", 0, days, MONDAY + days, None)


@pytest.mark.parametrize(
    ("outcome", "short", "long"),
    [
        (in_minutes(0.2), "1 min", "1 minute"),
        (in_minutes(1), "1 min", "1 minute"),
        (in_minutes(5.5), "5 min", "5 minutes"),
        (in_minutes(10), "10 min", "10 minutes"),
        (in_minutes(12.4), "10 min", "10 minutes"),
        (in_minutes(18.7), "15 min", "15 minutes"),
        (in_minutes(60), "60 min", "60 minutes"),
        (in_minutes(119.9), "115 min", "115 minutes"),
        (in_minutes(120), "2 h", "2 hours"),
        (in_minutes(605), "10 h", "10 hours"),
        (in_days(1), "1 d", "1 day"),
        (in_days(4), "4 d", "4 days"),
        (in_days(29), "29 d", "29 days"),
        (in_days(59), "59 d", "59 days"),
        (in_days(60), "2 mo", "2 months"),
        (in_days(90), "3 mo", "3 months"),
        (in_days(350), "11 mo", "11 months"),
        (in_days(351), "1 y", "1 year"),
        (in_days(365), "1 y", "1 year"),
        (in_days(547), "1 y", "1 year"),
        (in_days(730), "2 y", "2 years"),
        (in_days(36500), "100 y", "100 years"),
        (in_days(0), "1 d", "1 day"),
    ],
)
def test_the_words(outcome: Outcome, short: str, long: str) -> None:
    assert (short_interval(outcome, NOW, MONDAY), long_interval(outcome, NOW, MONDAY)) == (short, long)


def test_a_step_that_became_days_is_given_in_days() -> None:
    late = at(MONDAY, 27, 55)
    outcome = outcomes(None, late, "UTC", None, Options())[1]
    assert short_interval(outcome, late, MONDAY) == "1 d"


def test_fuzz_does_not_show_in_a_step() -> None:
    for tenth in range(10):
        found = outcomes(None, NOW, "UTC", tenth / 10, Options())
        assert [short_interval(found[rating], NOW, MONDAY) for rating in (1, 2)] == ["10 min", "15 min"]


@given(st.one_of(st.floats(0, 2000).map(in_minutes), st.integers(0, 40000).map(in_days)))
def test_the_short_form_begins_the_long_one(outcome: Outcome) -> None:
    short, long = short_interval(outcome, NOW, MONDAY), long_interval(outcome, NOW, MONDAY)
    assert long.startswith(short)
    assert int(short.split()[0]) >= 1


@given(st.integers(0, 40000), st.integers(0, 40000))
def test_a_longer_wait_never_reads_shorter(one: int, other: int) -> None:
    order = ["d", "mo", "y"]
    words = [short_interval(in_days(days), NOW, MONDAY).split() for days in sorted((one, other))]
    keys = [(order.index(unit), int(count)) for count, unit in words]
    assert keys == sorted(keys)
