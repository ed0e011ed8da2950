"""What a bank became since it was opened for mending, question by question. Pure.

Whoever mends sees questions as the bank has them now; what she mended before it changed is hers, and she decides.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from webapp.banks.comparing import Change, Diff, Known, asked_by, compare
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.hashes import full_hash
from webapp.teaching.items import Item, Items

What = Literal["changed", "topic", "retired", "gone", "new"]
BASE = "base"  # of an edit: the mark of what the bank said when it was made


@dataclass(frozen=True, slots=True)
class Since:
    """A question that is otherwise now. `key` is that of its item; "" where it is new. One that `is_mended` was mended
    before the bank changed it."""

    what: What
    external_id: str
    asked: str
    key: str = ""
    is_mended: bool = False


def mark_of(whole: str, topic: str) -> str:
    """Of what a question says and where it stands, to know later whether it still does."""
    return hashlib.sha256(f"{whole} {topic}".encode("utf-8", "surrogatepass")).hexdigest()[:24]


def base_of(item: Item, opened: Sequence[DraftQuestion], edits: Mapping[str, Any]) -> str:
    """What a form that shows this item was filled from."""
    kept: str = edits.get(item.key, {}).get(BASE, "")
    if kept:
        return kept
    draft = opened[int(item.key[1:])] if item.is_mended or item.draft is None else item.draft
    return mark_of(full_hash(draft), draft.topic)


def caught_up(
    items: Items, opened: Sequence[DraftQuestion], known: Sequence[Known], edits: Mapping[str, Any]
) -> list[Since]:
    """What differs from what was opened. Items that were not mended say afterwards what the bank says now."""
    now = {each.external_id: each for each in known}
    found = []
    for item in items.every:
        assert item.draft is not None  # a bank holds whole questions
        before = opened[int(item.key[1:])]
        held = now.pop(before.external_id, None)
        what = _what(before, held)
        if not what:
            continue
        if item.is_mended and not is_newer(held, base_of(item, opened, edits)):
            continue  # what it says now was mended
        if held is not None and not item.is_mended:
            item.draft = replace(item.draft, kind=held.kind, content=held.content, topic=held.topic)
        is_mended = item.is_mended and not item.is_out
        found.append(Since(what, before.external_id, asked_by(item.draft.content), item.key, is_mended))
    added = [each for each in now.values() if each.is_active]
    return [*found, *(Since("new", each.external_id, asked_by(each.content)) for each in added)]


def _what(before: DraftQuestion, held: Known | None) -> What | Literal[""]:
    if held is None:
        return "gone"
    if not held.is_active:
        return "retired"
    if held.full_hash != full_hash(before):
        return "changed"
    return "topic" if held.topic != before.topic else ""


def is_newer(held: Known | None, base: str) -> bool:
    """Whether the bank has something else than what was mended."""
    return held is None or not held.is_active or mark_of(held.full_hash, held.topic) != base


def diff_of_mended(
    items: Items, opened: Sequence[DraftQuestion], known: Sequence[Known], edits: Mapping[str, Any], *, is_late: bool
) -> Diff:
    """Of what was mended alone: the rest stays as it is now. To mend again what was mended is no conflict; to mend what
    the bank changed meanwhile is one (`is_late`: the bank has changed at all)."""
    mended = [item for item in items.every if item.draft is not None and item.is_mended and not item.is_out]
    bases = {item.draft.external_id: base_of(item, opened, edits) for item in mended if item.draft and is_late}
    held = [
        replace(
            each,
            mended_at=0,
            is_topic_mended=False,
            is_newer=each.external_id in bases and is_newer(each, bases[each.external_id]),
        )
        for each in known
    ]
    diff = compare([item.draft for item in mended if item.draft], held)
    diff.missing, diff.alike = [], []
    moved = [each for each in diff.same if each[1].is_newer and each[1].is_moved_by(each[0])]
    if moved:  # both gave it another topic
        diff.same = [each for each in diff.same if each not in moved]
        diff.changed += [Change(draft, each, "wording", False) for draft, each in moved]
    return diff
