r"""GIFT, first half: the file cut into blocks, their comments, names, formats, and the one pair of braces.

Source: Moodle's documentation of the format and the order in which its reader does things. Escaped signs are put out of
the way first, as characters that no text has, so that all that follows sees only the signs that mean something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

TextFormat = Literal["auto", "html", "plain", "markdown"]

_COMMENT = re.compile(r"\s*//")
_ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
_CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)")
_COURSE = re.compile(r"^\$(?:course|module|system)\$(?:/top(?=/|$))?/?|^top(?:/|$)", re.IGNORECASE)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
# Noncharacters of Unicode stand for escaped signs: they are in no text, and those that come along are dropped.
_HIDDEN = {"\\": "\ufdd0", ":": "\ufdd1", "#": "\ufdd2", "=": "\ufdd3", "{": "\ufdd4", "}": "\ufdd5", "~": "\ufdd6"}
_NEWLINE = "\ufdd7"
_SHOWN = str.maketrans({**{hidden: sign for sign, hidden in _HIDDEN.items()}, _NEWLINE: "\n"})
_NONCHARACTERS = dict.fromkeys(range(0xFDD0, 0xFDF0))
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
# No formula holds the beginning of another: so each sign is looked at once.
_FORMULA = re.compile(
    r"\$\$(?P<d>[^$\n]+)\$\$|\\\((?P<l>(?:[^\n\\]|\\[^\n()])+)\\\)|\\\[(?P<b>(?:[^\n\\]|\\[^\n\[\]])+)\\\]"
    r"|\$(?P<s>[^$\n]+)\$"
)
# Commands of formulas that begin with what GIFT reads as a line break.
_LIKE_NEWLINE = re.compile(
    r"(?<!\\)\\(n(?:e|eq|eg|abla|u|ot|otin|i|exists|mid|leq|geq|less|parallel|subseteq|earrow|warrow|atural))(?![a-zA-Z])"
)
_BRACE_OF_FORMULA = re.compile(r"(?:\\[a-zA-Z]+|[_^}])\s*\{")


@dataclass(slots=True)
class Block:
    """Lines of the file between two blank ones. `line` is that of the first which is no comment."""

    line: int
    lines: list[str] = field(default_factory=list)
    external_id: str = ""
    tags: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks, comments taken out: a comment counts as a line, and yet does not end a block."""
    block = Block(0)
    for number, line in enumerate(text.translate(_NONCHARACTERS).split("\n"), 1):
        if not line.strip():
            if block.lines:
                yield block
            block = Block(0)  # the comments above belong to it no longer
        elif _COMMENT.match(line):
            block.lines += [""] if block.lines else []
            _note(block, line)
        else:
            block.line = block.line or number
            block.lines.append(line)
    if block.lines:
        yield block


def _note(block: Block, comment: str) -> None:
    found = _ID.search(comment)
    if found:
        block.external_id = found[1].replace("\\]", "]")
    block.tags += [each.replace("\\]", "]") for each in _TAG.findall(comment)]


def category_of(line: str) -> str | None:
    """The path of a $CATEGORY line without what only Moodle knows; None for other lines."""
    found = _CATEGORY.fullmatch(line)
    return _COURSE.sub("", found[1].strip()).strip("/") if found else None


@dataclass(frozen=True, slots=True)
class Guarded:
    """A text whose escaped signs are out of the way; `formulas` were not escaped, and should have been."""

    text: str
    formulas: list[tuple[int, str]]  # offset of the line in the block, the formula as written


def guarded(text: str) -> Guarded:
    r"""Escapes put out of the way; so are the braces of formulas that forgot to escape them."""
    formulas: list[tuple[int, str]] = []

    def guard(found: re.Match[str]) -> str:
        inside = found[0]
        bare = _ESCAPE.sub("", inside)
        if not _BRACE_OF_FORMULA.search(bare):
            return inside
        formulas.append((text.count("\n", 0, found.start()), inside))
        return _as_written(inside)

    return Guarded(_hidden(_FORMULA.sub(guard, text)), formulas)


def _as_written(formula: str) -> str:
    r"""Each sign of it stands for itself, also the backslash of \neq, which would be a line break."""
    kept = _ESCAPE.sub(lambda found: found[0] if found[1] in "{}" else "\\" + found[0], formula)
    for sign in "{}=~#":
        kept = re.sub(rf"(?<!\\){re.escape(sign)}", _HIDDEN[sign], kept)
    return kept.replace("\\\\", _HIDDEN["\\"])


def _hidden(text: str) -> str:
    return _ESCAPE.sub(lambda found: _NEWLINE if found[1] == "n" else _HIDDEN[found[1]], text)


def plain(text: str) -> str:
    """The text that was meant, without white space around it."""
    return text.translate(_SHOWN).strip()


def like_newlines(text: str) -> Iterator[tuple[int, str]]:
    r"""Line (from 0) and name of each \neq, \nabla … that is read as a line break and the rest of the word."""
    for found in _LIKE_NEWLINE.finditer(text):
        yield text.count("\n", 0, found.start()), found[1]


def escaped_formula(formula: str) -> str:
    r"""How GIFT would have it: \, { } = ~ # : escaped."""
    return re.sub(r"([\\{}=~#:])", r"\\\1", formula)


def with_escaped_formulas(text: str) -> str:
    r"""The file as GIFT would have it: the signs of its formulas escaped, and what was escaped left so."""

    def escaped(found: re.Match[str]) -> str:
        if not _BRACE_OF_FORMULA.search(_ESCAPE.sub("", found[0])):
            return found[0]
        kept = re.sub(r"\\([{}])", lambda brace: _HIDDEN[brace[1]], found[0])
        return escaped_formula(kept).replace(_HIDDEN["{"], "\\{").replace(_HIDDEN["}"], "\\}")

    return _FORMULA.sub(escaped, text)


def tagged(text: str, inherited: TextFormat) -> tuple[str, TextFormat]:
    """The text without the tag of its format, and the format; an unknown [word] is text."""
    found = _FORMAT.match(text)
    if not found:
        return text, inherited
    word = found[1].lower()
    formats: dict[str, TextFormat] = {"html": "html", "plain": "plain", "markdown": "markdown", "moodle": "auto"}
    return text[found.end() :], formats[word]


def name_and_rest(text: str) -> tuple[str, str]:
    """Of ::name::rest; an unnamed text is all rest."""
    stripped = text.lstrip()
    if not stripped.startswith("::"):
        return "", text
    name, end, rest = stripped[2:].partition("::")
    return (plain(name), rest) if end else ("", text)
