"""How formulas and tables stand on a page: what may be wider than it scrolls in a place of its own, and is reached with
the keyboard (WCAG 2.1.1); no line begins with the comma behind a formula."""

import re
from html import escape

_WITH_SIGNS = re.compile(
    r"[(\[“„«‘‚]*"
    r'<math display="inline">(?:[^<]|<(?!/math>))*</math>'
    r"[,.;:!?)\]…”“»’]+"
)


def unparted(html: str) -> str:
    """Clean HTML with each formula of a line and the signs around it in one piece. A browser would begin a line between
    them, as it does beside a picture."""
    return _WITH_SIGNS.sub(r'<span class="unparted">\g<0></span>', html) if "</math>" in html else html


def reachable(html: str, *, table: str, formula: str) -> str:
    """Clean HTML of blocks, its tables and formulas on lines of their own in regions with these names."""
    begin = '<div class="scroll" role="region" tabindex="0" aria-label="{}">'
    html = html.replace("<table>", begin.format(escape(table)) + "<table>").replace("</table>", "</table></div>")
    if '<math display="block">' not in html:
        return html
    first, *parts = html.split('<math display="block">')
    opened = begin.replace("div", "span").format(escape(formula)) + '<math display="block">'
    return first + "".join(opened + part.replace("</math>", "</math></span>", 1) for part in parts)
