"""YAML that keeps its lines and knows no types.

Built on the parser's events (YAML 1.1) instead of on composed nodes: so no alias is ever followed, depth and
number are counted while reading, and a name that stands twice is seen. Nothing of the file becomes an object.
"""

from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

import yaml

from webapp.exchange.flaws import Flaw
from webapp.exchange.yaml_flaws import (
    anchor,
    escape_in_quotes,
    hidden_by_hash,
    not_a_name,
    rest_of_text,
    second_part,
    tag,
    too_long,
    twice,
)
from webapp.exchange.yaml_nodes import Fields, Node, Rows, Text
from webapp.exchange.yaml_syntax import unreadable

MOST_DEPTH = 12  # a bank needs eight
MOST_NODES = 400_000  # 20,000 questions of 20 values
MOST_LETTERS = 64_000  # of one text

# The C parser is 10 to 30 times faster, and not in every build. Both agree on what is YAML, nearly.
LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(slots=True)
class Parsed:
    """`root` is None for an empty file or when `failure` says why it could not be read to its end."""

    root: Node | None
    flaws: list[Flaw] = field(default_factory=list)
    failure: Flaw | None = None


def parse(text: str, first_line: int = 1, loader: type[Any] | None = None) -> Parsed:
    """The nodes of a text whose first line has the number `first_line`. Never raises: `text` holds no control
    characters (`decoding` sees to that), and every other defect becomes a flaw."""
    tree = _Tree(text.split("\n"), first_line)
    try:
        for event in yaml.parse(text, Loader=loader or LOADER):
            if not tree.take(event):
                break
    except yaml.MarkedYAMLError as error:
        return Parsed(None, tree.flaws, unreadable(error, tree.lines, first_line))
    except _TooLarge as error:
        return Parsed(None, tree.flaws, error.flaw)
    # A reader's complaint has no mark; a number in a directive or an escape may go beyond all bounds.
    except (yaml.YAMLError, ValueError, OverflowError):
        return Parsed(None, tree.flaws, Flaw("yaml.syntax", "This file cannot be read as YAML."))
    return Parsed(tree.root, tree.flaws)


class _TooLarge(Exception):
    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw


class _Tree:
    """Grows from events (typed Any, since the stubs allow events without a place and no parser makes them).

    `open` are the lists and groups that are not closed yet, `names` the name in each that waits for its
    value."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines = lines
        self.before = first_line  # the parser counts lines from 0
        self.root: Node | None = None
        self.flaws: list[Flaw] = []
        self.open: list[Rows | Fields] = []
        self.names: list[Text | None] = []
        self.count = 0

    def take(self, event: yaml.Event) -> bool:
        """False when nothing after this event belongs to the file."""
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.flaws.append(second_part(*self._place(event)))
            return False
        if isinstance(event, yaml.NodeEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        return True

    def _place(self, event: Any) -> tuple[int, int]:
        return event.start_mark.line + self.before, event.start_mark.column + 1

    def _begin(self, event: Any) -> None:
        line, column = self._place(event)
        self._count_up(line, column)
        if event.anchor is not None:
            self.flaws.append(anchor(event, line, column))
        if getattr(event, "tag", None) not in (None, "!"):
            self.flaws.append(tag(self.lines[line - self.before], line, column))
        if isinstance(event, yaml.ScalarEvent):
            self._place_in_parent(self._text(event, line, column))
        elif isinstance(event, yaml.AliasEvent):
            self._place_in_parent(Text(line, column, "", line))
        else:
            self._open(event, line, column)

    def _open(self, event: Any, line: int, column: int) -> None:
        node: Rows | Fields
        if isinstance(event, yaml.SequenceStartEvent):
            node = Rows(line, column)
        else:
            node = Fields(line, column, bool(event.flow_style))
        node.last_line = line
        self._place_in_parent(node)
        self.open.append(node)
        self.names.append(None)

    def _close(self) -> None:
        node = self.open.pop()
        self.names.pop()
        if self.open:
            self.open[-1].last_line = max(self.open[-1].last_line, node.last_line)

    def _place_in_parent(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.last_line = max(parent.last_line, node.last_line)
        if isinstance(parent, Rows):
            parent.items.append(node)
        elif self.names[-1] is None:
            self.names[-1] = self._name(node)
        else:
            self._give(parent, self.names[-1], node)
            self.names[-1] = None

    def _name(self, node: Node) -> Text:
        if isinstance(node, Text):
            return node
        self.flaws.append(not_a_name(node.line, node.column))
        return Text(node.line, node.column, "", node.line)

    def _give(self, fields: Fields, name: Text, value: Node) -> None:
        if fields.is_in_braces and isinstance(value, Text) and not value.value:
            self.flaws += rest_of_text(name, self.lines[name.last_line - self.before])
        first = fields.keys.get(name.value)
        if first is None:
            fields.keys[name.value] = name
            fields.values[name.value] = value
        else:
            self.flaws.append(twice(name.value, first.line, name.line, name.column))

    def _text(self, event: Any, line: int, column: int) -> Text:
        end = event.end_mark
        last_line = max(line, end.line + self.before - (end.column == 0))
        if event.style == '"':
            self.flaws += escape_in_quotes(event.value, line, column)
        elif not event.style and event.value:
            self.flaws += hidden_by_hash(self.lines[end.line], end.line + self.before, end.column)
        if len(event.value) > MOST_LETTERS:
            self.flaws.append(too_long(MOST_LETTERS, line, column))
        return Text(line, column, normalize("NFC", event.value), last_line, end.column)

    def _count_up(self, line: int, column: int) -> None:
        self.count += 1
        if len(self.open) >= MOST_DEPTH:
            message = f"From here on lists stand in lists more than {MOST_DEPTH} deep."
            hint = "Brackets [ and { at the beginning of a text need quotation marks around the text."
            raise _TooLarge(Flaw("yaml.depth", message, hint, line=line, column=column))
        if self.count > MOST_NODES:
            message = f"This file has more than {MOST_NODES:,} values."
            hint = "Split it into several banks."
            raise _TooLarge(Flaw("yaml.size", message, hint, line=line, column=column))
