"""What is wrong at a place of a file, before anybody knows which question stands there."""

from dataclasses import dataclass

from webapp.exchange.contract import Severity


@dataclass(frozen=True, slots=True)
class Flaw:
    """`line` and `column` count from 1; None where the flaw is the whole file's."""

    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    line: int | None = None
    column: int | None = None
