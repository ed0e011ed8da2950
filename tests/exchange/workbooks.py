"""Workbooks for tests, made in memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter


def workbook(*sheets: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None, top: int = 0) -> bytes:
    """The bytes of an XLSX file; `change` may do more to it before it is closed; `top` rows stay empty above."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    for rows in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows, top):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    if change:
        change(book)
    book.close()
    return buffer.getvalue()
