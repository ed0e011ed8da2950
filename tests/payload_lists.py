"""Public lists of hostile and odd strings, read in place: none is kept with the project.

`RECOLLECT_PAYLOADS` names folders of them, with a colon between: text files with one a line, JSON files that hold a
list of texts, and Python packages as `make payloads` downloads them, which are looked into and neither installed nor
imported.
"""

from __future__ import annotations

import ast
import json
import os
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

FOLDERS = [Path(name) for name in os.environ.get("RECOLLECT_PAYLOADS", "").split(os.pathsep) if name]
needed = pytest.mark.skipif(not FOLDERS, reason="RECOLLECT_PAYLOADS names no folder of lists (make payloads gets some)")


@cache
def by_list() -> dict[str, list[str]]:
    """The payloads of each list, in its order; each payload only in the first list that has it."""
    known: set[str] = set()
    found: dict[str, list[str]] = {}
    for path in sorted(path for folder in FOLDERS for path in folder.iterdir()):
        own = list(dict.fromkeys(each for each in _read(path) if each.strip() and each not in known))
        known.update(own)
        if own:
            found[path.name] = own
    assert found, f"no lists in {FOLDERS}"
    return found


def all_payloads() -> list[str]:
    return [payload for own in by_list().values() for payload in own]


def _read(path: Path) -> Iterator[str]:
    if path.suffix == ".txt" and path.name != "SOURCES.txt":
        yield from path.read_text("utf-8", errors="replace").splitlines()
    elif path.suffix == ".json":
        yield from _texts(path.read_bytes())
    elif path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            for name in sorted(wheel.namelist()):
                if name.endswith(".json"):
                    yield from _texts(wheel.read(name))
                elif name.endswith(".py") and b"payload=" in (source := wheel.read(name)):
                    yield from _arguments(source)


def _texts(data: bytes) -> list[str]:
    held = json.loads(data)
    is_list = isinstance(held, list) and all(isinstance(each, str) for each in held)
    return held if is_list else []


def _arguments(source: bytes) -> Iterator[str]:
    """What is given as `payload=` in a call, where it is a plain text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "payload" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
