"""Every file of the samples, as it would be uploaded: what is read, kept and refused, beside what was counted in it.

`pytest -s` prints the table. A difference from the count needs its reason in `sample_differences.py`.
"""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.exchange.sample_differences import REASONS, SHOWN
from webapp.exchange.contract import Drafts
from webapp.exchange.sniffing import read_file

SAMPLES = os.environ.get("RECOLLECT_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="RECOLLECT_SAMPLES is not set")


@dataclass(frozen=True)
class Row:
    """`refused` are questions that an error names, or the file as a whole where nothing of it was read; `shown` are
    pictures and sounds that came along."""

    file: str
    format: str
    counted: str
    read: int
    kept: int
    refused: int
    code: str
    said: str
    shown: int = 0

    @property
    def is_as_counted(self) -> bool:
        return self.counted == str(self.read + self.kept) and not self.refused


def row_of(file: str, counted: str, drafts: Drafts) -> Row:
    places = {(each.member, each.line, each.sheet, each.question or each.code) for each in drafts.errors}
    first = drafts.errors[0] if drafts.errors else None
    read, kept = len(drafts.questions), len(drafts.kept)
    code, said = (first.code, first.message) if first else ("", "")
    return Row(file, drafts.format or "-", counted, read, kept, len(places), code, said, len(drafts.media))


def table() -> list[Row]:
    with (Path(SAMPLES) / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        listed = list(csv.DictReader(manifest, delimiter="\t"))
    return [
        row_of(each["file"], each["questions"], read_file((Path(SAMPLES) / each["file"]).read_bytes(), each["file"]))
        for each in listed
    ]


def lines_of(rows: list[Row]) -> list[str]:
    """The table, with its sums at the end."""
    lines = [f"{'format':12}{'counted':>12}{'read':>6}{'kept':>6}{'refused':>8}{'shown':>6}  file"]
    for row in rows:
        said = f"  [{row.code}: {row.said}]" if row.code else ""
        figures = f"{row.counted:>12}{row.read:>6}{row.kept:>6}{row.refused:>8}{row.shown:>6}"
        lines.append(f"{row.format:12}{figures}  {row.file}{said}")
    counted = sum(int(row.counted) for row in rows if row.counted.isdecimal())
    sums = [sum(getattr(row, name) for row in rows) for name in ("read", "kept", "refused", "shown")]
    return [*lines, f"{'in all':12}{counted:>12}{sums[0]:>6}{sums[1]:>6}{sums[2]:>8}{sums[3]:>6}  {len(rows)} files"]


@pytest.mark.slow  # some four hundred files of other people, some of them long
def test_every_difference_from_the_count_has_its_reason() -> None:
    rows = table()
    sys.stdout.write("\n".join(["", *lines_of(rows), ""]))
    unlike = {row.file: (row.counted, row.read, row.kept, row.refused) for row in rows if not row.is_as_counted}
    assert unlike == {file: figures for file, (figures, _why) in REASONS.items()}
    assert all(why for _figures, why in REASONS.values())
    assert sum(row.shown for row in rows) == SHOWN


@pytest.mark.slow  # as above
def test_nothing_of_a_sample_is_without_a_word() -> None:
    """A file of which nothing was read or kept says why."""
    for row in table():
        assert row.read or row.kept or row.code, row.file
