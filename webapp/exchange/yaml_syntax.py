"""The YAML parser's complaints in a teacher's language: where, what, and the usual cause.

The parser's words differ between its two builds; so the line itself is looked at, and the words only where
they say more than the line does. A break is mostly in the value of one line, whose first character tells
which.
"""

import re
from dataclasses import dataclass

import yaml

from webapp.exchange.flaws import Flaw

# Hyphens, a name, a colon, and the value: `  - text: "He said`.
_VALUE = re.compile(r"^\s*(?:- +)*(?:[A-Za-z_][\w -]*:(?: +|$))?(?:- +)*(?P<value>.*)$")
_SIGNS = {
    "@": "at sign",
    "`": "backquote",
    "%": "percent sign",
    "*": "star",
    "&": "and sign",
    "!": "exclamation mark",
    "|": "upright line",
    ">": "greater-than sign",
    ",": "comma",
}


@dataclass(frozen=True, slots=True)
class _Break:
    """Where reading stopped: the parser's words, the place (from 0), and where that which it read began."""

    said: str
    doing: str
    line: int
    column: int
    began: tuple[int, int] | None


def unreadable(error: yaml.MarkedYAMLError, lines: list[str], first_line: int) -> Flaw:
    """The flaw for a syntax error. `lines` are those of the parsed text, the first of them `first_line`."""
    found = _break(error, lines)
    message, hint, (line, column) = _explained(found, lines)
    return Flaw("yaml.syntax", message, hint, line=line + first_line, column=column + 1)


def _break(error: yaml.MarkedYAMLError, lines: list[str]) -> _Break:
    mark, began = error.problem_mark or error.context_mark, error.context_mark
    line = min(mark.line, len(lines) - 1) if mark else 0
    return _Break(
        str(error.problem or ""),
        str(error.context or ""),
        line,
        mark.column if mark else 0,
        (min(began.line, len(lines) - 1), began.column) if began else None,
    )


_Explained = tuple[str, str, tuple[int, int]]


def _explained(found: _Break, lines: list[str]) -> _Explained:
    for explain in (_tab, _open_quote, _escape, _colon, _brackets, _after_quote, _first_sign, _no_name):
        explained = explain(found, lines)
        if explained:
            return explained
    return _indentation(found)


def _here(found: _Break) -> tuple[int, int]:
    return found.line, found.column


def _value_of(line: str) -> tuple[str, int]:
    match = _VALUE.match(line)
    return (match["value"], match.start("value")) if match else ("", 0)


def _tab(found: _Break, lines: list[str]) -> _Explained | None:
    line = lines[found.line]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent:
        return None
    return (
        "This line is indented with a tab.",
        "Use spaces instead; most editors can turn tabs into spaces.",
        (found.line, indent.index("\t")),
    )


def _open_quote(found: _Break, lines: list[str]) -> _Explained | None:
    if "quoted scalar" not in found.doing or "escape" in found.said or "hexdecimal" in found.said:
        return None
    line, column = found.began or _here(found)
    sign = lines[line][column : column + 1]
    return (
        f"The quotation mark {sign} that is opened here is never closed.",
        f"Write {sign} at the end of the text too; a text that only begins with a word in quotation marks "
        "needs other quotation marks around all of it.",
        (line, column),
    )


def _escape(found: _Break, lines: list[str]) -> _Explained | None:
    if "quoted scalar" not in found.doing and "double-quoted" not in found.doing:
        return None
    line = lines[found.line]
    at = max(line.rfind("\\", 0, found.column + 1), 0)
    return (
        f'Inside "…" the backslash begins a code, and {line[at : at + 2]} is none.',
        "Put the text in '…', where a backslash is just a backslash, or write the backslash twice.",
        (found.line, at),
    )


def _colon(found: _Break, lines: list[str]) -> _Explained | None:
    if "mapping values are not allowed" not in found.said:
        return None
    line = lines[found.line]
    if line[: found.column].count(":") == 0:
        return (
            "This line is indented as if it belonged to the text above it, but it has a name and a colon.",
            "Let it begin in the same column as the names above, or put the whole text in quotation marks.",
            (found.line, len(line) - len(line.lstrip())),
        )
    return (
        "There is a second colon in this line, so it is not clear where the text begins.",
        'Put the whole text in quotation marks: prompt: "Who said: no?"',
        _here(found),
    )


def _brackets(found: _Break, lines: list[str]) -> _Explained | None:
    if "flow" not in found.doing or found.began is None:
        return None
    opened = lines[found.began[0]][found.began[1] : found.began[1] + 1]
    closing = "]" if opened == "[" else "}"
    if found.line != found.began[0] and lines[found.line].lstrip().startswith(("- ", "#")):
        return _never_closed(opened, closing, found.began)
    if lines[found.line][found.column : found.column + 1] == ":":
        what = "there is a colon in a text"
    else:
        what = f"a comma or the closing {closing} is missing before this place"
    return (
        f"Inside {opened} … {closing} {what}.",
        "There every text with a comma, a colon, a bracket or a quotation mark in it needs quotation marks: "
        '{text: "Oil, gas and coal", right: yes}',
        _here(found),
    )


def _never_closed(opened: str, closing: str, place: tuple[int, int]) -> _Explained:
    return (
        f"The bracket {opened} that is opened here is never closed.",
        f"Write {closing} at its end; if {opened} belongs to a text, put the text in quotation marks.",
        place,
    )


def _after_quote(found: _Break, lines: list[str]) -> _Explained | None:
    value, start = _value_of(lines[found.line])
    sign = value[:1]
    if sign not in ("'", '"', "{", "[") or found.column <= start or "cannot start" in found.said:
        return None
    if sign in "{[":
        return (
            f"A text that begins with {sign} is read as a list, and there is more text after its end.",
            'Put the whole text in quotation marks: text: "{1} and {2}"',
            (found.line, start),
        )
    inside = "write an apostrophe twice" if sign == "'" else 'write \\" for a quotation mark'
    return (
        f"There is more text after the closing quotation mark {sign}.",
        f"Put the whole text in quotation marks, and inside them {inside}.",
        _here(found),
    )


def _first_sign(found: _Break, lines: list[str]) -> _Explained | None:
    line = lines[found.line]
    at = found.column if "cannot start" in found.said else _value_of(line)[1]
    sign = line[at : at + 1]
    name = _SIGNS.get(sign)
    if name is None:
        return None
    return (
        f"A text cannot begin with the {name} {sign} here.",
        f'Put the text in quotation marks: "{sign} …".',
        (found.line, at),
    )


def _no_name(found: _Break, lines: list[str]) -> _Explained | None:
    if "could not find expected ':'" not in found.said or found.began is None:
        return None
    line, column = found.began
    return (
        "This line has neither a name with a colon nor a hyphen before it.",
        "If it goes on with the text above, indent it further than that text's name.",
        (line, column),
    )


def _indentation(found: _Break) -> _Explained:
    return (
        "This line does not fit the lines above it.",
        "Names that belong together begin in the same column; count the spaces before it, and look whether "
        "the line above is complete.",
        _here(found),
    )
