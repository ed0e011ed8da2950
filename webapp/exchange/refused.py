"""The questions that a reader left out, each with its reasons and with what the file says at its place.

A reader hands on what it could make a question of. What it could not is named by its problems alone; here it is found
again in the bytes, so that nobody has to look for it: a row of a table by its cells, a block of a text by its lines.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from webapp.exchange.contract import Drafts, Problem
from webapp.exchange.csv_text import SEPARATORS, read_delimited
from webapp.exchange.decoding import decoded
from webapp.exchange.drafting import MOST_OF_ID, MOST_OF_TOPIC
from webapp.exchange.headers import Columns, columns_of
from webapp.exchange.table import Row

MOST = 2_000  # of one file that are looked for
_MOST_LINES = 40  # of one block
_LONGEST = 4_000  # letters of one block


@dataclass(slots=True)
class Refused:
    """`label` is what a teacher knows the question by, "" where it has nothing; `problems` are places in the list of
    the drafts. `cells` with their `header` where the file is a table, else `text`."""

    label: str
    line: int | None
    sheet: str = ""
    member: str = ""
    problems: list[int] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    text: str = ""
    external_id: str = ""
    topic: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


def refused_of(data: bytes, drafts: Drafts) -> list[Refused]:
    """By the errors of the drafts, in the order of the file. Never raises; a place that cannot be found has no text."""
    found: dict[tuple[object, ...], Refused] = {}
    for place, problem in enumerate(drafts.problems):
        if problem.severity == "error" and (problem.question or problem.line) and len(found) < MOST:
            key = _key(problem, is_table=drafts.format in ("delimited", "sheets"))
            made = found.setdefault(key, Refused(problem.question or "", problem.line, problem.sheet, problem.member))
            made.problems.append(place)
    refused = list(found.values())
    if not refused:
        return []
    if drafts.format == "delimited":
        _from_text_table(data, drafts.settings.get("separator", ""), refused)
    elif drafts.format == "sheets":
        _from_workbook(data, refused)
    elif drafts.encoding:
        _from_text(data, refused)
    return refused


def _key(problem: Problem, *, is_table: bool) -> tuple[object, ...]:
    """A row of a table is one question; elsewhere the problems of a question share its name."""
    if is_table or not problem.question:
        return problem.member, problem.sheet, problem.line
    return problem.member, problem.question


def _from_text_table(data: bytes, separator: str, refused: Sequence[Refused]) -> None:
    text = decoded(data).text
    if text is None:
        return
    signs = {name: sign for sign, name in SEPARATORS.items()}
    table = read_delimited(text, signs.get(separator, separator)).table
    _fill(table.rows, refused)


def _from_workbook(data: bytes, refused: Sequence[Refused]) -> None:
    by_sheet: dict[str, list[Refused]] = {}
    for each in refused:
        by_sheet.setdefault(each.sheet, []).append(each)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet, wanted in by_sheet.items():
            cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            _fill([Row(number, [_shown(cell) for cell in row]) for number, row in enumerate(cells, 1)], wanted)
    except (CalamineError, OSError, ValueError, MemoryError):
        return


def _shown(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)


def _fill(rows: Sequence[Row], refused: Iterable[Refused]) -> None:
    columns = columns_of(rows)
    by_number = {row.number: row for row in rows}
    for each in refused:
        row = by_number.get(each.line or 0)
        if row is None:
            continue
        each.cells = list(row.cells)
        if columns is not None:
            each.header = list(rows[columns.row].cells)
            each.raw = _raw(row, columns)
            each.external_id = row.cell(columns.at("id"))[:MOST_OF_ID]
            each.topic = row.cell(columns.at("topic"))[:MOST_OF_TOPIC]
            each.label = each.label or str(each.raw.get("prompt", ""))[:60]


def _raw(row: Row, columns: Columns) -> dict[str, Any]:
    """What can be said of the question all the same, as its kind would want it."""
    options = [text for text in (row.cell(column) for column in columns.options) if text]
    wrong = [text for text in (row.cell(column) for column in columns.wrong) if text]
    correct = row.cell(columns.at("correct"))
    raw: dict[str, Any] = {"prompt": row.cell(columns.at("question")), "explanation": row.cell(columns.at("feedback"))}
    if wrong:
        options = [correct, *wrong] if correct else wrong
    if len(options) > 1:
        right = {"right": "yes"}
        made = [{"text": text, **(right if text.casefold() == correct.casefold() else {})} for text in options]
        return {"kind": "choice", **raw, "options": made}
    return {
        "kind": "short_answer",
        **raw,
        "accept": [correct or text for text in options or [correct] if correct or text],
    }


def _from_text(data: bytes, refused: Iterable[Refused]) -> None:
    text = decoded(data).text
    if text is None:
        return
    lines = text.split("\n")
    for each in refused:
        if each.line:
            each.text = _block(lines, each.line)


def _block(lines: Sequence[str], at: int) -> str:
    """From that line to the next empty one."""
    first = min(at, len(lines)) - 1
    last = first
    while last + 1 < len(lines) and lines[last + 1].strip() and last - first < _MOST_LINES:
        last += 1
    return "\n".join(lines[first : last + 1])[:_LONGEST]


def table_of(drafts: Drafts, refused: Sequence[Refused]) -> Mapping[str, Any]:
    """What stayed out as one table: `header` and `rows` of texts. The cells of the file come first, so that a mended
    copy can be uploaded; the last two columns say what is wrong and what to do."""
    own = next((each.header for each in refused if each.header), [])
    header = [*(own or ["place", "question", "text"]), "error", "what to do"]
    rows = []
    for each in refused:
        problems = [drafts.problems[place] for place in each.problems]
        reasons = [" ".join(problem.message for problem in problems), " ".join(problem.hint for problem in problems)]
        if own:
            cells = (each.cells or [each.label])[: len(own)]
            rows.append([*cells, *[""] * (len(own) - len(cells)), *reasons])
        else:
            text = each.text or " | ".join(each.cells)
            rows.append([place_of(problems[0]), each.label, text, *reasons])
    return {"header": header, "rows": rows}


def place_of(problem: Problem) -> str:
    """The place as a teacher finds it: "cell C14 of Sheet 1", "line 17"."""
    if problem.cell:
        where = f"cell {problem.cell}" if not problem.cell.isdecimal() else f"row {problem.cell}"
        return f"{where} of “{problem.sheet}”" if problem.sheet else where
    member = f" of {problem.member}" if problem.member else ""
    if problem.line is None:
        return problem.member
    column = f", column {problem.column}" if problem.column else ""
    return f"line {problem.line}{column}{member}"
