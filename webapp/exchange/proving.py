"""A file that was written is read again, and what differs without having been named is named among the losses.

So the report of losses is whole by construction: what is read of the file is the bank, less what the report says.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from webapp.exchange.contract import DraftQuestion, Drafts, MediaFile
from webapp.exchange.hashes import stem_hash
from webapp.exchange.raw_content import raw_of
from webapp.exchange.writing import Losses, Written, name_of, shown_by

LEFT_OUT, UNREAD, DIFFERS = "write.left_out", "write.unread", "write.differs"
_NUMBERS = {"answer", "answers", "tolerance", "range", "decimals", "significant_figures"}
_PARTS = {"options", "accept", *_NUMBERS, "pairs", "items", "gaps", "why_true", "why_false"}
_TEXTS = {"prompt", "text", "format", "explanation", "hint", "extra", "back_prompt", *_PARTS}
# What a loss that a writer names is about.
_ABOUT: dict[str, set[str]] = {
    "write.all_or_nothing": {"all_or_nothing"},
    "write.answers": {"accept", "explanation", *_NUMBERS},
    "write.arrow": {"pairs", "extra"},
    "write.card": {"ideas", "reversible", "back_prompt"},
    "write.explanation": {"explanation", "answer", "format"},
    "write.extra": {"extra"},
    "write.feedback": {"explanation", "hint", *_PARTS},
    "write.foreign": {"foreign"},
    "write.format": _TEXTS,
    "write.gap_options": {"gaps"},
    "write.gap_weight": {"gaps"},
    "write.gaps": {"gaps"},
    "write.hint": {"hint"},
    "write.keys": {"options", "pairs", "items"},
    "write.matching": {"accept", "mode", "match", "near", "gaps"},
    "write.notes": {"items"},
    "write.order": {"options", "shuffle", "items", "scoring"},
    "write.pass_mark": {"pass_mark"},
    "write.points": {"points"},
    "write.place": {"external_id", "topic", "tags"},
    "write.prompt": {"prompt", "text"},
    "write.range": _NUMBERS,
    "write.relative": _NUMBERS,
    "write.rounding": _NUMBERS,
    "write.scoring": {"scoring"},
    "write.tags": {"tags"},
    "write.title": {"title"},
    "write.topic": {"topic"},
    "write.unit": {"unit"},
    "write.weight": _PARTS,
    "write.why": _PARTS,
}
_MARKUP = re.compile(r"[<&]|\\\\|\\n")
_WORDS = {
    "external_id": "its id", "prompt": "its text", "text": "its text", "points": "its points",
    "pass_mark": "its pass mark", "topic": "its topic", "title": "its title", "tags": "its tags",
    "explanation": "its explanation", "hint": "its hint", "format": "the format of its texts",
    "options": "its options", "accept": "its accepted answers", "answers": "its numbers", "pairs": "its pairs",
    "items": "its items", "gaps": "its gaps", "any_right": "that one of the right options is enough",
    "kind": "its kind",
}  # fmt: skip


def proved(
    written: Written,
    questions: Iterable[DraftQuestion],
    read: Callable[[bytes], Drafts],
    media: Mapping[str, MediaFile] | None = None,
) -> Written:
    """The same file, with the losses that its writer did not name. `read` reads the format that it is of; `media` are
    the pictures and sounds of the bank, by their keys."""
    named: dict[str, set[str]] = {}
    for loss in written.losses:
        named.setdefault(loss.question or "", set()).add(loss.code)
    inside = [each for each in questions if LEFT_OUT not in named.get(name_of(each), ())]
    drafts = read(written.data)
    losses = Losses(written.losses)
    for question, again in zip(inside, _found_again(inside, drafts), strict=True):
        if again is None:
            reason = next((p.message for p in drafts.errors if p.question and name_of(question) in p.question), "")
            losses.leave_out(question, f"It is in the file, but cannot be read back. {reason}".rstrip(), code=UNREAD)
        elif not {"write.kind"} & named.get(name_of(question), set()):
            _name_differences(question, again, named.get(name_of(question), set()), losses)
            if "write.media" not in named.get(name_of(question), set()) and _has_lost(again, media or {}, drafts):
                losses.add(question, DIFFERS, "It is read back without a picture or sound of it.")
    return written


def _has_lost(again: DraftQuestion, media: Mapping[str, MediaFile], drafts: Drafts) -> bool:
    """Whether the text came back with a reference, and what it stands for did not."""
    held = [media.get(reference.removeprefix("media:").partition(".")[0]) for reference in shown_by(again)]
    return any(each and (each.key not in drafts.media or drafts.media[each.key].data != each.data) for each in held)


def _found_again(questions: list[DraftQuestion], drafts: Drafts) -> list[DraftQuestion | None]:
    """By the order where no id speaks against it; else by the ids, and by what is asked."""
    pairs = list(zip(questions, drafts.questions, strict=False))
    is_in_order = all(not again.external_id or one.external_id in ("", again.external_id) for one, again in pairs)
    if len(drafts.questions) == len(questions) and is_in_order:
        return list(drafts.questions)
    by_id = {each.external_id: each for each in drafts.questions if each.external_id}
    by_stem = {stem_hash(each): each for each in drafts.questions if not each.external_id}
    return [by_id.get(each.external_id) or by_stem.get(stem_hash(each)) for each in questions]


def _name_differences(question: DraftQuestion, again: DraftQuestion, codes: set[str], losses: Losses) -> None:
    explained = set().union(*(_ABOUT.get(code, set()) for code in codes))
    for field in differences(question, again):
        if field not in explained:
            message = f"It is read back with a difference in {_WORDS.get(field, f'“{field}”')}."
            losses.add(question, DIFFERS, message)


def differences(question: DraftQuestion, again: DraftQuestion) -> list[str]:
    """Names of the fields that differ; a title or an id given to a question that had none is no difference."""
    one, other = _fields(question), _fields(again)
    for field in ("title", "external_id"):
        if not one[field]:
            other[field] = one[field]
    if one.get("format") == "html" and "format" not in other and not _MARKUP.search(json.dumps(one)):
        del one["format"]  # HTML without a tag is the same text when it is plain
    return sorted(field for field in {*one, *other} if one.get(field) != other.get(field))


def _fields(question: DraftQuestion) -> dict[str, Any]:
    own = {name: getattr(question, name) for name in ("external_id", "title", "topic", "tags")}
    return own | raw_of(question.content)
