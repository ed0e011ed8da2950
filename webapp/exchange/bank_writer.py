"""Our own bank file, written: `read_bank(write_bank(bank))` is the bank again, to the last field."""

import json
from typing import Any

import yaml

from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.raw_content import raw_of
from webapp.exchange.writing import legal

_WIDTH = 116
_LINE_ENDS = {0x2028: "\n", 0x2029: "\n", 0xFEFF: ""}


class _Dumper(yaml.SafeDumper):
    """Lists below their name are indented, as people write them; nothing is written as a reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_bank(bank: DraftBank) -> bytes:
    """The bytes of a bank file (UTF-8). The names of the head and of the questions are those of questions/README.md."""
    head: dict[str, Any] = {"bank": bank.slug, "title": bank.title}
    for name in ("subject", "level", "language", "description", "author", "licence"):
        if getattr(bank, name):
            head[name] = getattr(bank, name)
    source = {"title": bank.source_title, "publisher": bank.source_publisher}
    if any(source.values()):
        head["source"] = {name: text for name, text in source.items() if text}
    for name, notes in (("facts", bank.facts), ("terms", bank.terms)):
        if notes:
            head[name] = {key: {part: text for part, text in note.items() if text} for key, note in notes.items()}
    head["questions"] = [_question(bank, question) for question in bank.questions]
    text = yaml.dump(_legal(head), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text.encode("utf-8")


def _legal(value: Any) -> Any:
    """Without noncharacters and marks of bytes, and with one sort of line ends: YAML takes the others for its own."""
    if isinstance(value, dict):
        return {_legal(key): _legal(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_legal(each) for each in value]
    return legal(value).translate(_LINE_ENDS) if isinstance(value, str) else value


def _question(bank: DraftBank, question: DraftQuestion) -> dict[str, Any]:
    raw = raw_of(question.content)
    note = bank.facts.get(question.fact or "") or bank.terms.get(question.term or "") or {}
    made: dict[str, Any] = {"id": question.external_id, "kind": raw.pop("kind")}
    for name in ("topic", "title", "fact", "term"):
        if getattr(question, name):
            made[name] = getattr(question, name)
    own = {"paragraph": question.paragraph, "says": question.source_says}
    own = {name: text for name, text in own.items() if text and text != note.get(name, "")}
    made |= raw
    if own:
        made["source"] = own
    if question.view and question.view != note.get("view", ""):
        made["view"] = question.view
    if question.background:
        made["background"] = question.background
    if question.tags:
        made["tags"] = list(question.tags)
    if question.extras:
        made["extras"] = json.dumps(question.extras, ensure_ascii=False, sort_keys=True)
    return made
