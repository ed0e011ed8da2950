"""What is sound YAML and still not what its author meant: the sentences for it."""

import re
from collections.abc import Iterator
from typing import Any

from yaml import AliasEvent

from webapp.exchange.flaws import Flaw
from webapp.exchange.yaml_nodes import Text

_FROM_ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_HASH = re.compile(r"[ \t]+#([^\s#]\S*)")


def anchor(event: Any, line: int, column: int) -> Flaw:
    """`&name` and `*name` repeat parts of a file, and make a small file enormous: never followed."""
    sign = "*" if isinstance(event, AliasEvent) else "&"
    return Flaw(
        "yaml.anchor",
        f"A value that begins with {sign} refers to another place of the file; that is not allowed here.",
        f'If {sign} belongs to the text, put the text in quotation marks: "{sign}{event.anchor} …".',
        line=line,
        column=column,
    )


def tag(written: str, line: int, column: int) -> Flaw:
    return Flaw(
        "yaml.tag",
        "A value that begins with ! is an instruction to the reader; that is not allowed here.",
        'If ! belongs to the text, put the text in quotation marks: "! …".',
        line=line,
        column=written.find("!", column - 1) + 1 or column,
    )


def twice(name: str, first_line: int, line: int, column: int) -> Flaw:
    return Flaw(
        "yaml.twice",
        f"“{name}” stands here twice: in line {first_line} and in line {line}.",
        "Keep one of them; if a new question or option was meant, begin it with a hyphen.",
        line=line,
        column=column,
    )


def not_a_name(line: int, column: int) -> Flaw:
    return Flaw(
        "yaml.name",
        "A list stands where a name was expected.",
        "If brackets belong to the text, put the text in quotation marks.",
        line=line,
        column=column,
    )


def second_part(line: int, column: int) -> Flaw:
    return Flaw(
        "yaml.second_part",
        "A line --- begins a second file here; what follows it is not read.",
        "Delete the line, or make two files.",
        line=line,
        column=column,
    )


def rest_of_text(name: Text, written: str) -> Iterator[Flaw]:
    """{text: Oil, gas and coal, right: yes}: the text ends at its first comma, and its rest looks like a
    name."""
    if name.value and written[name.last_column :].lstrip()[:1] in (",", "}"):
        yield Flaw(
            "yaml.comma",
            f"“{name.value[:60]}” stands alone between commas; it looks like the rest of a text.",
            'Inside { … } a text with a comma in it needs quotation marks: {text: "Oil, gas and coal"}.',
            line=name.line,
            column=name.column,
        )


def too_long(most: int, line: int, column: int) -> Flaw:
    return Flaw(
        "yaml.long",
        f"This text has more than {most:,} letters.",
        "Shorten it, or look whether a quotation mark is missing at its end.",
        line=line,
        column=column,
    )


def escape_in_quotes(value: str, line: int, column: int) -> Iterator[Flaw]:
    r"""Inside "…" a backslash begins a code: "\frac" starts with a form feed, "\text" with a tab."""
    if _FROM_ESCAPES.search(value):
        yield Flaw(
            "yaml.escape",
            r'Inside "…" a backslash begins a code, and here it made an invisible character.',
            r"Put the text in '…', where a backslash is just a backslash, or write it twice: \\frac.",
            line=line,
            column=column,
        )
    elif "\t" in value:
        yield Flaw(
            "yaml.tab",
            r'There is a tab in this text; inside "…" the code \t makes one.',
            r"If \t is the beginning of a word such as \text, put the text in '…'.",
            severity="warning",
            line=line,
            column=column,
        )


def hidden_by_hash(written: str, line: int, end: int) -> Iterator[Flaw]:
    """A space and # begin a remark, also in the middle of "Who was #1 in 1990?"."""
    remark = _HASH.match(written, end)
    if remark:
        yield Flaw(
            "yaml.remark",
            f"The text ends before “#{remark[1]}”, since a space and # begin a remark.",
            "If it belongs to the text, put the whole text in quotation marks; else write a space after #.",
            severity="warning",
            line=line,
            column=remark.start(1),
        )
