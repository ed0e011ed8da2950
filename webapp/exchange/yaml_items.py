"""A bank file with a syntax error, read question by question: one slip costs one question, not the file."""

import re
from dataclasses import dataclass, field

from webapp.exchange.flaws import Flaw
from webapp.exchange.yaml_lines import Parsed, parse
from webapp.exchange.yaml_nodes import Fields, Node, Rows

MOST_QUESTIONS = 20_000

_LIST = re.compile(r"questions:\s*(?:#.*)?$")
_ITEM = re.compile(r"( *)-(?: |$)")
_ID = re.compile(r"^\s*(?:- +)?id:\s*[\"']?([\w.-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that could not be read at all, by its id as far as that can be seen."""

    external_id: str | None
    flaw: Flaw


@dataclass(slots=True)
class Document:
    """`root` is None for an empty file, and for one whose head cannot be read (then `flaws` says why)."""

    root: Node | None
    flaws: list[Flaw] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


def parse_document(text: str, head_names: frozenset[str]) -> Document:
    """The nodes of a bank file. `head_names` are the names that may stand at the left margin."""
    whole = parse(text)
    if whole.failure is None:
        return Document(whole.root, whole.flaws)
    lines = text.split("\n")
    spans = _spans(lines, head_names) if whole.failure.code == "yaml.syntax" else []
    if not 0 < len(spans) <= MOST_QUESTIONS:
        return Document(None, [*whole.flaws, whole.failure])
    return _joined(_head(lines, spans), [(_part(lines, span), span) for span in spans], lines)


def _spans(lines: list[str], head_names: frozenset[str]) -> list[tuple[int, int]]:
    """First line and line after the last of each question, from 0. Only the name of a part of the head ends
    the list: a line that a slip moved to the margin still belongs to its question."""
    begin = next((at for at, line in enumerate(lines) if _LIST.match(line)), None)
    if begin is None:
        return []
    ends_list = re.compile(rf"(?:{'|'.join(sorted(head_names))}):")
    end = next((at for at in range(begin + 1, len(lines)) if ends_list.match(lines[at])), len(lines))
    items = [(at, _ITEM.match(lines[at])) for at in range(begin + 1, end)]
    indents = [(at, len(item[1])) for at, item in items if item]
    starts = [at for at, indent in indents if indent == indents[0][1]]
    return list(zip(starts, [*starts[1:], end], strict=False))


def _head(lines: list[str], spans: list[tuple[int, int]]) -> Parsed:
    """Everything but the questions, which are blanked so that line numbers stay."""
    rest = lines.copy()
    for start, end in spans:
        rest[start:end] = [""] * (end - start)
    return parse("\n".join(rest))


def _part(lines: list[str], span: tuple[int, int]) -> Parsed:
    start, end = span
    return parse("\n".join(lines[start:end]), first_line=start + 1)


def _joined(head: Parsed, parts: list[tuple[Parsed, tuple[int, int]]], lines: list[str]) -> Document:
    document = Document(head.root, list(head.flaws))
    if head.failure:
        document.root = None
        document.flaws.append(head.failure)
    questions = Rows(parts[0][1][0] + 1, 1)
    for part, (start, end) in parts:
        if part.failure:
            found = _ID.search("\n".join(lines[start:end]))
            document.lost.append(Lost(found[1] if found else None, part.failure))
        elif isinstance(part.root, Rows):
            document.flaws += part.flaws
            questions.items += part.root.items
    if isinstance(document.root, Fields) and "questions" in document.root.values:
        document.root.values["questions"] = questions
    return document
