"""The questions of a plan put into one bank, and how each was before, so that it can be taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from webapp.banks.deciding import Plan
from webapp.banks.models import ACTIVE, RETIRED, Bank, Question, Version
from webapp.banks.word_index import index_questions
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.hashes import full_hash, stem_hash
from webapp.kinds.registry import kind_named

PLACE = ("version_id", "status", "position", "topic", "sibling_key", "kind", "facets", "is_gated", "external_id")
_LONGEST_ID = 100  # of a question that gives up its id, which gets its number behind it


class Work:
    """Changes to one bank. `before` says of each question how it was, or that it is new."""

    def __init__(self, session: Session, bank: Bank, now: int) -> None:
        self.session, self.bank, self.now = session, bank, now
        self.before: list[dict[str, Any]] = []
        self.is_reordered = False
        self.is_changed = False
        found = session.scalars(select(Question).where(Question.bank_id == bank.id)).all()
        self.questions = {question.id: question for question in found}

    def apply(self, plan: Plan) -> None:
        for draft, known in plan.restarted:
            self.make_room(known.question_id)
            plan.added.append(draft)
        self.session.flush()  # an id is free before another question takes it
        for draft, known, sort in plan.changed:
            self.change(known.question_id, draft, sort)
        for draft, known, sort in plan.linked:
            self.change(known.question_id, draft, sort)
            self.questions[known.question_id].external_id = draft.external_id
        for draft, known in plan.touched:
            self.touch(known.question_id, draft)
        for known in plan.retired:
            self.retire(known.question_id)
        self.add(plan.added)
        self.finish()

    def add(self, drafts: Sequence[DraftQuestion]) -> None:
        """All in a few statements: a bank of a thousand questions makes nobody wait."""
        if not drafts:
            return
        begin = self.bank.last_position + 1
        rows = [self._row(draft, place) for place, draft in enumerate(drafts, begin)]
        made = insert(Question).returning(Question.id, sort_by_parameter_order=True)
        ids = list(self.session.execute(made, rows).scalars())
        versions = [
            {"question_id": key, **self._version(draft, 1, "new", {})} for key, draft in zip(ids, drafts, strict=True)
        ]
        first = insert(Version).returning(Version.id, sort_by_parameter_order=True)
        version_ids = list(self.session.execute(first, versions).scalars())
        own = select(Version.id).where(Version.question_id == Question.id).scalar_subquery()
        fresh = update(Question).where(Question.bank_id == self.bank.id, Question.version_id.is_(None))
        self.session.execute(fresh.values(version_id=own), execution_options={"synchronize_session": False})
        pairs = zip(ids, version_ids, strict=True)
        self.before += [{"question_id": key, "is_new": True, "made": version_id} for key, version_id in pairs]
        self.bank.last_position += len(drafts)
        self.is_reordered = self.is_changed = True

    def change(self, question_id: int, draft: DraftQuestion, sort: str) -> None:
        question = self.questions[question_id]
        self._remember(question)
        current = self.session.get_one(Version, question.version_id)
        newest = select(func.max(Version.number)).where(Version.question_id == question_id)
        if full_hash(draft) != current.full_hash:
            number = self.session.execute(newest).scalar_one()
            row = self._version(draft, number + 1, sort, current.source)
            version = Version(question_id=question.id, **row)
            self.session.add(version)
            self.session.flush()
            question.version_id = version.id
        self.is_reordered |= question.status != ACTIVE or question.facets != _facets(draft)
        self._describe(question, draft)
        self.before[-1]["made"] = question.version_id
        self.is_changed = True

    def touch(self, question_id: int, draft: DraftQuestion) -> None:
        """The question says the same; where it stands may have changed."""
        question = self.questions[question_id]
        if draft.topic and draft.topic != question.topic:
            self._remember(question)
            question.topic = draft.topic
            self.before[-1]["made"] = question.version_id
            self.is_changed = True

    def retire(self, question_id: int) -> None:
        question = self.questions[question_id]
        self._remember(question)
        question.status = RETIRED
        self.before[-1]["made"] = question.version_id
        self.is_reordered = self.is_changed = True

    def make_room(self, question_id: int) -> None:
        """Another question takes its id: it is asked no more, and what was answered stays with it."""
        self.retire(question_id)
        question = self.questions[question_id]
        question.external_id = f"{question.external_id[:_LONGEST_ID]}~{question_id}"

    def finish(self) -> None:
        self.session.flush()
        count_questions(self.session, self.bank)
        if self.is_reordered:
            self.bank.ordered_at = self.now
        if self.is_changed:
            self.bank.changed_at = self.now
            index_questions(self.session, self.bank.id)

    def _remember(self, question: Question) -> None:
        self.before.append({"question_id": question.id, **{name: getattr(question, name) for name in PLACE}})

    def _row(self, draft: DraftQuestion, place: int) -> dict[str, Any]:
        return {
            "bank_id": self.bank.id,
            "external_id": draft.external_id,
            "position": place,
            "topic": draft.topic,
            "kind": draft.kind,
            "facets": _facets(draft),
            "status": ACTIVE,
            "sibling_key": self._sibling_key(draft),
        }

    def _describe(self, question: Question, draft: DraftQuestion) -> None:
        question.kind = draft.kind
        question.facets = _facets(draft)
        question.status = ACTIVE
        if draft.topic:
            question.topic = draft.topic
        if draft.fact or draft.term:
            question.sibling_key = self._sibling_key(draft)

    def _sibling_key(self, draft: DraftQuestion) -> str:
        return f"{self.bank.id}:{draft.sibling_key or draft.external_id}"[:160]

    def _version(self, draft: DraftQuestion, number: int, change: str, source: dict[str, Any]) -> dict[str, Any]:
        return {
            "number": number,
            "created_at": self.now,
            "change": change,
            "content": draft.content,
            "source": _source(draft, source),
            "stem_hash": stem_hash(draft),
            "full_hash": full_hash(draft),
            "extras": dict(draft.extras),
        }


def _facets(draft: DraftQuestion) -> list[str]:
    return list(kind_named(draft.kind).facets(draft.content))


def _source(draft: DraftQuestion, before: dict[str, Any]) -> dict[str, Any]:
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
    return {name: value or before.get(name, value) for name, value in said.items()}


def count_questions(session: Session, bank: Bank) -> None:
    active = select(func.count()).where(Question.bank_id == bank.id, Question.status == ACTIVE)
    bank.question_count = session.execute(active).scalar_one()
