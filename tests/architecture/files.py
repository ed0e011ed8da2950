"""The files of the project, as these tests look at them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
REVISIONS = ROOT / "webapp" / "migrations" / "versions"  # a migration says what it says, at any length


def files(*patterns: str) -> list[Path]:
    """Files below the root that match, without revisions and caches."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(path for path in found if REVISIONS not in path.parents and "__pycache__" not in path.parts)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    return files("webapp/**/*.py", "tests/**/*.py", "gunicorn.conf.py")


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())
