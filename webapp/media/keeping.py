"""Pictures and sounds of a file that was read: encoded outside of any transaction, stored one by one, and named in the
texts of its questions by what is stored."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from webapp.database import db, transaction
from webapp.exchange.contract import DraftQuestion, Drafts, Problem
from webapp.exchange.labels import label_as_read, label_of
from webapp.exchange.media import key_of, references_in, renamed, with_references
from webapp.media import queries, service
from webapp.media.descriptions import UNDESCRIBED, undescribed
from webapp.media.encoding import Encoded, Refused, encoded, pixels_to_draw
from webapp.media.queries import Stored
from webapp.text import described
from webapp.text.nested import with_texts

MOST_PIXELS = 200_000_000  # that are drawn for one upload: about a minute of a worker
MOST_PICTURES = 500
_NOT_YET = Refused("is not looked at yet: there are too many of them for one time.", "Bring the same file once more.")
_ADD = "Add it below, or bring it in one archive with the file."


@dataclass(slots=True)
class Kept:
    """What became of the references that a file's questions use. `names` are those of the files; `remarks` what was
    lost, `refused` why there is none, by reference."""

    stored: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)


@dataclass(slots=True)
class Budget:
    """What may still be drawn. Whoever is brought again goes on from there: what is stored costs nothing."""

    pixels: int = MOST_PIXELS
    pictures: int = MOST_PICTURES

    def encoded(self, data: bytes) -> Encoded | Refused:
        pixels = pixels_to_draw(data)
        if pixels:
            if pixels > self.pixels or not self.pictures:
                return _NOT_YET
            self.pixels -= pixels
            self.pictures -= 1
        return encoded(data)


def keep(
    drafts: Drafts,
    more: Iterable[str] = (),
    *,
    now: Callable[[], int],
    is_trial: bool = False,
    budget: Budget | None = None,
) -> Kept:
    """Store what the questions of the drafts show; `more` are references that stand elsewhere in the file. A file whose
    bytes, or what they became, are here already is not encoded again. Outside of any transaction: it takes as long as
    there are pictures, of which `budget` says how many are looked at. A trial stores nothing."""
    budget = budget or Budget()
    wanted = dict.fromkeys(more) | {each: None for draft in drafts.questions for each in references_in(draft)}
    kept = Kept()
    keys = {reference: reference[len("media:") :].partition(".")[0] for reference in wanted}
    known = _known(set(keys.values()), now, is_trial)
    for reference, key in keys.items():
        file = drafts.media.get(key)
        kept.names[reference] = file.name if file is not None else reference.removeprefix("media:")
        if key in known:
            kept.stored[reference] = known[key].reference
            continue
        made = budget.encoded(file.data) if file is not None else Refused("is not in this file.", _ADD)
        if isinstance(made, Encoded):
            kept.stored[reference] = _stored(made, key, now, is_trial).reference
            if made.remark:
                kept.remarks[reference] = made.remark
        else:
            kept.refused[reference] = made
    return kept


def _known(keys: set[str], now: Callable[[], int], is_trial: bool) -> dict[str, Stored]:
    if is_trial or not keys:
        return queries.stored_as(db.session(), keys)
    with transaction() as session:
        return service.note_brought(session, keys, now=now())


def _stored(made: Encoded, origin: str, now: Callable[[], int], is_trial: bool) -> Stored:
    if is_trial:
        return Stored(key_of(made.data), made.extension)
    with transaction() as session:
        return service.store_media(session, made, origin=origin, now=now())


def rewritten(drafts: Drafts, kept: Kept) -> Drafts:
    """With the references of what is stored, and words in the place of what is not."""
    questions: list[DraftQuestion] = []
    problems: list[Problem] = []
    labels: dict[str, str] = {}
    warned = {each.question for each in drafts.problems if each.code == UNDESCRIBED}
    for draft in drafts.questions:
        own = references_in(draft)
        made = replaced(draft, kept) if own else draft
        questions.append(made)
        if own:
            labels[label_as_read(draft)] = label_of(made)
            problems += _told(made, own, kept)
            if warned.isdisjoint((label_as_read(draft), draft.external_id)):
                problems += undescribed(made.content, made.line, label_of(made))
    told = [replace(each, question=labels.get(each.question or "", each.question)) for each in drafts.problems]
    bank = drafts.bank if drafts.bank is None else replace(drafts.bank, questions=list(questions), media={})
    return replace(drafts, questions=questions, problems=told + problems, bank=bank, media={})


def replaced(draft: DraftQuestion, kept: Kept) -> DraftQuestion:
    """One question with what is stored."""
    made = with_references(draft, kept.stored)
    lost = kept.refused.keys() & set(references_in(made))
    return replace(made, content=without(made.content, lost)) if lost else made


def raw_replaced(raw: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """The same for the fields of a question that is not sound yet."""
    done: dict[str, Any] = without(renamed(raw, kept.stored), kept.refused.keys())
    return done


def without(value: Any, lost: Iterable[str]) -> Any:
    """Content of a question with words in the place of these references."""
    gone = set(lost)
    return with_texts(value, lambda text: described(text, gone)) if gone else value


def _told(draft: DraftQuestion, references: Iterable[str], kept: Kept) -> list[Problem]:
    found = []
    for reference in references:
        name = kept.names[reference]
        is_known = name.removeprefix("media:") != reference.removeprefix("media:")
        if reference in kept.refused:
            refused = kept.refused[reference]
            code = "media.refused" if is_known else "file.picture"
            found.append(_problem(draft, name, refused.message, refused.hint, code))
        elif reference in kept.remarks:
            found.append(_problem(draft, name, kept.remarks[reference], "", "media.changed"))
    return found


def _problem(draft: DraftQuestion, name: str, message: str, hint: str, code: str) -> Problem:
    line = draft.line or None
    return Problem(
        "warning", line, None, label_of(draft), name, f"The picture or sound {name[:60]} {message}", hint, code
    )
