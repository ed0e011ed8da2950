"""What a plan does to the questions of one bank, as rows to be written, and how each was before, so that it can be
taken back. Nothing is written here: see `staging`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.banks.comparing import Known
from webapp.banks.deciding import Plan
from webapp.banks.models import ACTIVE, RETIRED, Bank, Question, Version
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.hashes import full_hash, stem_hash
from webapp.kinds.registry import kind_named

PLACE = ("version_id", "status", "position", "topic", "sibling_key", "kind", "facets", "is_gated", "external_id")
_LONGEST_ID = 100  # of a question that gives up its id, which gets its number behind it
_AT_ONCE = 500

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What a question says now, as far as another version of it asks for that."""

    full_hash: str
    source: dict[str, Any]


def places_of(session: Session, bank_id: int, wanted: Collection[int]) -> dict[int, Row]:
    """By id: the columns of questions of the bank that an import changes, and takes back."""
    asked = select(Question.id, *(getattr(Question, name) for name in PLACE)).where(Question.bank_id == bank_id)
    return {row[0]: dict(zip(PLACE, row[1:], strict=True)) for row in _in_parts(session, asked, sorted(wanted))}


class BankHasChanged(Exception):
    """Since it was compared with the file."""


def touched_by(plan: Plan) -> set[int]:
    """Questions of the bank that the plan may change."""
    named = [known for _draft, known, _sort in (*plan.changed, *plan.linked)]
    named += [known for _draft, known in plan.restarted]
    named += [known for _draft, known in plan.touched]
    return {known.question_id for known in (*named, *plan.retired)}


def said_by(session: Session, plan: Plan) -> dict[int, Said]:
    """By id: what the questions say that the plan gives other words."""
    wanted = [known.question_id for _draft, known, _sort in (*plan.changed, *plan.linked)]
    asked = select(Question.id, Version.full_hash, Version.source).join(Version, Version.id == Question.version_id)
    return {row[0]: Said(*row[1:]) for row in _in_parts(session, asked, wanted)}


def _in_parts(session: Session, asked: Select[Any], question_ids: Sequence[int]) -> Iterator[Any]:
    for at in range(0, len(question_ids), _AT_ONCE):
        yield from session.execute(asked.where(Question.id.in_(question_ids[at : at + _AT_ONCE])))


