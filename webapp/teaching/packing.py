"""What a reader found, as bytes and back: so that a file is read once and looked at many times. Pure.

Pictures and sounds are not among it: they are kept by themselves, under their keys."""

import json
import zlib
from collections.abc import Mapping, Sequence
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
    """A line for the file and one for each thing in it: to write or read one line takes no other thread's time."""
    drafts = found.drafts
    lists: dict[str, Sequence[Any]] = {
        "questions": drafts.questions,
        "kept": drafts.kept,
        "problems": drafts.problems,
        "refused": found.refused,
    }
    head = _flat(replace(drafts, bank=None, questions=[], kept=[], problems=[], media={})) | {
        "bank": None if drafts.bank is None else _flat(replace(drafts.bank, questions=[], media={})),
        "columns": found.columns,
        "counts": {name: len(each) for name, each in lists.items()},
    }
    lines = [_line(head), *(_line(_flat(each)) for listed in lists.values() for each in listed)]
    return zlib.compress("\n".join(lines).encode("utf-8", "surrogatepass"), LEVEL)


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def unpacked(data: bytes) -> Found:
    lines = iter(zlib.decompress(data).decode("utf-8", "surrogatepass").split("\n"))
    whole: dict[str, Any] = json.loads(next(lines))
    for name, count in whole.pop("counts", {}).items():  # what an earlier version kept is one line
        whole[name] = [json.loads(next(lines)) for _each in range(count)]
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
