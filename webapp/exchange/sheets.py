"""Workbooks (XLSX, XLS, ODS): each sheet a table of texts, cell by cell as their program shows them.

A cell that a spreadsheet has changed (a date that was a fraction, a formula without a value) is named at its place.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from webapp.exchange import xlsx_cells
from webapp.exchange.contract import Drafts
from webapp.exchange.delimited import read_table
from webapp.exchange.drafting import MOST_QUESTIONS, Drafting
from webapp.exchange.headers import columns_of
from webapp.exchange.media import Files
from webapp.exchange.safe_zip import unsafe
from webapp.exchange.table import Row, Table, letters_of
from webapp.exchange.table_changes import AS_IT_IS, TableChange

NAME = "sheets"
MOST_COLUMNS = 200
MOST_CELLS = 4_000_000
LONGEST_NUMBER = 10**15  # from here on a spreadsheet rounds
Note = tuple[str, str, str]


def read(data: bytes, files: Files | None = None, change: TableChange = AS_IT_IS) -> Drafts:
    """The questions of a workbook; its setting "header" has the names of the columns, with tabs between
    them. Never raises for what it holds."""
    found = Drafting(NAME, files)
    is_archive = zipfile.is_zipfile(io.BytesIO(data))  # else the old format, which ends at 65,536 rows, 256 columns
    flaw = unsafe(data) if is_archive else None
    if flaw:
        found.flaw(flaw)
        return found.done()
    if is_archive and xlsx_cells.largest(data) > MOST_CELLS:
        message = f"A sheet of this workbook has more than {MOST_CELLS:,} cells."
        found.error("file.size", message, "Delete the empty rows and columns at its end, and save it again.")
        return found.done()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        unread = xlsx_cells.without_value(data) if is_archive else {}
        made = [_table(found, workbook, each, unread.get(each.name, {})) for each in workbook.sheets_metadata]
        tables = [table for table in made if table]
    except (CalamineError, OSError, ValueError, MemoryError):
        message = "This workbook cannot be opened: it is damaged or protected by a password."
        found.error("sheet.broken", message, "Open it in its program and save it once more, without a password.")
        return found.done()
    _read(found, tables, change)
    if not found.drafts.questions and not found.drafts.problems:
        found.error("file.empty", "There is nothing in this workbook.", "Was it saved? Upload it again.")
    return found.done()


def _read(found: Drafting, tables: Sequence[Table], change: TableChange) -> None:
    """Sheets with a header; where no sheet has one, the first as cards."""
    with_header = [table for table in tables if columns_of(table.rows)]
    chosen = with_header or list(tables[:1])
    if chosen:
        columns = columns_of(chosen[0].rows)
        cells = chosen[0].rows[columns.row if columns else 0].cells
        found.drafts.settings["header"] = "\t".join(" ".join(cell.split()) for cell in cells)
    for table in tables:
        if table in chosen:
            read_table(found, change.of(table))
        else:
            message = f"The sheet “{table.sheet}” has no header with a question and an answer; it was left out."
            found.inform("sheet.left_out", message, sheet=table.sheet)


def _table(found: Drafting, workbook: Any, metadata: Any, unread: xlsx_cells.Places) -> Table | None:
    if metadata.typ != SheetTypeEnum.WorkSheet:
        return None
    if metadata.visible != SheetVisibleEnum.Visible:
        found.inform("sheet.hidden", f"The sheet “{metadata.name}” is hidden and was not read.", sheet=metadata.name)
        return None
    sheet = workbook.get_sheet_by_name(metadata.name)
    rows = []
    # why not the default: it leaves out empty rows at the top, and the number of each row below would be wrong
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        row = _row(number, cells[:MOST_COLUMNS])
        _note_unread(row, unread)
        if not row.is_blank or row.notes:
            rows.append(row)
        if len(rows) > MOST_QUESTIONS + 100:
            message = f"The sheet has more than {MOST_QUESTIONS:,} rows; the rest was left out."
            found.error("file.size", message, "Split it into several files.", line=number, sheet=metadata.name)
            break
    return Table(rows, metadata.name) if rows else None


def _note_unread(row: Row, unread: xlsx_cells.Places) -> None:
    for column in range(len(row.cells)) if unread else ():
        sort, value = unread.get((row.number, column), ("", ""))
        cell = f"{letters_of(column)}{row.number}"
        if sort == xlsx_cells.ERROR:
            hint = "Mend its formula, or type the text."
            row.notes[column] = "sheet.value_error", f"{cell} holds the error {value}.", hint
        elif sort:
            hint = "Open the file in Excel and save it once."
            row.notes[column] = "sheet.formula_error", f"{cell} holds a formula without a value.", hint


def _row(number: int, cells: Sequence[Any]) -> Row:
    row = Row(number, [])
    for column, value in enumerate(cells):
        text, note = _cell(value)
        row.cells.append(text)
        if note:
            row.notes[column] = note
    return row


def _cell(value: Any) -> tuple[str, Note | None]:
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, datetime | date | time | timedelta):
        hint = "If it was something else, format the column as text and type it again."
        return str(value), ("sheet.date", f"The spreadsheet made a date of this cell: {value}.", hint)
    return str(value), None


def _number(value: float) -> tuple[str, Note | None]:
    note = None
    if abs(value) >= LONGEST_NUMBER:
        message = f"The number {value:.0f} has more than 15 digits; a spreadsheet rounds such numbers."
        note = "sheet.long_number", message, "Format the column as text and type it again."
    if value == int(value) and abs(value) < 10**18:
        return str(int(value)), note
    return repr(value), note
