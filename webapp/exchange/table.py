"""A table of texts, wherever it came from: lines of a CSV file or rows of a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """`number` is the row or line as the teacher's program shows it, from 1. `notes` are remarks of whoever read the
    cells, by column (from 0): code, message, hint."""

    number: int
    cells: list[str]
    notes: dict[int, tuple[str, str, str]] = field(default_factory=dict)

    def cell(self, column: int | None) -> str:
        """ "" where the row ends before it."""
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(slots=True)
class Table:
    """`sheet` is the name of the sheet, "" for a text file."""

    rows: list[Row]
    sheet: str = ""


def letters_of(column: int) -> str:
    """The column as spreadsheets name it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def width_of(rows: Sequence[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)
