"""The texts of one question may be plain, Markdown or HTML, each by itself; a question here has one format for all.

The lowest that holds everything is taken: plain where HTML says nothing more than paragraphs, Markdown where no HTML is
left, else HTML.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from webapp.text.characters import without_illegal
from webapp.text.html_formulas import has_formulas
from webapp.text.markdown import markdown_line, markdown_paragraphs
from webapp.text.references import is_sound
from webapp.text.sanitising import safe_line, safe_paragraphs
from webapp.text.simplified import Reference, Simplified, looks_like_html, no_reference, simplified

Format = Literal["plain", "markdown", "html"]
# An image of Markdown: its alternative text, and its address or the name of one.
PICTURE = re.compile(r"!\[([^\]\n]{0,300})\](?:\(([^()\s]{1,500})[^()\n]{0,300}\)|\[([^\]\n]{0,300})\])")
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|~$"})


_MEDIUM = re.compile(r"<img\b[^<>]*>|<audio\b[^<>]*>(?:[^<]*(?:<(?!/?audio\b)[^<]*)*</audio\s*>)?", re.IGNORECASE)


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
    sounds: list[str] = field(default_factory=list)  # sources
    undescribed: int = 0  # pictures that are there, without alternative text


def united(parts: Sequence[Marked], reference: Reference = no_reference) -> United:
    """The texts in one format, in their order, and what did not come along: pictures and sounds for which `reference`
    has nothing."""
    made = United("plain", [])
    found = [_simplified(part, reference, made) for part in parts]
    has_html = any(isinstance(part, Simplified) and part.plain is None for part in found)
    has_markdown = any(isinstance(part, Marked) and part.format == "markdown" and part.text for part in found)
    # A formula between brackets is shown in HTML only.
    has_html |= any(part.format in ("auto", "html") and has_formulas(part.text) for part in parts)
    made.format = "html" if has_html else "markdown" if has_markdown else "plain"
    made.texts = [_in_format(part, made.format) for part in found]
    made.lost = list(dict.fromkeys(made.lost))
    return made


def tag_of(reference: str, alternative: str = "") -> str:
    """As HTML of a question has it."""
    if is_sound(reference):
        return f'<audio src="{reference}"></audio>'
    return f'<img src="{reference}" alt="{escape(alternative)}">'


def with_medium(text: Marked, reference: str, alternative: str = "") -> Marked:
    """With a picture or a sound below it."""
    own = text.text if text.format == "html" or looks_like_html(text.text) or has_formulas(text.text) else ""
    own = own or escape(text.text, quote=False).replace("\n", "<br>")
    tag = tag_of(reference, alternative)
    return Marked(f"{own}<br>{tag}" if own.strip() else tag, "html")


def _simplified(part: Marked, reference: Reference, made: United) -> Marked | Simplified:
    if part.format == "html" or (part.format == "auto" and looks_like_html(part.text)):
        simple = simplified(part.text, reference)
        made.pictures += simple.pictures
        made.sounds += simple.sounds
        made.lost += simple.lost
        made.undescribed += simple.undescribed
        return simple
    if part.format != "markdown":
        return Marked(part.text.strip(), "plain")
    text, pictures, undescribed = with_references(part.text.strip(), reference)
    made.pictures += pictures
    made.undescribed += undescribed
    return Marked(text, "markdown")


def with_references(markdown: str, reference: Reference) -> tuple[str, list[tuple[str, str]], int]:
    """The Markdown with references to the pictures and sounds that are there; sources and alternative texts of those
    that are not; how many pictures that are there have no alternative text."""
    pictures: list[tuple[str, str]] = []
    undescribed = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal undescribed
        alternative, source = found[1], found[2] or found[3] or found[1]
        name = reference(source)
        if not name:
            pictures.append((source, alternative))
            return found[0]
        undescribed += not alternative.strip() and not is_sound(name)
        return f"![{alternative}]({name})"

    return (PICTURE.sub(replaced, markdown) if "![" in markdown else markdown), pictures, undescribed


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
        return html_of_markdown(part.text)
    return escape(part.text, quote=False).replace("\n", "<br>")


def html_of_markdown(text: str) -> str:
    """Whole paragraphs. Pictures keep their references, which on a page become addresses."""
    return safe_paragraphs(markdown_paragraphs(without_illegal(text))).strip()


def html_of_piece(text: str, format: str) -> str:
    """A piece of a sentence, with the white space around it."""
    if format == "html":
        return text
    if format != "markdown":
        return escape(text, quote=False).replace("\n", "<br>")
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    inside = safe_line(markdown_line(without_illegal(text))) if text.strip() else ""
    return text[:begin] + inside + (text[end:] if inside else "")


def without_media(html: str, reference: Reference) -> tuple[str, list[str]]:
    """The HTML without the pictures and sounds that are there, and these, as tags."""
    taken: list[str] = []

    def apart(found: re.Match[str]) -> str:
        simple = simplified(found[0], reference)
        is_there = "media:" in simple.html
        taken.extend([simple.html] if is_there else [])
        return "" if is_there else found[0]

    return (_MEDIUM.sub(apart, html) if "<" in html else html), taken


def is_plain_as_written(text: str) -> bool:
    """Whether a plain text of no stated format is read as that text: no tag and no formula in it."""
    return not looks_like_html(text) and not has_formulas(text)
