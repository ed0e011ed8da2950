"""What a reader found, as bytes and back: so that a file is read once and looked at many times. Pure.

Pictures and sounds are not among it: they are kept by themselves, under their keys."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from webapp.exchange.contract import DraftBank, DraftQuestion, Drafts, Kept, Problem
from webapp.exchange.refused import Refused

LEVEL = 1  # of compression: texts become a sixth already, and it takes a third of the time
Made = TypeVar("Made")


@dataclass(slots=True)
class Found:
    """A file as it was read: drafts, and what stayed out. `columns` is the header of a text table, for the pickers."""

    drafts: Drafts
    refused: list[Refused] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


def packed(found: Found) -> bytes:
    drafts = found.drafts
    head = None if drafts.bank is None else _flat(replace(drafts.bank, questions=[], media={}))
    whole = _flat(replace(drafts, bank=None, questions=[], kept=[], problems=[], media={})) | {
        "bank": head,
        "questions": [_flat(each) for each in drafts.questions],
        "kept": [_flat(each) for each in drafts.kept],
        "problems": [_flat(each) for each in drafts.problems],
        "refused": [_flat(each) for each in found.refused],
        "columns": found.columns,
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)


def unpacked(data: bytes) -> Found:
    whole: dict[str, Any] = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    refused = [_made(Refused, each) for each in whole.pop("refused")]
    columns = whole.pop("columns")
    drafts = _made(Drafts, whole)
    drafts.questions = [_made(DraftQuestion, each) for each in whole["questions"]]
    drafts.kept = [_made(Kept, each) for each in whole["kept"]]
    drafts.problems = [_made(Problem, each) for each in whole["problems"]]
    drafts.bank = None if whole["bank"] is None else _made(DraftBank, whole["bank"])
    return Found(drafts, refused, columns)


def _flat(value: Any) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _made(kind: type[Made], said: Mapping[str, Any]) -> Made:
    return kind(**said)
