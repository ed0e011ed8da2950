"""What a teacher says of a table before it is read: what its columns hold, and whether cells are written as HTML is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from webapp.exchange.drafting import Drafting, shown
from webapp.exchange.fixes import with_signs
from webapp.exchange.headers import columns_of
from webapp.exchange.table import Row, Table, letters_of
from webapp.text.simplified import looks_like_html

_SIGN = re.compile(
    r"&(?:lt|gt|amp|quot|apos|nbsp|ndash|mdash|hellip|deg|times|szlig|[aeiouAEIOU](?:acute|grave|circ|uml)|[cn](?:cedil|tilde)"
    r"|#[0-9]{2,5}|#x[0-9A-Fa-f]{2,5});"
)
_IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class TableChange:
    """`meanings` by the number of the column, from 0: words that a header may have, or "ignored"."""

    meanings: Mapping[int, str] = field(default_factory=dict)
    has_signs_of_html: bool = False

    def of(self, table: Table) -> Table:
        rows = [self._decoded(row) for row in table.rows] if self.has_signs_of_html else list(table.rows)
        if self.meanings and rows:
            columns = columns_of(rows)
            place = columns.row if columns else 0
            rows[place] = replace(
                rows[place], cells=[self._word(at, cell) for at, cell in enumerate(rows[place].cells)]
            )
        return Table(rows, table.sheet)

    def _word(self, column: int, cell: str) -> str:
        meaning = self.meanings.get(column, "")
        return f"not read: {cell}" if meaning == _IGNORED else meaning or cell

    def _decoded(self, row: Row) -> Row:
        return replace(row, cells=[with_signs(cell) if "&" in cell else cell for cell in row.cells])


AS_IT_IS = TableChange()


def name_signs(found: Drafting, table: Table) -> None:
    """A cell with the name of a sign and no tag is a text as it stands; that the name may be meant is said once."""
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            sign = _SIGN.search(cell) if "&" in cell else None
            if sign and not looks_like_html(cell):
                message = f"“{sign[0]}” is shown as it stands: {shown(cell)}"
                hint = f"If HTML was meant, it reads: {shown(with_signs(cell))}"
                where = {"sheet": table.sheet, "cell": f"{letters_of(column)}{row.number}"} if table.sheet else {}
                found.once("warning", "table.entities", message, hint, line=row.number, **where)
                return
