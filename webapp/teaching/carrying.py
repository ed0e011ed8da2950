"""What its teacher did to an upload, carried over to another reading of the same file. Pure."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.refused import Refused
from webapp.teaching.items import OUT
from webapp.teaching.packing import Found

Edits = Mapping[str, Any]
Read = DraftQuestion | Refused


def carried(edits: Edits, old: Found, new: Found) -> dict[str, Any]:
    """The edits by the keys of the new reading: those of questions that say what they said. Of one that says something
    else it is kept that it stays out."""
    return {
        **_carried("q", edits, old.drafts.questions, new.drafts.questions),
        **_carried("r", edits, old.refused, new.refused),
    }


def moved_key(key: str, old: Found, new: Found) -> str:
    """Of a question in another reading; "" where it is not there, or says something else."""
    return next(iter(carried({key: {"is": "shown"}}, old, new)), "")


def _carried(letter: str, edits: Edits, old: Sequence[Read], new: Sequence[Read]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    places = {_place(each): number for number, each in enumerate(new)}
    for number, each in enumerate(old):
        edit, place = edits.get(f"{letter}{number}"), places.get(_place(each))
        if edit is None or place is None:
            continue
        if _says(each) != _says(new[place]):
            edit = {OUT: True} if edit.get(OUT) else None
        if edit:
            found[f"{letter}{place}"] = edit
    return found


def _place(each: Read) -> Hashable:
    """Where it stands in the file, and its name."""
    return each.external_id, each.line, each.label if isinstance(each, Refused) else ""


def _says(each: Read) -> Any:
    return each.content if isinstance(each, DraftQuestion) else (each.text, each.cells, each.raw)
