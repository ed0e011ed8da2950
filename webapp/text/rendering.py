"""The two ways in which a page shows a text of a question: within a line, or as paragraphs."""

import re
from collections.abc import Mapping
from functools import lru_cache

from webapp.text.characters import without_illegal
from webapp.text.foreign import Words, marked
from webapp.text.html_formulas import with_formulas
from webapp.text.markdown import markdown_line, markdown_paragraphs
from webapp.text.parting import parted_html
from webapp.text.plain import plain_line, plain_paragraphs
from webapp.text.sanitising import safe_line, safe_paragraphs


def inline(text: str, format: str = "plain", foreign: Mapping[str, str] | None = None) -> str:
    """Safe HTML for the inside of a line, a label, a button or a heading: phrasing content without links.

    `format` is "markdown", "html", or anything else for plain text. `foreign` gives words and their language tags,
    as in {"casus foederis": "la"}. Pictures and sounds stand there by their
    references (`shown` gives them addresses). Never raises, whatever the text holds."""
    return _inline(text, format, _words(foreign))


def block(text: str, format: str = "plain", foreign: Mapping[str, str] | None = None) -> str:
    """Safe HTML of whole blocks, to stand where paragraphs may: paragraphs, and with Markdown lists, tables,
    quotations, code and links. Arguments as for `inline`; an empty text gives an empty string."""
    return _block(text, format, _words(foreign))


def parted(text: str, format: str = "plain", foreign: Mapping[str, str] | None = None) -> tuple[str, str]:
    """A prompt as safe HTML: the blocks that stand above the question, "" for nearly all, and what is asked, as
    `inline` has it. Arguments as there."""
    if format not in ("markdown", "html"):
        return "", inline(text, format, foreign)
    return _parted(text, format, _words(foreign))


@lru_cache(maxsize=4096)
def _parted(text: str, format: str, words: Words) -> tuple[str, str]:
    found = parted_html(_block(text, format, words))
    return ("", _inline(text, format, words)) if found is None else (found[0], marked(safe_line(found[1]), words))


def _words(foreign: Mapping[str, str] | None) -> Words:
    return tuple(sorted(foreign.items())) if foreign else ()


_END_OF_BLOCK = re.compile(r"</(?:p|li|tr|t[dh]|caption|blockquote|pre)>(?=.)", re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=8192)
def _inline(text: str, format: str, words: Words) -> str:
    legal = without_illegal(text)
    if format == "html":
        # What stood in paragraphs or cells of its own does not run together in a line.
        html = without_illegal(safe_line(_END_OF_BLOCK.sub(r"\g<0> ", with_formulas(legal)))).strip()
    elif format == "markdown":
        html = safe_line(markdown_line(legal))
    else:
        html = plain_line(legal)
    return marked(html, words)


@lru_cache(maxsize=4096)
def _block(text: str, format: str, words: Words) -> str:
    legal = without_illegal(text)
    if format == "html":
        html = without_illegal(safe_paragraphs(with_formulas(legal)))
    elif format == "markdown":
        html = safe_paragraphs(markdown_paragraphs(legal))
    else:
        html = plain_paragraphs(legal)
    return marked(html.strip(), words)
