"""What may be wider than the page scrolls in a place of its own, and is reached with the keyboard (WCAG 2.1.1)."""

from html import escape


def reachable(html: str, *, table: str, formula: str) -> str:
    """Clean HTML of blocks, its tables and formulas on lines of their own in regions with these names."""
    begin = '<div class="scroll" role="region" tabindex="0" aria-label="{}">'
    html = html.replace("<table>", begin.format(escape(table)) + "<table>").replace("</table>", "</table></div>")
    if '<math display="block">' not in html:
        return html
    first, *parts = html.split('<math display="block">')
    opened = begin.replace("div", "span").format(escape(formula)) + '<math display="block">'
    return first + "".join(opened + part.replace("</math>", "</math></span>", 1) for part in parts)
