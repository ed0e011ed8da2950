"""The texts of one question may be plain, Markdown or HTML, each by itself; a question here has one format for all.

The lowest that holds everything is taken: plain where HTML says nothing more than paragraphs, Markdown where no HTML is
left, else HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from webapp.text.html_formulas import has_formulas
from webapp.text.rendering import block
from webapp.text.simplified import Simplified, looks_like_html, simplified

Format = Literal["plain", "markdown", "html"]
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|~$"})


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the format that its file gives it; "auto" is plain unless there are tags in it."""

    text: str
    format: Literal["plain", "markdown", "html", "auto"] = "auto"


@dataclass(slots=True)
class United:
    format: Format
    texts: list[str]
    pictures: list[tuple[str, str]] = field(default_factory=list)  # source, alternative text
    lost: list[str] = field(default_factory=list)


def united(parts: Sequence[Marked]) -> United:
    """The texts in one format, in their order, and what did not come along."""
    found = [_simplified(part) for part in parts]
    pictures = [each for part in found if isinstance(part, Simplified) for each in part.pictures]
    lost = [each for part in found if isinstance(part, Simplified) for each in part.lost]
    has_html = any(isinstance(part, Simplified) and part.plain is None for part in found)
    has_markdown = any(isinstance(part, Marked) and part.format == "markdown" and part.text for part in found)
    # A formula between brackets is shown in HTML only.
    has_html |= any(part.format in ("auto", "html") and has_formulas(part.text) for part in parts)
    wanted: Format = "html" if has_html else "markdown" if has_markdown else "plain"
    return United(wanted, [_in_format(part, wanted) for part in found], pictures, list(dict.fromkeys(lost)))


def _simplified(part: Marked) -> Marked | Simplified:
    if part.format == "html" or (part.format == "auto" and looks_like_html(part.text)):
        return simplified(part.text)
    return Marked(part.text.strip(), "markdown" if part.format == "markdown" else "plain")


def _in_format(part: Marked | Simplified, wanted: Format) -> str:
    if isinstance(part, Simplified):
        if wanted == "html":
            return part.html
        plain = part.plain or ""
        return plain.translate(_MARKS) if wanted == "markdown" else plain
    if wanted == part.format:
        return part.text
    if wanted == "markdown":
        return part.text.translate(_MARKS)
    if part.format == "markdown":
        return block(part.text, "markdown")
    return escape(part.text, quote=False).replace("\n", "<br>")


def is_plain_as_written(text: str) -> bool:
    """Whether a plain text of no stated format is read as that text: no tag and no formula in it."""
    return not looks_like_html(text) and not has_formulas(text)
