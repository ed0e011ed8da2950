"""The table that `make bench` prints. A bar that is missed is said and changes nothing: machines differ."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_WIDTHS = (46, 12, 9, 9, 6)


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")


def heading(title: str) -> None:
    say(f"\n{title}")
    _row("", "measured", "must", "aim", "")


def at_least(name: str, value: float, must: float, aim: float) -> bool:
    """A line for a value that should be large; whether it is as large as it must be."""
    verdict = "ok" if value >= aim else "must" if value >= must else "MISS"
    _row(name, f"{value:.3f}", f">= {must:g}", f">= {aim:g}", verdict)
    return value >= must


def at_most(name: str, value: float, must: float, unit: str = "") -> bool:
    _row(name, f"{value:,.2f}{unit}" if value < 100 else f"{value:,.0f}{unit}", f"<= {must:,g}", "", _word(value, must))
    return value <= must


def _word(value: float, must: float) -> str:
    return "ok" if value <= must else "MISS"


def _row(*cells: str) -> None:
    first, *others = zip(cells, _WIDTHS, strict=True)
    say(" ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip())


def lines(rows: Sequence[Sequence[str]]) -> None:
    """A plain table: the first column to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        say("  " + "  ".join([row[0].ljust(widths[0]), *cells]))
