"""The template as a workbook: every cell a text, whatever it looks like."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from tests.exchange.written import bank_of, drafted, variants
from webapp.exchange import sheets, xlsx_writer
from webapp.exchange.table_writer import COLUMNS
from webapp.exchange.writers import WRITERS

FORMULAS = ["=1+1", "+1", "@SUM(A1)", "-3/4", "'x", "1/2", "http://example.org", "{=1}"]


def cells(data: bytes) -> list[list[object]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()]


def test_texts_that_look_like_formulas_dates_or_links_stay_texts() -> None:
    options = [f'{{text: "{text}", right: {"no" if place else "yes"}}}' for place, text in enumerate(FORMULAS)]
    question = drafted(f"{{kind: choice, prompt: '=A1', options: [{', '.join(options)}]}}")
    written = xlsx_writer.write([question])
    head, row = cells(written.data)
    assert tuple(head) == COLUMNS
    assert row[COLUMNS.index("option_1") :][: len(FORMULAS)] == FORMULAS
    [again] = sheets.read(written.data).questions
    assert (again.content, written.losses) == (question.content, [])


@pytest.mark.slow  # a bank of every kind is written and read
def test_what_is_read_of_it_is_the_bank_less_the_losses() -> None:
    written = WRITERS["xlsx"](bank_of(*variants()))
    found = sheets.read(written.data)
    assert (found.errors, len(found.questions)) == ([], written.written)
    assert [loss.code for loss in written.losses if loss.code in ("write.differs", "write.unread")] == []


@pytest.mark.slow  # a bank of every kind is written and read
def test_the_same_bank_is_the_same_workbook() -> None:
    assert xlsx_writer.write(variants()) == xlsx_writer.write(variants())
