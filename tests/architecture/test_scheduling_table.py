"""The tables of options, actions and statistics name tests that exist, and every option of a preset has a row."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from tests.architecture.files import files

DOCUMENT = next(iter(files("docs/scheduling.md")))
ROOT = DOCUMENT.parents[1]
ROW = re.compile(
    r"^\| (?P<what>[^|]+) \|(?:[^|]*\|)? (?P<wanted>must|should|may) \| `(?P<file>[^:`]+)::(?P<name>\w+)` \|$"
)


@lru_cache
def functions(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^def (\w+)\(", path.read_text("utf-8"), re.MULTILINE))


def rows() -> list[re.Match[str]]:
    lines = DOCUMENT.read_text("utf-8").splitlines()
    body = [line for line in lines if line.startswith("| ") and not line.startswith(("| ---", "| option", "| what |"))]
    found = [ROW.match(line) for line in body]
    assert [line for line, match in zip(body, found, strict=True) if match is None] == []
    return [match for match in found if match]


def test_each_row_names_a_test_that_is_there() -> None:
    assert len(rows()) == 68
    missing = [row["name"] for row in rows() if row["name"] not in functions(ROOT / row["file"])]
    assert missing == []


def test_no_row_stands_twice() -> None:
    whats = [row["what"] for row in rows()]
    assert sorted(set(whats)) == sorted(whats)
