"""Files and functions stay small enough to be read at one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.files import files, lines_of, python_files, short

LIMITS = [
    (("webapp/**/*.py", "gunicorn.conf.py"), 300),
    (("tests/**/*.py",), 400),
    (("webapp/templates/**/*.html",), 120),
    (("static/**/*.js",), 120),
    (("static/**/*.css",), 200),
]
LONGEST_FUNCTION = 40


@pytest.mark.parametrize(("patterns", "most"), LIMITS, ids=lambda value: str(value))
def test_no_file_is_longer_than_its_kind_may_be(patterns: tuple[str, ...], most: int) -> None:
    found = files(*patterns)
    assert found, f"no file matches {patterns}: has the folder moved?"
    assert {short(path): lines_of(path) for path in found if lines_of(path) > most} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.slow  # parses every file of the project
def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {f"{short(path)}: {name}": length for path in python_files() for name, length in functions(path)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.slow  # walks the whole tree
def test_no_file_is_named_for_anything_and_everything() -> None:
    forbidden = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    found = files("webapp/**/*", "tests/**/*", "static/**/*")
    assert [short(path) for path in found if path.stem.strip("_") in forbidden] == []
