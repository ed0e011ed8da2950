"""A file read as its teacher says: format, encoding, separator and the meaning of columns. Knows no request."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from webapp.exchange import apkg, delimited, sheets
from webapp.exchange.apkg_history import learned_cards
from webapp.exchange.contract import Drafts, Problem
from webapp.exchange.csv_text import SEPARATORS, read_delimited
from webapp.exchange.decoding import decoded
from webapp.exchange.fixes import HTML, fixed
from webapp.exchange.fixes import TWICE as TWICE_FIX
from webapp.exchange.folder import join
from webapp.exchange.headers import columns_of
from webapp.exchange.media import Files, is_media_name
from webapp.exchange.refused import refused_of
from webapp.exchange.sniffing import read_file
from webapp.exchange.table_changes import AS_IT_IS, TableChange
from webapp.teaching.packing import Found

LEARNED = "learned"  # among the settings of a package: how many of its cards its owner has learned
TWICE = "twice"  # UTF-8 that was taken for Windows-1252 once and saved
ENCODINGS = ("utf-8", "cp1252", "iso8859_2", "cp1250", "cp1251", "mac_roman", "utf-16", TWICE)
# What a column may hold, as headers name it; "" leaves it as it is.
MEANINGS = ("question", "correct", "type", "feedback", "hint", "topic", "tags", "id", "points", "source", "ignored")
_SIGNS = {name: sign for sign, name in SEPARATORS.items()}


@dataclass(frozen=True, slots=True)
class Reading:
    """What its teacher has chosen; "" leaves it to the file. `columns` are meanings by the number of the column,
    `fixes` what is to be put right in the whole file (`exchange.fixes`)."""

    format: str = ""
    encoding: str = ""
    separator: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    fixes: Sequence[str] = ()

    @property
    def said(self) -> dict[str, Any]:
        return {**asdict(self), "columns": dict(self.columns), "fixes": list(self.fixes)}

    @property
    def of_table(self) -> TableChange:
        """For a workbook; the header of a text is written anew, so that what stays out is found by it too."""
        meanings = {int(place): name for place, name in self.columns.items() if is_meaning(name)}
        return TableChange(meanings, HTML in self.fixes)


class CannotDecode(Exception):
    """The bytes are none of that encoding."""


def read(data: bytes, name: str, reading: Reading, beside: Mapping[str, bytes] | None = None) -> Found:
    """`beside` are pictures, sounds and further files of questions by their names. Never raises for what a file holds.
    Raises CannotDecode."""
    encoding = reading.encoding or (TWICE if TWICE_FIX in reading.fixes else "")
    text_bytes = fixed(_as_utf8(data, encoding) if encoding else data, reading.fixes)
    if reading.columns:
        text_bytes = _with_columns(text_bytes, reading)
    header: list[str] = []
    files = Files(companions=beside)
    if reading.separator and reading.format in ("", delimited.NAME):
        drafts = _of_table(text_bytes, reading, files)
    else:
        drafts = read_file(text_bytes, name, format=reading.format, companions=beside)
        if drafts.format == delimited.NAME and HTML in reading.fixes:
            drafts = _of_table(text_bytes, reading, files)
        elif drafts.format == sheets.NAME and reading.of_table != AS_IT_IS:
            drafts = sheets.read(data, files, reading.of_table)
    for called, content in (beside or {}).items():
        if not is_media_name(called):
            join(drafts, called, read_file(content, called, companions=beside))
    drafts.name = name
    if reading.encoding and drafts.encoding:
        drafts.encoding = reading.encoding
    if drafts.format == delimited.NAME:
        header = _header_of(_as_utf8(data, encoding) if encoding else data, drafts)
    elif drafts.format == sheets.NAME:
        header = drafts.settings.pop("header", "").split("\t")
    if drafts.format == apkg.NAME and (learned := learned_cards(data)):
        drafts.settings[LEARNED] = str(learned)
    return Found(drafts, refused_of(text_bytes, drafts), header)


def _as_utf8(data: bytes, encoding: str) -> bytes:
    try:
        if encoding == TWICE:
            return data.decode("utf-8-sig").encode("cp1252").decode("utf-8").encode()
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding).encode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise CannotDecode(encoding) from error


def _of_table(data: bytes, reading: Reading, files: Files) -> Drafts:
    file = decoded(data)
    problems = [Problem(f.severity, f.line, f.column, None, "", f.message, f.hint, f.code) for f in file.flaws]
    if file.text is None:
        return Drafts("", problems=problems)
    separator = _SIGNS.get(reading.separator, reading.separator)
    drafts = delimited.read(file.text, separator, files, TableChange(has_signs_of_html=HTML in reading.fixes))
    drafts.encoding = file.encoding
    drafts.problems[:0] = problems
    return drafts


def _header_of(data: bytes, drafts: Drafts) -> list[str]:
    """The header of a text table as the file has it; [] where there is none."""
    text = decoded(data).text or ""
    table = read_delimited(text, _SIGNS.get(drafts.settings.get("separator", ""), "")).table
    columns = columns_of(table.rows)
    row = table.rows[columns.row if columns else 0] if table.rows else None
    return list(row.cells) if row and (columns or len(row.cells) > 2) else []


def _with_columns(data: bytes, reading: Reading) -> bytes:
    """The file with other words in its header, where that is one line: nothing below it moves."""
    text = decoded(data).text
    if text is None:
        return data
    file = read_delimited(text, _SIGNS.get(reading.separator, ""))
    rows, columns = file.table.rows, columns_of(file.table.rows)
    if not rows:
        return data
    row = rows[columns.row if columns else 0]
    words = [_word(cell, reading.columns.get(str(place), "")) for place, cell in enumerate(row.cells)]
    lines = text.split("\n")
    lines[row.number - 1] = file.separator.join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in words)
    return "\n".join(lines).encode()


def _word(cell: str, meaning: str) -> str:
    if meaning == "ignored":
        return f"not read: {cell}"
    return meaning if is_meaning(meaning) else cell


def is_meaning(name: str) -> bool:
    return name in MEANINGS or name.startswith("option")
