"""What the source must not hold, so that whole classes of attack have nothing to work with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, files, short

FETCHING = re.compile(
    r"^\s*(?:from|import) (urllib\.request|http\.client|requests|httpx|aiohttp|ftplib|socket(?! import [A-Z_, ]+$))\b",
    re.M,
)  # constants alone open nothing
UNPACKING = re.compile(r"^\s*(?:from|import) (pickle|marshal|shelve|dill)\b|\byaml\.(?:unsafe_|full_)?load\(", re.M)
ELSEWHERE = re.compile(r"""(?:src|srcset|@import|url)\s*[=(]?\s*["'(]?\s*(?:https?:)?//""", re.I)


def holding(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    assert paths
    return [
        f"{short(path)}: {match[0].strip()}" for path in paths for match in pattern.finditer(path.read_text("utf-8"))
    ]


@pytest.mark.slow  # reads every file of the app
def test_s39_nothing_in_the_app_can_fetch_an_address() -> None:
    assert holding(FETCHING, files("webapp/**/*.py")) == []


@pytest.mark.slow  # as above
def test_s35_nothing_turns_bytes_into_objects_of_its_own() -> None:
    assert holding(UNPACKING, files("webapp/**/*.py")) == []


@pytest.mark.slow  # as above
def test_s43_no_page_style_or_script_loads_from_elsewhere() -> None:
    assert holding(ELSEWHERE, files("webapp/templates/**/*.html", "static/css/*.css", "static/js/**/*.js")) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_s43_each_dependency_has_one_version_and_its_hashes(name: str) -> None:
    text = re.sub(r"^\s*#.*\n", "", (ROOT / name).read_text("utf-8"), flags=re.M).replace("\\\n", " ")
    wanted = [line for line in text.splitlines() if line.strip() and not line.startswith("-")]
    assert len(wanted) > 10
    assert [line for line in wanted if not re.match(r"[\w.\[\]-]+==\S+.*--hash=sha256:[0-9a-f]{64}", line)] == []
