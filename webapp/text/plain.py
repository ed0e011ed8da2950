"""Plain text as HTML: nothing in it means anything, only its line ends are kept."""

import re
from html import escape

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def plain_line(text: str) -> str:
    """One run of phrasing content; a line end becomes `<br>`."""
    return escape(text.strip(), quote=False).replace("\n", "<br>")


def plain_paragraphs(text: str) -> str:
    """Paragraphs, parted by blank lines; nothing for a text of white space."""
    parts = _BLANK_LINES.split(text.strip())
    return "".join(f"<p>{plain_line(part)}</p>" for part in parts if part.strip())
