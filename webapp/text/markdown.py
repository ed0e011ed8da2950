"""Markdown (CommonMark, tables, strikethrough, formulas) as HTML.

Raw HTML in it is text; a picture from elsewhere is its description. What comes out still goes through `sanitising`.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from webapp.text.mathematics import formula_rule, mathml
from webapp.text.pictures import tag_of
from webapp.text.plain import plain_line, plain_paragraphs
from webapp.text.references import is_reference

# The parser's time grows with the square of these; 10 kB of nothing else took it up to 400 ms.
MOST_CHARACTERS = 20_000
MOST_BRACKETS = 200
MOST_MARKS = 1_000
_MARKS = re.compile(r"[*_~]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BY_NAME = re.compile(r"!\[((?:[^\[\]\\\n]|\\.){0,500})\]\(([^()\s<>]{1,500})\)")
_SAFE_LINK = re.compile(r"https?://[^/]", re.IGNORECASE)


def markdown_line(text: str) -> str:
    """One run of phrasing content. What makes blocks (lists, headings, tables) stays as it was written."""
    if len(text) > MOST_CHARACTERS:
        return plain_line(text)
    return str(_parser_for(text).renderInline(text.strip(), {}))


def markdown_paragraphs(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        return plain_paragraphs(text)
    return str(_parser_for(text).render(text, {}))


def _parser_for(text: str) -> MarkdownIt:
    return _parser(
        has_links=text.count("[") <= MOST_BRACKETS,
        has_emphasis=len(_MARKS.findall(text)) <= MOST_MARKS,
    )


@cache
def _parser(*, has_links: bool, has_emphasis: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.disable([] if has_links else ["link", "image", "reference"])
    parser.disable([] if has_emphasis else ["emphasis", "strikethrough"])
    parser.inline.ruler.before("emphasis", "formula", formula_rule)
    parser.inline.ruler.before("image", "stranger", _stranger)
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _stranger(state: StateInline, silent: bool) -> bool:
    """A picture by the name of a file, which was not brought: its description stands in for it."""
    found = _BY_NAME.match(state.src, state.pos, state.posMax)
    if found is None or is_safe_link(found[2]):
        return False
    if not silent:
        state.push("text", "", 0).content = _ESCAPED.sub(r"\1", found[1])
    state.pos = found.end()
    return True


def is_safe_link(url: str) -> bool:
    """Only the web, and with its scheme: an address without one would lead into this site. And what is stored here."""
    return _SAFE_LINK.match(url) is not None or is_reference(url)


def _formula(render: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    made = mathml(token.content, token.markup == "$$") if token.meta["is_affordable"] else None
    return made or f"<code>{escape(token.markup + token.content + token.markup, quote=False)}</code>"


def _picture(render: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture from elsewhere would tell that place who is studying; its description stands in for it."""
    source = str(tokens[at].attrs.get("src", ""))
    words = _ESCAPED.sub(r"\1", tokens[at].content)
    return tag_of(source, words) if is_reference(source) else escape(words, quote=False)


# A question stands below the headings of its page: a heading in it would break their order.
def _heading_open(render: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "<p><strong>"


def _heading_close(render: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</strong></p>\n"


_RULES = {
    "formula": _formula,
    "image": _picture,
    "heading_open": _heading_open,
    "heading_close": _heading_close,
}