class Work:
    """Rows for one bank. `before` says of each question what was otherwise, or that it is new; for those that get a
    version here (`added`, `versions`) whoever writes the rows completes it, since only then a version has its id."""

    def __init__(
        self, bank_id: int, last_position: int, now: int, places: Mapping[int, Row], said: Mapping[int, Said]
    ) -> None:
        self.bank_id, self.last_position, self.now = bank_id, last_position, now
        self.places, self.said = places, said
        self.added: list[tuple[DraftQuestion, int]] = []  # with its position
        self.versions: list[tuple[Row, Row]] = []  # entries of `before`, and rows of the new versions without numbers
        self.updates: dict[int, Row] = {}  # of questions: the columns that change
        self.before: list[Row] = []
        self.is_reordered = self.is_changed = False
        self.seen_at: int | None = None  # the state of the bank that the plan was made for; None for a new one

    def has_all_of(self, plan: Plan) -> bool:
        """Whether everything that the plan is about was found: the import that brought it may have been taken back."""
        worded = {known.question_id for _draft, known, _sort in (*plan.changed, *plan.linked)}
        return touched_by(plan) <= self.places.keys() and worded <= self.said.keys()

    def apply(self, plan: Plan) -> None:
        for draft, known in plan.restarted:
            self._make_room(known.question_id)
            plan.added.append(draft)
        for draft, known, sort in plan.changed:
            self._change(known, draft, sort)
        for draft, known, sort in plan.linked:
            self._change(known, draft, sort)
            self._set(known.question_id, external_id=draft.external_id)
        for draft, known in plan.touched:
            self._remember(known.question_id)
            self._set(known.question_id, topic=known.topic_by(draft))
        for known in plan.retired:
            self._retire(known.question_id)
        self.added = [(draft, position) for position, draft in enumerate(plan.added, self.last_position + 1)]
        self.is_reordered |= bool(self.added)
        self.is_changed |= bool(self.added)

    def question_row(self, draft: DraftQuestion, position: int) -> Row:
        return {
            "external_id": draft.external_id,
            "position": position,
            "topic": draft.topic,
            "kind": draft.kind,
            "facets": _facets(draft),
            "is_gated": False,
            "status": ACTIVE,
            "sibling_key": self._sibling_key(draft),
        }

    def version_row(self, draft: DraftQuestion, change: str, source: Mapping[str, Any]) -> Row:
        return {
            "created_at": self.now,
            "change": change,
            "content": draft.content,
            "source": _source(draft, source),
            "stem_hash": stem_hash(draft),
            "full_hash": full_hash(draft),
            "extras": dict(draft.extras),
        }

    def _change(self, known: Known, draft: DraftQuestion, sort: str) -> None:
        question_id = known.question_id
        place, said = self.places[question_id], self.said[question_id]
        entry = self._remember(question_id)
        version = self.version_row(draft, sort, said.source)
        if version["full_hash"] != said.full_hash:
            entry["version_id"] = place["version_id"]
            self.versions.append((entry, version))
        facets = _facets(draft)
        self.is_reordered |= place["status"] != ACTIVE or place["facets"] != facets
        self._set(question_id, kind=draft.kind, facets=facets, status=ACTIVE, topic=known.topic_by(draft))
        if draft.fact or draft.term:
            self._set(question_id, sibling_key=self._sibling_key(draft))

    def _retire(self, question_id: int) -> None:
        self._remember(question_id)
        self._set(question_id, status=RETIRED)
        self.is_reordered = True

    def _make_room(self, question_id: int) -> None:
        """Another question takes its id: it is asked no more, and what was answered stays with it."""
        self._retire(question_id)
        self._set(question_id, external_id=parted_id(self.places[question_id]["external_id"], question_id))

    def _remember(self, question_id: int) -> Row:
        entry = {"question_id": question_id, "made": self.places[question_id]["version_id"]}
        self.before.append(entry)
        self.is_changed = True
        return entry

    def _set(self, question_id: int, **values: Any) -> None:
        """Columns of the question that was remembered last."""
        place, entry = self.places[question_id], self.before[-1]
        for name, value in values.items():
            if place[name] != value:
                entry[name] = place[name]
                self.updates.setdefault(question_id, {})[name] = value

    def _sibling_key(self, draft: DraftQuestion) -> str:
        return f"{self.bank_id}:{draft.sibling_key or draft.external_id}"[:160]


def parted_id(external_id: str, question_id: int) -> str:
    """Of a question that gives its id up."""
    return f"{external_id[:_LONGEST_ID]}~{question_id}"


def _facets(draft: DraftQuestion) -> list[str]:
    return list(kind_named(draft.kind).facets(draft.content))


def _source(draft: DraftQuestion, before: Mapping[str, Any]) -> Row:
    """A format without a place for sources takes none away."""
    said = {
        "fact": draft.fact,
        "term": draft.term,
        "paragraph": draft.paragraph,
        "says": draft.source_says,
        "reference": draft.reference,
        "view": draft.view,
        "background": draft.background,
        "tags": list(draft.tags),
    }
    return {name: value or before.get(name, value) for name, value in said.items()} if before else said


def count_questions(session: Session, bank: Bank) -> None:
    active = select(func.count()).where(Question.bank_id == bank.id, Question.status == ACTIVE)
    bank.question_count = session.execute(active).scalar_one()


def grouped(updates: Mapping[int, Row]) -> Mapping[tuple[str, ...], Sequence[Row]]:
    """By the columns that change: each is one statement for many rows, and touches no index in vain."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for question_id, values in updates.items():
        found.setdefault(tuple(sorted(values)), []).append(
            {"key": question_id, **{f"new_{name}": value for name, value in values.items()}}
        )
    return found
