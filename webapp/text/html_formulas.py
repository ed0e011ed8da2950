r"""Formulas in HTML, between \( \), \[ \] or $$ $$: as MathML, which no script has to draw."""

import re
from html import unescape

from webapp.text.mathematics import mathml

MOST_FORMULAS = 100
_FORMULA = re.compile(
    r"\\\((?P<line>[^<>]{1,1000}?)\\\)|\\\[(?P<block>[^<>]{1,1000}?)\\\]|\$\$(?P<dollars>[^<>$]{1,1000})\$\$"
)


def has_formulas(text: str) -> bool:
    return ("\\" in text or "$$" in text) and _FORMULA.search(text) is not None


def with_formulas(html: str) -> str:
    """The HTML with its formulas replaced; one that cannot be read stays as it was written."""
    if "\\(" not in html and "\\[" not in html and "$$" not in html:
        return html
    return _FORMULA.sub(_replaced, html, count=MOST_FORMULAS)


def _replaced(found: re.Match[str]) -> str:
    line = found["line"]
    tex = line if line is not None else found["block"] or found["dollars"] or ""
    return mathml(unescape(tex), line is None and found["block"] is not None) or found[0]
