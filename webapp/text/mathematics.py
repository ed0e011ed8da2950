"""Formulas: `$…$` and `$$…$$` in Markdown, written in LaTeX, shown as MathML.

A formula that cannot be read, or that is too large, is shown as its author wrote it, never as an error.
"""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import Converter
from markdown_it.rules_inline import StateInline

MOST_CHARACTERS = 500  # of one formula
MOST_FORMULAS = 50  # of one text; and so many characters of all of them together:
MOST_IN_A_TEXT = 2000
MOST_NESTED = 25  # braces; the converter calls itself for each

# As in Pandoc: no space inside the dollars, no digit after them, so that "$5 and $10" stays money.
_BODY = rf"((?:[^$\\]|\\.){{1,{MOST_CHARACTERS}}}?)"
_IN_LINE = re.compile(rf"\$(?![\s$]){_BODY}(?<!\s)\$(?!\d)", re.DOTALL)
_DISPLAYED = re.compile(rf"\$\${_BODY}\$\$", re.DOTALL)
# Macros can double a formula with every line of it.
_MACRO = re.compile(r"\\(?:[gxe]?def|let|(?:re|provide)?(?:newcommand|command)|newenvironment|DeclareMath)")


def has_lone_dollars(markdown: str) -> bool:
    """Whether there is a formula between single dollars in it."""
    return "$" in markdown and _IN_LINE.search(_DISPLAYED.sub("", markdown)) is not None


def formula_rule(state: StateInline, silent: bool) -> bool:
    """A rule for markdown-it's inline parser."""
    if state.src[state.pos] != "$":
        return False
    displayed = _DISPLAYED.match(state.src, state.pos, state.posMax)
    found = displayed or _IN_LINE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content = found[1]
        token.markup = "$$" if displayed else "$"
        token.meta = {"is_affordable": _is_affordable(state.env, found[1])}
    state.pos = found.end()
    return True


def _is_affordable(spent: MutableMapping[str, Any], source: str) -> bool:
    formulas: int = spent.get("formulas", 0) + 1
    characters: int = spent.get("characters", 0) + len(source)
    spent.update(formulas=formulas, characters=characters)
    return formulas <= MOST_FORMULAS and characters <= MOST_IN_A_TEXT


@lru_cache(maxsize=2048)
def mathml(source: str, is_displayed: bool) -> str | None:
    """The formula as MathML, well-formed but not yet sanitised; None when it is to be shown as written."""
    if len(source) > MOST_CHARACTERS or _MACRO.search(source) or _depth(source) > MOST_NESTED:
        return None
    try:
        element = Converter(display="block" if is_displayed else "inline").convert_to_element(source)
    except Exception:  # an unfinished formula breaks the converter in many ways, with IndexError among them
        return None
    _decode(element)
    return tostring(element, encoding="unicode")


# What the converter takes for names of quantities: as operators they have space around them.
_TAKEN_FOR_NAMES = {sign: sign for sign in "±•¬⟂⟺⟹⧵"} | {"~": "∼"}
_SIGNED, _CLOSING = frozenset("+-−±∓"), frozenset(")]}|!′")


def _decode(element: Element) -> None:
    """The converter leaves character references in the text of its elements and would decode them after it
    wrote the tags, which makes a tag of a `<` in the formula. Decoded here, they are escaped with it."""
    for part in element.iter():
        part.text = unescape(part.text) if part.text else part.text
        part.tail = unescape(part.tail) if part.tail else part.tail
        if part.tag == "mi" and part.text in _TAKEN_FOR_NAMES:
            part.tag, part.text = "mo", _TAKEN_FOR_NAMES[part.text]
    for part in element.iter():
        _sign(list(part))


def _sign(row: list[Element]) -> None:
    """A minus behind another operator belongs to the number that follows, and stands close to it."""
    for before, after in pairwise(row):
        if (before.tag, after.tag) == ("mo", "mo") and after.text in _SIGNED and before.text not in _CLOSING:
            after.set("form", "prefix")


def _depth(source: str) -> int:
    deepest = depth = 0
    for sign in source:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return max(deepest, source.count("\\left"), source.count("\\begin"))
