"""A file against the bank it is brought to: what is new, changed, the same, missing. Pure.

Matched by id first, then by the whole content, then by what is asked. What merely resembles is only named.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from rapidfuzz import fuzz

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.hashes import full_hash, stem_hash
from webapp.exchange.naming import new_id

Sort = Literal["wording", "key", "points"]
UNLIKE = 0.5  # below this, the same id stands for another question
ALIKE = 0.85  # from here on, two ids may stand for one question
_LONGEST_COMPARED = 500  # questions without a match, of which each is compared with each


@dataclass(frozen=True, slots=True)
class Known:
    """A question that the bank has, with what it says now: as JSON, since most are the same by their hash. `mended_at`
    is when it got its words on the site, in ms; 0 where a file brought them. A topic that was given on the site stays
    (`is_topic_mended`). One that `is_newer` became what it is after what is brought was begun."""

    question_id: int
    external_id: str
    kind: str
    said: str
    stem_hash: str
    full_hash: str
    is_active: bool
    mended_at: int = 0
    topic: str = ""
    is_topic_mended: bool = False
    is_newer: bool = False

    def topic_by(self, draft: DraftQuestion) -> str:
        """The topic that it has when the draft is brought."""
        return self.topic if self.is_topic_mended or not draft.topic else draft.topic

    def is_moved_by(self, draft: DraftQuestion) -> bool:
        return self.topic_by(draft) != self.topic

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.said)
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """`sort`: only words, the key, or only points. `is_unlike`: perhaps another question under the same id."""

    draft: DraftQuestion
    known: Known
    sort: Sort
    is_unlike: bool

    @property
    def is_conflict(self) -> bool:
        """It would undo what was mended on the site, or what the bank got while it was on its way."""
        return self.known.is_newer or self.known.mended_at > 0


@dataclass(slots=True)
class Diff:
    """`alike` are pairs of a new question and a missing one that may be the same, for a person to decide."""

    new: list[DraftQuestion] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[tuple[DraftQuestion, Known]] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)
    alike: list[tuple[DraftQuestion, Known, float]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in ("new", "changed", "same", "missing")}


def compare(drafts: Iterable[DraftQuestion], known: Sequence[Known]) -> Diff:
    """Each draft leaves with an id: its own, that of its match, or one made of what it asks, so that the same file
    brought again finds it."""
    diff = Diff()
    left = {each.external_id: each for each in known}
    waiting = []
    for draft in drafts:
        match = left.pop(draft.external_id, None) if draft.external_id else None
        if match is None:
            waiting.append(draft)
        else:
            _place(diff, draft, match)
    taken = {each.external_id for each in known} | {each.external_id for each in waiting if each.external_id}
    unmatched = _Unmatched(left.values())
    for draft in waiting:
        match = None if draft.external_id else unmatched.match_of(draft)
        if match is not None:
            del left[match.external_id]
            _place(diff, replace(draft, external_id=match.external_id), match)
        else:
            made = draft if draft.external_id else replace(draft, external_id=new_id(draft, taken))
            taken.add(made.external_id)
            diff.new.append(made)
    diff.missing = [each for each in left.values() if each.is_active]
    diff.alike = _alike(diff.new, diff.missing)
    return diff


class _Unmatched:
    """Known questions that no draft has been found to be yet, by what they say and by what they ask."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_whole: dict[str, list[Known]] = {}
        self._by_asked: dict[str, list[Known]] = {}
        self._taken: set[str] = set()
        for each in reversed(list(known)):  # so that the first is taken from the end
            self._by_whole.setdefault(each.full_hash, []).append(each)
            self._by_asked.setdefault(each.stem_hash, []).append(each)

    def match_of(self, draft: DraftQuestion) -> Known | None:
        """The first that says the same, or else asks the same."""
        found = self._next(self._by_whole.get(full_hash(draft))) or self._next(self._by_asked.get(stem_hash(draft)))
        if found is not None:
            self._taken.add(found.external_id)
        return found

    def _next(self, those: list[Known] | None) -> Known | None:
        while those and those[-1].external_id in self._taken:
            those.pop()
        return those[-1] if those else None


def _place(diff: Diff, draft: DraftQuestion, known: Known) -> None:
    if full_hash(draft) == known.full_hash and known.is_active:
        diff.same.append((draft, known))
        return
    content = known.content
    likeness = fuzz.ratio(asked_by(draft.content), asked_by(content)) / 100
    diff.changed.append(Change(draft, known, sort_of_change(content, draft.content), likeness < UNLIKE))


def asked_by(content: dict[str, Any]) -> str:
    return f"{content.get('prompt', '')} {content.get('text', '')}".strip()


def sort_of_change(before: dict[str, Any], after: dict[str, Any]) -> Sort:
    """Whether what counts as right has changed, only what it is worth, or only how it is said."""
    is_by_words = _texts_of(before) == _texts_of(after)
    if before["kind"] != after["kind"] or _key_of(before, by_words=is_by_words) != _key_of(after, by_words=is_by_words):
        return "key"
    if _is_shuffled(before, after):
        return "key"
    worth = [(content["points"], content["pass_mark"], _weights_of(content)) for content in (before, after)]
    return "points" if worth[0] != worth[1] else "wording"


def _is_shuffled(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """The same parts in another order, where the order is the answer."""
    texts = [[item["text"] for item in content.get("items", ())] for content in (before, after)]
    return texts[0] != texts[1] and sorted(texts[0]) == sorted(texts[1])


def _weights_of(content: dict[str, Any]) -> list[Any]:
    """Of parts that may be shuffled, by their words."""
    options = sorted((option["text"], option.get("weight")) for option in content.get("options", ()))
    names = ("accept", "answers", "gaps")
    return [
        *(weight for _text, weight in options),
        *(item["weight"] for name in names for item in content.get(name, ())),
    ]


def _texts_of(content: dict[str, Any]) -> list[str]:
    return sorted(option["text"] for option in content.get("options", ()))


def _key_of(content: dict[str, Any], *, by_words: bool) -> Any:
    """What is right: of options by their words where those are the same in both, else by their places, since another
    wording of an option is no other key."""
    options = content.get("options", ())
    return {
        "options": sorted(option["text"] for option in options if option["right"])
        if by_words
        else [option["right"] for option in options],
        "accept": sorted(entry["text"].casefold() for entry in content.get("accept", ()) if entry["weight"] > 0),
        "answers": [
            [answer[name] for name in ("test", "value", "low", "high")] for answer in content.get("answers", ())
        ],
        "gaps": [sorted(entry["text"].casefold() for entry in gap["accept"]) for gap in content.get("gaps", ())],
        "pairs": [pair["choice"] for pair in content.get("pairs", ())],
        "items": len(content.get("items", ())),
        "any": content.get("any_right", False),
    }


def _alike(new: Sequence[DraftQuestion], missing: Sequence[Known]) -> list[tuple[DraftQuestion, Known, float]]:
    if len(new) > _LONGEST_COMPARED or len(missing) > _LONGEST_COMPARED:
        return []
    found = []
    there = [(asked_by(known.content), known) for known in missing] if new else []
    for draft in new:
        asked = asked_by(draft.content)
        scored = [(fuzz.ratio(asked, text) / 100, known) for text, known in there]
        best = max(scored, key=lambda each: each[0], default=(0.0, None))
        if best[1] is not None and best[0] >= ALIKE:
            found.append((draft, best[1], best[0]))
    return found
