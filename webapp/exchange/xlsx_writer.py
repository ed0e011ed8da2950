"""Our own template as a workbook: every cell is text, so that no spreadsheet makes a date or a formula of an answer.

Source: formats of ECMA-376 as XlsxWriter writes them.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.table_writer import COLUMNS, rows_of
from webapp.exchange.writing import Losses, Written, legal
from webapp.kinds.registry import KINDS

LONGEST_CELL = 32_767  # characters; a spreadsheet takes no more
_ROWS_WITH_LIST = 1_000  # below the header, for questions that are added by hand
_WIDE = {"question": 50, "feedback": 40, "hint": 30, "correct": 20}
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 # the same bank gives the same bytes; a workbook knows no zones


def write(questions: Iterable[DraftQuestion]) -> Written:
    """The bytes of an XLSX file with one sheet."""
    losses = Losses()
    rows: list[Sequence[str]] = []
    for question, cells in rows_of(questions, losses):
        if max(map(len, cells)) > LONGEST_CELL:
            losses.leave_out(question, "A text is longer than a cell of a spreadsheet.", "Take CSV or our bank file.")
        else:
            rows.append(cells)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _NEVER})
    _fill(book, rows)
    book.close()
    return Written(buffer.getvalue(), len(rows), losses.found)


def _fill(book: Any, rows: Sequence[Sequence[str]]) -> None:
    sheet = book.add_worksheet("Questions")
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDE.get(name, 14), text)
        sheet.write_string(0, column, name, head)
    for number, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(number, column, legal(cell), text)
    sheet.freeze_panes(1, 0)
    kinds = [kind for kind in KINDS if kind != "cloze"]
    place = COLUMNS.index("type")
    sheet.data_validation(1, place, len(rows) + _ROWS_WITH_LIST, place, {"validate": "list", "source": kinds})
