"""Delimited text as a table: which separator, where each row begins, and where a quotation mark was left open.

Source: RFC 4180, and what spreadsheets save under that name.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass, field

from webapp.exchange.cells import restored
from webapp.exchange.flaws import Flaw
from webapp.exchange.table import Row, Table

SEPARATORS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}  # where two fit equally well, the first
LONGEST_CELL = 64_000
_SAMPLE = 200  # rows that decide about the separator
_ANKI_HEADER = re.compile(r"#([a-z ]+):(.*)")
_ANKI_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}


@dataclass(slots=True)
class Delimited:
    """`settings` are the leading #name:value lines of an Anki text file."""

    table: Table
    separator: str
    settings: dict[str, str] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def read_delimited(text: str, separator: str = "") -> Delimited:
    """The rows of a text, whose lines end with LF, CR LF or CR. `separator` overrules what the text looks like; never
    raises."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    settings, first = _settings(text)
    body = text.split("\n")[first:]
    named = _ANKI_SEPARATORS.get(settings.get("separator", "").lower(), settings.get("separator", ""))
    separator = separator or (named if len(named) == 1 else "") or _separator_of(body)
    rows, flaws = _rows(body, first, separator)
    return Delimited(Table(rows), separator, settings, flaws)


def _settings(text: str) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")):
        setting = _ANKI_HEADER.fullmatch(line.strip())
        if not setting:
            return found, number
        found[setting[1].strip()] = setting[2].strip()
    return found, len(found)


def _separator_of(lines: list[str]) -> str:
    """The one by which most rows have the same number of cells, and more than one."""
    best, best_share = "\t", (0.0, 0)
    for separator in SEPARATORS:
        rows, _flaws = _rows(lines[: _SAMPLE * 3], 0, separator)
        counts = Counter(len(row.cells) for row in rows[:_SAMPLE])
        several = [(number, width) for width, number in counts.items() if width > 1]
        if several:
            number, width = max(several)
            share = (number / sum(counts.values()), width)
            if share > best_share:
                best, best_share = separator, share
    return best


def _rows(lines: list[str], before: int, separator: str) -> tuple[list[Row], list[Flaw]]:
    """Without blank rows. A quotation mark that is not closed would take the rest of the file with it: such a line is
    read without quotes."""
    rows: list[Row] = []
    flaws: list[Flaw] = []
    at = 0
    while at < len(lines):
        last, is_open = _end_of_row(lines, at, separator)
        if is_open:
            flaws.append(_unclosed(before + at + 1))
            rows.append(Row(before + at + 1, lines[at].split(separator)))
            last = at
        else:
            rows.append(Row(before + at + 1, _cells("\n".join(lines[at : last + 1]), separator)))
        at = last + 1
    return [row for row in rows if not row.is_blank], flaws


def _end_of_row(lines: list[str], at: int, separator: str) -> tuple[int, bool]:
    """The last line of the row that begins here, and whether it ends only with the file, inside quotation marks."""
    if '"' not in lines[at]:
        return at, False
    is_inside, size = False, 0
    for number in range(at, len(lines)):
        is_inside = _is_inside_after(lines[number], separator, is_inside)
        size += len(lines[number])
        if not is_inside:
            return number, False
        if size > LONGEST_CELL:
            break
    return at, True


def _is_inside_after(line: str, separator: str, is_inside: bool) -> bool:
    """A quotation mark opens only at the beginning of a cell; doubled ones inside stand for themselves."""
    at = 0
    while (at := line.find('"', at)) >= 0:
        if is_inside and line.startswith('"', at + 1):
            at += 1
        elif is_inside:
            is_inside = False
        else:
            is_inside = _is_begin(line, separator, at)
        at += 1
    return is_inside


def _is_begin(line: str, separator: str, at: int) -> bool:
    """Whether a cell begins here, perhaps with spaces before."""
    if at == 0 or line[at - 1] == separator:
        return True
    while at > 0 and line[at - 1] == " ":
        at -= 1
    return at == 0 or line[at - 1] == separator


def _cells(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return [restored(cell) for cell in text.split(separator)]
    found = next(csv.reader([text], delimiter=separator, skipinitialspace=separator != " ", strict=False), [""])
    return [restored(cell) for cell in found]


def _unclosed(line: int) -> Flaw:
    message = "A quotation mark opens here and is never closed."
    hint = 'Close it, or write "" for a quotation mark inside a text; the line was read without it.'
    return Flaw("csv.quote", message, hint, "error", line)
