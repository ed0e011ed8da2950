"""What a YAML file says, without types: texts, rows and fields, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, always as text: `no`, `1948` and an empty value stay what was typed."""

    line: int
    column: int
    value: str
    last_line: int
    last_column: int = 0


@dataclass(slots=True)
class Rows:
    line: int
    column: int
    items: list["Node"] = field(default_factory=list)
    last_line: int = 0


@dataclass(slots=True)
class Fields:
    """Names and values in the order of the file; of a name that stands twice, the first."""

    line: int
    column: int
    is_in_braces: bool = False
    keys: dict[str, Text] = field(default_factory=dict)
    values: dict[str, "Node"] = field(default_factory=dict)
    last_line: int = 0

    def __iter__(self) -> Iterator[tuple[Text, "Node"]]:
        return ((key, self.values[name]) for name, key in self.keys.items())


Node: TypeAlias = Text | Rows | Fields

SHAPES = {Text: "a text", Rows: "a list", Fields: "a group of named values"}
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def plain(node: Node) -> Any:
    """The node as texts, lists and dicts."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Rows):
        return [plain(item) for item in node.items]
    return {name: plain(value) for name, value in node.values.items()}


def place_of(node: Node, path: str) -> tuple[int, int]:
    """Line and column of what `path` names ("options[2].why", rows counted from 1), or of the nearest thing
    around it that is there. A value that is empty stands where its name does."""
    place = (node.line, node.column)
    for name, number in _STEP.findall(path):
        if isinstance(node, Fields) and name in node.values:
            key, node = node.keys[name], node.values[name]
            is_empty = isinstance(node, Text) and not node.value
            place = (key.line, key.column) if is_empty else (node.line, node.column)
        elif isinstance(node, Rows) and number and 0 < int(number) <= len(node.items):
            node = node.items[int(number) - 1]
            place = (node.line, node.column)
        else:
            break
    return place
