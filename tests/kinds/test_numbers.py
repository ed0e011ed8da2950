"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.kinds.numbers import (
    agrees_in_decimals,
    agrees_in_figures,
    as_text,
    number_of,
    readings,
    spread,
    stored,
)

NUMBERS = st.decimals(-(10**12), 10**12, allow_nan=False, places=4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("43", ["43"]),
        (" 43 ", ["43"]),
        ("+43", ["43"]),
        ("-43", ["-43"]),
        ("−43", ["-43"]),
        ("– 43", ["-43"]),
        ("043", ["43"]),
        ("43.", ["43"]),
        (".5", ["0.5"]),
        (",5", ["0.5"]),
        ("1.5", ["1.5"]),
        ("1,5", ["1.5"]),
        ("1,25", ["1.25"]),
        ("1,500", ["1500", "1.5"]),
        ("1.500", ["1.5", "1500"]),
        ("0,500", ["0.5"]),
        ("0.125", ["0.125"]),
        ("1500,250", ["1500.25"]),
        ("1,5000", ["1.5"]),
        ("1 500", ["1500"]),
        ("1\u00a0500", ["1500"]),
        ("1\u202f500\u202f000", ["1500000"]),
        ("1'500", ["1500"]),
        ("1’500", ["1500"]),
        ("1,500,000", ["1500000"]),
        ("1.500.000", ["1500000"]),
        ("1,500.25", ["1500.25"]),
        ("1.500,25", ["1500.25"]),
        ("1 500,25", ["1500.25"]),
        ("1 500.25", ["1500.25"]),
        ("1,234,567.125", ["1234567.125"]),
        ("1.5e3", ["1500"]),
        ("1,5E+3", ["1500"]),
        ("15e-1", ["1.5"]),
        ("1.5 x 10^3", ["1500"]),
        ("1.5·10^3", []),
        ("1.5 × 10^-3", ["0.0015"]),
        ("1.5*10^3", ["1500"]),
        ("٤٣", ["43"]),
        ("４３", ["43"]),
        ("", []),
        ("  ", []),
        ("forty", []),
        ("4 3", []),
        ("15 00", []),
        ("1,50,000", []),
        ("1500,000.5", []),
        ("1 500,000.5", []),
        ("1.5.2", []),
        ("1,5 00", []),
        ("1 500,000 000", []),
        ("--4", []),
        ("4²", []),
        ("43 years", []),
        ("1e9999", []),
        ("nan", []),
        ("1" * 81, []),
    ],
)
def test_readings(text: str, expected: list[str]) -> None:
    assert readings(text) == tuple(Decimal(number) for number in expected)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("43 years", "years", ["43"]),
        ("43years", "years", ["43"]),
        ("43 Year", "years", ["43"]),
        ("43 metres", "metre", ["43"]),
        ("43", "years", ["43"]),
        ("43 months", "years", []),
        ("5 km", "m", []),
        ("12 %", "%", ["12"]),
        ("12 percent", "%", ["12"]),
        ("$12", "$", ["12"]),
        ("12 dollars", "$", ["12"]),
        ("1,500 kg", "kg", ["1500", "1.5"]),
        ("kg", "kg", []),
    ],
)
def test_units(text: str, unit: str, expected: list[str]) -> None:
    assert readings(text, unit) == tuple(Decimal(number) for number in expected)


def test_of_two_readings_the_author_means_thousands_by_a_comma() -> None:
    assert number_of("1,500") == Decimal(1500)
    assert number_of("1.500") == Decimal("1.5")
    assert number_of("much") is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("43", "43"),
        ("43.00", "43"),
        ("1.5E+3", "1500"),
        ("0.00150", "0.0015"),
        ("-0", "0"),
        ("0E+7", "0"),
        ("1E+40", "1E+40"),
        ("1.50E-40", "1.5E-40"),
    ],
)
def test_as_text(number: str, text: str) -> None:
    assert as_text(Decimal(number)) == text
    assert stored(text) == Decimal(number)


@pytest.mark.prop
@given(NUMBERS)
def test_what_is_written_is_read_again(number: Decimal) -> None:
    assert number in readings(as_text(number))


@pytest.mark.prop
@given(st.integers(-(10**15), 10**15))
def test_groups_of_three_with_any_separator(number: int) -> None:
    for mark in (" ", "\u202f", "'", ","):
        assert Decimal(number) in readings(f"{number:,}".replace(",", mark))


@pytest.mark.prop
@given(st.text(alphabet="0123456789.,' eExX^*+-−%²٣", max_size=90))
def test_no_text_crashes(text: str) -> None:
    found = readings(text, "%")
    assert len(found) <= 2
    assert all(stored(as_text(number)) == number for number in found)


@pytest.mark.parametrize(
    ("number", "amount", "is_relative", "bounds"),
    [
        ("1.0", "0.1", False, ("0.9", "1.1")),
        ("43", "0", False, ("43", "43")),
        ("200", "0.05", True, ("190", "210")),
        ("-200", "0.05", True, ("-210", "-190")),
        ("0", "0.05", True, ("0", "0")),
    ],
)
def test_bounds_are_exact_decimals(number: str, amount: str, is_relative: bool, bounds: tuple[str, str]) -> None:
    low, high = spread(Decimal(number), Decimal(amount), is_relative)
    assert (as_text(low), as_text(high)) == bounds


@pytest.mark.parametrize(
    ("one", "other", "figures", "expected"),
    [
        ("3.14", "3.14159", 3, True),
        ("3.141", "3.14159", 3, True),
        ("3.15", "3.14159", 3, False),
        ("0.00345", "0.003452", 3, True),
        ("1500", "1549", 2, True),
        ("1500", "1550", 2, False),
        ("2.5", "3", 1, True),
    ],
)
def test_significant_figures(one: str, other: str, figures: int, expected: bool) -> None:
    assert agrees_in_figures(Decimal(one), Decimal(other), figures) is expected


@pytest.mark.parametrize(
    ("one", "other", "places", "expected"),
    [
        ("3.14", "3.14159", 2, True),
        ("3.1", "3.14159", 2, False),
        ("3", "3.4", 0, True),
        ("0.125", "0.13", 2, True),
        ("1e300", "1", 2, False),
    ],
)
def test_decimal_places(one: str, other: str, places: int, expected: bool) -> None:
    assert agrees_in_decimals(Decimal(one), Decimal(other), places) is expected
