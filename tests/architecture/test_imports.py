"""Who may import whom, and where."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, files, python_files, short


def test_the_contracts_of_the_house_hold() -> None:
    # The command stands beside the interpreter that runs the tests.
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def inner_imports(path: Path) -> Iterator[int]:
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


@pytest.mark.slow  # parses every file of the project
def test_an_import_inside_a_function_gives_its_reason() -> None:
    without = []
    for path in files("webapp/**/*.py"):
        lines = path.read_text("utf-8").splitlines()
        for number in inner_imports(path):
            near = lines[max(0, number - 4) : number]
            if not any("why:" in line for line in near):
                without.append(f"{short(path)}:{number}")
    assert without == []


@pytest.mark.slow  # reads every file of the project
def test_anything_is_committed_in_one_place() -> None:
    found = [short(path) for path in python_files() if ".com" + "mit(" in path.read_text("utf-8")]
    assert found == ["webapp/database.py", "webapp/direct.py"]  # transaction() and direct_transaction()


@pytest.mark.slow  # starts Python
def test_the_pure_packages_load_neither_flask_nor_the_database() -> None:
    code = (
        "import sys, webapp.kinds.registry, webapp.memory.schedule, webapp.exchange.bankfile, webapp.text\n"
        "print(sorted({'flask', 'sqlalchemy', 'werkzeug', 'wtforms'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
