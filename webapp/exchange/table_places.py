"""Problems of a table, each at the place where the teacher's program shows it."""

from dataclasses import dataclass
from typing import Any

from webapp.exchange.contract import Severity
from webapp.exchange.drafting import Drafting
from webapp.exchange.table import Row, Table, letters_of


@dataclass(frozen=True, slots=True)
class Places:
    found: Drafting
    table: Table

    def tell(
        self,
        severity: Severity,
        row: Row,
        column: int | None,
        code: str,
        message: str,
        hint: str = "",
        question: str | None = None,
    ) -> None:
        where: dict[str, Any] = {"line": row.number, "question": question}
        if self.table.sheet:
            cell = f"{letters_of(column)}{row.number}" if column is not None else str(row.number)
            where |= {"sheet": self.table.sheet, "cell": cell}
        self.found.tell(severity, code, message, hint, **where)

    def error(self, row: Row, column: int | None, code: str, message: str, hint: str, question: str = "") -> None:
        self.tell("error", row, column, code, message, hint, question or None)

    def warn(self, row: Row, column: int | None, code: str, message: str, hint: str, question: str = "") -> None:
        self.tell("warning", row, column, code, message, hint, question or None)

    def pass_on_notes(self, row: Row, question: str) -> bool:
        """What whoever read the cells remarked on them. Whether the row can still be used."""
        for column, (code, message, hint) in row.notes.items():
            self.tell("error" if code.endswith("_error") else "warning", row, column, code, message, hint, question)
        return not any(code.endswith("_error") for code, _message, _hint in row.notes.values())
