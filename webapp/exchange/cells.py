"""Texts in the cells of a table: never a formula in somebody's spreadsheet, and yet the same text when read back.

Source: OWASP, "CSV Injection". A spreadsheet takes a cell for a formula by its first character, some also behind
spaces, quotation marks, or as a full-width form.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
MARK = "'"  # what a spreadsheet reads as "this is text"; taken off again by `restored`
_FORMULA = re.compile(r"""[\s"'“”„«»`´]*[=+\-@＝＋－＠﹢﹣﹦﹫]|[\t\r\n\0]""")


def guarded(text: str) -> str:
    """The text as it may stand in a cell. Texts that begin with the mark get another, so that none is ambiguous."""
    return MARK + text if text.startswith(MARK) or _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that `guarded` was given, exactly."""
    return cell[len(MARK) :] if cell.startswith(MARK) else cell


def csv_lines(rows: Iterable[Sequence[str | int | float | None]]) -> Iterable[str]:
    """Lines of a CSV file (RFC 4180: commas, CR LF), without the BOM. Every text is guarded; None is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def read_cells(text: str) -> list[list[str]]:
    """The texts of a CSV file that `csv_lines` has written, with or without the BOM; numbers come as texts."""
    return [[restored(cell) for cell in row] for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))]
