"""Delimited text (CSV, TSV, Quizlet's and Anki's text): tables with a header, and lists of cards without one."""

from collections import Counter

from webapp.exchange.card_rows import read_cards
from webapp.exchange.contract import Drafts
from webapp.exchange.csv_text import SEPARATORS, Delimited, read_delimited
from webapp.exchange.drafting import Drafting
from webapp.exchange.headers import columns_of, is_roster
from webapp.exchange.media import Files
from webapp.exchange.table import Table
from webapp.exchange.table_changes import AS_IT_IS, TableChange, name_signs
from webapp.exchange.table_rows import read_rows

NAME = "delimited"
_ENOUGH = 0.5  # of the rows must have the same number of cells, two at least


def has_header(text: str) -> bool:
    """Whether a row near its top names a question and an answer: braces and equals signs then belong to cells."""
    return columns_of(read_delimited(text[:50_000]).table.rows) is not None


def looks_like(text: str) -> bool:
    file = read_delimited(text[:50_000])
    if file.settings:
        return True
    widths = Counter(len(row.cells) for row in file.table.rows)
    several = sum(count for width, count in widths.items() if width > 1)
    if several == 1 and file.separator in ",;":  # a sentence has these too
        return False
    return bool(several) and several >= _ENOUGH * sum(widths.values())


def read(text: str, separator: str = "", files: Files | None = None, change: TableChange = AS_IT_IS) -> Drafts:
    """The questions of a table. `separator` overrules what the text looks like; never raises for what it holds."""
    found = Drafting(NAME, files)
    file = read_delimited(text.removeprefix("\ufeff"), separator)
    for flaw in file.flaws:
        found.flaw(flaw)
    read_table(found, change.of(file.table), file)
    name = SEPARATORS.get(file.separator, file.separator)
    found.drafts.settings = {**file.settings, "separator": name}
    return found.done()


def read_table(found: Drafting, table: Table, file: Delimited | None = None) -> None:
    columns = None if file and file.settings else columns_of(table.rows)
    if columns is None and is_roster(table.rows):
        message = "This is a list of people, with names and e-mail addresses or logins, and no file of questions."
        hint = "It was not kept. Upload the questions; people sign up by themselves, or an admin adds them."
        found.error("file.roster", message, hint, sheet=table.sheet)
        return
    if not (file and file.settings.get("html") == "true"):
        name_signs(found, table)
    if columns is not None:
        read_rows(found, table, columns)
    elif table.rows:
        read_cards(found, table, file)
