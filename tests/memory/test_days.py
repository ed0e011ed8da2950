"""The learner's day, at the rollover, over clock changes and at the ends of the world."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory.histories import HOUR, ZONES
from webapp.memory.days import day_begins, is_zone, local_day, offset_minutes


def instant(text: str, zone: str = "UTC", fold: int = 0) -> int:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(wall.timestamp() * 1000)


def day(at_ms: int, zone: str, day_start: int = 4) -> str:
    return date.fromordinal(local_day(at_ms, zone, day_start)).isoformat()


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        ("2026-06-10 03:59:59.999", "UTC", "2026-06-09"),
        ("2026-06-10 04:00", "UTC", "2026-06-10"),
        ("2026-06-10 23:59", "UTC", "2026-06-10"),
        # the clocks go forward at 02:00
        ("2026-03-29 01:59", "Europe/Berlin", "2026-03-28"),
        ("2026-03-29 03:59", "Europe/Berlin", "2026-03-28"),
        ("2026-03-29 04:00", "Europe/Berlin", "2026-03-29"),
        # and back at 03:00
        ("2026-10-25 03:30", "Europe/Berlin", "2026-10-24"),
        ("2026-10-25 03:59", "Europe/Berlin", "2026-10-24"),
        ("2026-10-25 04:00", "Europe/Berlin", "2026-10-25"),
        ("2026-06-10 03:59", "Pacific/Kiritimati", "2026-06-09"),
        ("2026-06-10 04:00", "Pacific/Kiritimati", "2026-06-10"),
        ("2026-06-10 03:59", "Pacific/Pago_Pago", "2026-06-09"),
        ("2026-06-10 04:00", "Pacific/Pago_Pago", "2026-06-10"),
    ],
)
def test_a_day_begins_at_four(wall: str, zone: str, expected: str) -> None:
    assert day(instant(wall, zone), zone) == expected


@pytest.mark.parametrize("fold", [0, 1])
def test_the_hour_that_comes_twice_belongs_to_the_day_before(fold: int) -> None:
    assert day(instant("2026-10-25 02:30", "Europe/Berlin", fold), "Europe/Berlin") == "2026-10-24"


def test_one_instant_is_three_days_around_the_world() -> None:
    at = instant("2026-06-10 11:00")
    assert [day(at, zone, 0) for zone in ("Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago")] == [
        "2026-06-11",
        "2026-06-10",
        "2026-06-10",
    ]
    assert [day(at - HOUR, zone, 0) for zone in ("Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago")] == [
        "2026-06-11",
        "2026-06-10",
        "2026-06-09",
    ]


def test_a_flight_west_turns_the_day_back() -> None:
    landed = instant("2026-06-10 08:00", "Asia/Tokyo")
    assert day(landed, "Asia/Tokyo") == "2026-06-10"
    assert day(landed, "America/Los_Angeles") == "2026-06-09"


@pytest.mark.parametrize(
    ("day_start", "expected"),
    [(0, "2026-06-10"), (4, "2026-06-09"), (23, "2026-06-09")],
)
def test_the_rollover_can_be_chosen(day_start: int, expected: str) -> None:
    assert day(instant("2026-06-10 02:00"), "UTC", day_start) == expected


@pytest.mark.parametrize(
    ("wall", "zone", "minutes"),
    [
        ("2026-01-10 12:00", "Europe/Berlin", 60),
        ("2026-06-10 12:00", "Europe/Berlin", 120),
        ("2026-06-10 12:00", "Pacific/Pago_Pago", -660),
        ("2026-06-10 12:00", "Pacific/Kiritimati", 840),
        ("2026-06-10 12:00", "Asia/Kathmandu", 345),
    ],
)
def test_the_offset(wall: str, zone: str, minutes: int) -> None:
    assert offset_minutes(instant(wall, zone), zone) == minutes


@pytest.mark.parametrize(
    ("text", "zone", "day_start", "begins"),
    [
        ("2026-06-10", "UTC", 4, "2026-06-10 04:00+00:00"),
        ("2026-03-29", "Europe/Berlin", 4, "2026-03-29 04:00+02:00"),
        ("2026-03-29", "Europe/Berlin", 2, "2026-03-29 03:00+02:00"),  # there is no 02:00
        ("2026-10-25", "Europe/Berlin", 2, "2026-10-25 02:00+02:00"),  # 02:00 comes twice
        ("2026-10-25", "Europe/Berlin", 3, "2026-10-25 03:00+01:00"),
        ("2026-10-04", "Australia/Lord_Howe", 2, "2026-10-04 02:30+11:00"),  # half an hour is skipped
        ("2011-12-30", "Pacific/Apia", 4, "2011-12-31 00:00+14:00"),  # the 30th was skipped, its evening was not
        ("2011-12-31", "Pacific/Apia", 4, "2011-12-31 04:00+14:00"),
    ],
)
def test_when_a_day_begins(text: str, zone: str, day_start: int, begins: str) -> None:
    expected = int(datetime.fromisoformat(begins).timestamp() * 1000)
    assert day_begins(date.fromisoformat(text).toordinal(), zone, day_start) == expected


@given(st.integers(date(2015, 1, 1).toordinal(), date(2035, 1, 1).toordinal()), ZONES, st.integers(0, 23))
def test_a_day_begins_with_its_first_instant(number: int, zone: str, day_start: int) -> None:
    begins = day_begins(number, zone, day_start)
    assert local_day(begins, zone, day_start) == number
    assert local_day(begins - 1, zone, day_start) == number - 1


@given(st.integers(1_400_000_000_000, 2_000_000_000_000), ZONES, st.integers(0, 23))
def test_a_day_is_the_date_of_the_wall_clock_less_the_rollover(at: int, zone: str, day_start: int) -> None:
    wall = datetime.fromtimestamp(at // 1000, ZoneInfo(zone))
    expected = (wall - timedelta(hours=day_start)).date()
    assert day(at, zone, day_start) == expected.isoformat()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Europe/Berlin", True),
        ("UTC", True),
        ("Mars/Olympus", False),
        ("", False),
        ("../etc/passwd", False),
        ("a\0b", False),
    ],
)
def test_names_of_zones(name: str, expected: bool) -> None:
    assert is_zone(name) is expected


def test_an_unknown_zone_is_an_error() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        local_day(0, "Mars/Olympus")
