"""Templates, style sheets and scripts keep to what the Content-Security-Policy and the themes need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, files, short

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|hwb|color)\(")
HANDLER = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
ASSET = re.compile(r"""asset\(\s*['"]([^'"]+)['"]\s*\)""")
ADDRESS = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}|<!--.*?-->", re.DOTALL)


def templates() -> list[Path]:
    found = files("webapp/templates/**/*.html")
    assert found
    return found


def matches(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{short(path)}: {match[0].strip()}"
        for path in paths
        for match in pattern.finditer(COMMENT.sub("", path.read_text("utf-8")))
    ]


def test_colours_stand_in_the_tokens_alone() -> None:
    sheets = [path for path in files("static/css/*.css") if path.name != "tokens.css"]
    assert sheets
    assert matches(COLOUR, sheets) == []


@pytest.mark.parametrize("pattern", [HANDLER, STYLE], ids=["handler", "style"])
def test_no_template_has_what_the_policy_forbids(pattern: re.Pattern[str]) -> None:
    assert matches(pattern, templates()) == []


def test_scripts_are_files_of_ours() -> None:
    tags = [match for path in templates() for match in SCRIPT.findall(path.read_text("utf-8"))]
    assert [tag for tag in tags if "src=" not in tag] == []


def test_no_page_loads_anything_from_elsewhere() -> None:
    loading = re.compile(r"<(?:script|link|img|source|iframe|video|audio)\b[^>]*>", re.IGNORECASE)
    tags = [match for path in templates() for match in loading.findall(path.read_text("utf-8"))]
    assert [tag for tag in tags if ADDRESS.search(tag)] == []


def test_each_static_file_that_a_template_names_is_there() -> None:
    named = {(short(path), name) for path in templates() for name in ASSET.findall(path.read_text("utf-8"))}
    assert sorted((path, name) for path, name in named if not (ROOT / "static" / name).is_file()) == []


def test_scripts_import_each_other_by_relative_path() -> None:
    imports = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")
    for path in files("static/js/**/*.js"):
        for name in imports.findall(path.read_text("utf-8")):
            assert name.startswith(("./", "../")), f"{short(path)} imports {name}"
            assert (path.parent / name).is_file(), f"{short(path)} imports {name}"
