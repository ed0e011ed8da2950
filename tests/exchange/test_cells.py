"""S37: no text becomes a formula in a spreadsheet, and each comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.exchange.cells import BOM, csv_lines, guarded, read_cells, restored

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠A",
    " =1",
    '"=1',
    "'=1",
    "\n=1",
    "﹦1",
)
PLAIN = ("", "1948", "a = b", "Yalta", "3-4", "e-mail", "–", "é", "=")[:-1]


@pytest.mark.parametrize("text", FORMULAS)
def test_s37_a_text_that_could_be_a_formula_gets_a_mark(text: str) -> None:
    assert guarded(text) == "'" + text
    assert restored(guarded(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_s37_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text == restored(text)


@pytest.mark.prop
@given(st.text())
def test_s37_each_text_comes_back(text: str) -> None:
    assert restored(guarded(text)) == text


@pytest.mark.prop
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=3), max_size=3))
def test_s37_a_table_comes_back(rows: list[list[str]]) -> None:
    assert read_cells(BOM + "".join(csv_lines(rows))) == rows


def test_numbers_and_nothing_are_no_texts() -> None:
    assert list(csv_lines([["a", 1, 2.5, None], ["-1", -1, "", "x,y"]])) == ["a,1,2.5,\r\n", '\'-1,-1,,"x,y"\r\n']
