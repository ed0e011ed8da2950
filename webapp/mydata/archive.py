"""The file that somebody takes along: a ZIP of data.json, two tables, the pictures of own banks, and a page that says
what is what."""

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Any, cast

from webapp.exchange.cells import BOM, csv_lines
from webapp.study.tables import CARDS, REVIEWS, card_cells, review_cells

FORMAT = "recollect-learner"
VERSION = 1
IN_MEMORY = 1 << 20  # bytes of a table before it goes to a file of its own

Rows = Iterable[Mapping[str, Any]]

README = """What Recollect has stored about you
===================================

data.json    Everything, for a program: your account and settings, the banks and questions you have met, every answer
             with its time, your sessions and reports, what the app knows of each card, and the banks that you made.
reviews.csv  Your answers, one a row, for a spreadsheet.
cards.csv    Your cards and when they return, for a spreadsheet.
media        Pictures and sounds of the banks that you made, if they have some; data.json names them media:….

Another Recollect can read the ZIP: whoever runs it enters

    flask --app webapp users import recollect-data.zip --name YOUR-NAME

and your answers and cards are there as they were here.

Times are in UTC, days are yours. In the tables a text that a spreadsheet could take for a formula has an apostrophe in
front; data.json has all texts as they are. Passwords and keys of logins are not in here: they are not kept in a form
that could be read. Of questions that you have not answered yet the answers are left out.
"""


def write_archive(
    target: IO[bytes], parts: Mapping[str, Rows], files: Iterable[tuple[str, bytes]], *, now: int
) -> None:
    """Write the ZIP; the parts are read one after the other, in their order, and each once, and so are the files."""
    made = datetime.fromtimestamp(now / 1000, UTC).timetuple()[:6]
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file,
        _table(REVIEWS) as reviews,
        _table(CARDS) as cards,
    ):
        copies = _Copies(reviews, cards)
        with file.open(_entry("data.json", made), "w", force_zip64=True) as data:
            for text in data_lines(copies.passing(parts), now=now):
                data.write(text.encode())
        for name, table in (("reviews.csv", reviews), ("cards.csv", cards)):
            _add(file, _entry(name, made), table)
        for name, content in files:
            entry = _entry(name, made)
            entry.compress_type = zipfile.ZIP_STORED  # pictures are small already
            file.writestr(entry, content)
        with file.open(_entry("README.txt", made), "w") as readme:
            readme.write(README.replace("\n", "\r\n").encode())


def data_lines(parts: Mapping[str, Rows], *, now: int) -> Iterator[str]:
    """data.json, a row a line."""
    yield f'{{"format": "{FORMAT}", "format_version": {VERSION}, "exported_at": {now}'
    for name, rows in parts.items():
        yield f",\n{json.dumps(name)}: ["
        between = "\n"
        for row in rows:
            yield between + json.dumps(row, ensure_ascii=False)
            between = ",\n"
        yield "]"
    yield "}\n"


class _Copies:
    """Rows on their way into data.json, copied into the tables: the log is read once."""

    def __init__(self, reviews: IO[bytes], cards: IO[bytes]) -> None:
        self.reviews, self.cards = reviews, cards
        self.contents: dict[str, dict[str, Any]] = {}

    def passing(self, parts: Mapping[str, Rows]) -> dict[str, Rows]:
        return {name: self._copied(name, rows) for name, rows in parts.items()}

    def _copied(self, name: str, rows: Rows) -> Rows:
        if name not in {"versions", "reviews", "cards"}:
            return rows
        return self._copying(name, rows)

    def _copying(self, name: str, rows: Rows) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            if name == "reviews":
                _write(self.reviews, review_cells(row, self.contents))
            elif name == "cards":
                _write(self.cards, card_cells(row))
            elif row["content"] is not None:
                self.contents[row["key"]] = row["content"]
            yield row


def aside() -> IO[bytes]:
    """A file of no name: in memory while it is small, gone when it is closed."""
    file: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 # whoever asks for it closes it
    return cast(IO[bytes], file)


def _table(names: Iterable[str]) -> IO[bytes]:
    file = aside()
    file.write(BOM.encode())
    _write(file, list(names))
    return file


def _write(file: IO[bytes], row: Any) -> None:
    for line in csv_lines([row]):
        file.write(line.encode())


def _entry(name: str, made: tuple[int, ...]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (made[0], made[1], made[2], made[3], made[4], made[5]))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _add(file: zipfile.ZipFile, entry: zipfile.ZipInfo, table: IO[bytes]) -> None:
    table.seek(0)
    with file.open(entry, "w", force_zip64=True) as target:
        while chunk := table.read(1 << 16):
            target.write(chunk)
