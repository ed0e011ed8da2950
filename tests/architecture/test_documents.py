"""What the documents promise is there."""

from __future__ import annotations

import dataclasses
import re

from tests.architecture.files import ROOT
from webapp.config import Settings

CODE = re.compile(r"`([^`\n]+)`")
# Files that a reader is told about and that are made at run time.
MADE = {"instance/", "instance"}


def table(name: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading of a page in docs/."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip().strip("|").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_the_settings_page_is_what_the_app_reads() -> None:
    read = [entry.metadata for entry in dataclasses.fields(Settings)]
    expected = [[f"`{s['name']}`", f"`{s['default']}`" if s["default"] else "", s["about"]] for s in read]
    assert table("hosting.md", "Settings") == expected


def test_the_plan_of_the_house_names_files_that_exist() -> None:
    cells = [row[-1] for row in table("architecture.md", "To change X, open Y")]
    named = [name for cell in cells for name in CODE.findall(cell) if "/" in name or "." in name]
    assert named
    assert [name for name in named if "<" not in name and not (ROOT / name).exists()] == []


def test_the_procfile_is_the_one_that_the_hosting_page_shows() -> None:
    assert (ROOT / "Procfile").read_text() in (ROOT / "docs" / "hosting.md").read_text("utf-8")


def test_the_steps_for_platforms_set_only_what_the_app_reads() -> None:
    steps = (ROOT / "docs" / "hosting.md").read_text("utf-8").partition("## Platforms")[2]
    named = set(re.findall(r"\b([A-Z][A-Z_]{3,}) ?=", steps))
    assert named - {entry.metadata["name"] for entry in dataclasses.fields(Settings)} == set()
    assert {"DATA_DIR", "MIGRATE_ON_START", "SECRET_KEY", "TRUSTED_PROXIES"} <= named
