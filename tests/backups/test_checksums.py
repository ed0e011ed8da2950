"""Equal rows have equal checksums, whatever holds them; other rows have others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Float, Integer, String

from webapp.backups.checksums import TableSum, differing, sum_of
from webapp.backups.tables import Column, Table

TABLE = Table(
    "kept",
    (
        Column("answer", JSON()),
        Column("id", Integer()),
        Column("is_right", Boolean()),
        Column("score", Float()),
        Column("word", String()),
    ),
    ("id",),
)
ROW = ('{"b":1,"a":[null]}', 1, True, 0.5, "ça")
rows = st.lists(
    st.tuples(
        st.sampled_from([None, "null", "{}", '{"a": "b"}']),
        st.integers(-(2**63), 2**63 - 1),
        st.booleans(),
        st.floats(allow_nan=False),
        st.text() | st.none(),
    ),
    max_size=5,
)


@pytest.mark.prop
@given(rows, st.randoms())
def test_the_order_of_rows_does_not_count(given_rows: list[tuple[Any, ...]], dice: Any) -> None:
    mixed = list(given_rows)
    dice.shuffle(mixed)
    assert sum_of(TABLE, mixed) == sum_of(TABLE, given_rows)


@pytest.mark.prop
@given(rows, rows)
def test_other_rows_have_another_sum(one: list[tuple[Any, ...]], other: list[tuple[Any, ...]]) -> None:
    alike = sorted(map(ascii, one)) == sorted(map(ascii, other))
    assert (sum_of(TABLE, one) == sum_of(TABLE, other)) is (alike or _means(one) == _means(other))


def _means(given_rows: list[tuple[Any, ...]]) -> list[str]:
    return sorted(ascii((*row[:3], row[3] + 0.0, *row[4:])) for row in given_rows)


def test_what_the_two_databases_write_differently_is_the_same() -> None:
    expected = sum_of(TABLE, [ROW])
    assert sum_of(TABLE, [('{"a": [null], "b": 1}', 1, 1, 0.5, "ça")]) == expected
    assert sum_of(TABLE, [("{}", 1, 0, -0.0, None)]) == sum_of(TABLE, [("{}", 1, False, 0.0, None)])


@pytest.mark.parametrize(
    "row",
    [
        ('{"b":1,"a":[]}', 1, True, 0.5, "ça"),
        ('{"b":1,"a":[null]}', 2, True, 0.5, "ça"),
        ('{"b":1,"a":[null]}', 1, False, 0.5, "ça"),
        ('{"b":1,"a":[null]}', 1, True, 0.5000000000000001, "ça"),
        ('{"b":1,"a":[null]}', 1, True, 0.5, "ca"),
    ],
)
def test_each_column_counts(row: tuple[Any, ...]) -> None:
    assert sum_of(TABLE, [row]) != sum_of(TABLE, [ROW])


def test_no_value_is_not_the_value_null() -> None:
    nothing, null = (sum_of(TABLE, [(answer, *ROW[1:])]) for answer in (None, "null"))
    assert nothing != null


def test_a_row_counts_as_often_as_it_is_there() -> None:
    sums = [sum_of(TABLE, [ROW] * number) for number in (0, 1, 3)]
    assert [each.rows for each in sums] == [0, 1, 3]
    assert sums[0].checksum == "0" * 32
    assert len({each.checksum for each in sums}) == 3


def test_the_tables_that_differ_are_named() -> None:
    one, other = TableSum(1, "a"), TableSum(1, "b")
    assert differing({"card": one}, {"card": one}) == []
    assert differing({"card": one, "user": one}, {"card": other, "review": one}) == ["card", "review", "user"]
