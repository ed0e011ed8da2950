"""A file brought to a bank: compared, applied in one transaction, and taken back while nobody has built on it.

Nothing is deleted that anybody answered, and no version is overwritten: learners' progress hangs on the questions.
"""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.banks.comparing import Diff, Known, compare
from webapp.banks.models import ACTIVE, PRIVATE, PUBLIC, RETIRED, Bank, ImportBatch, Question, Version
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.hashes import full_hash, stem_hash
from webapp.kinds.registry import kind_named

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60
UNDO_WITHIN = 24 * 3_600_000  # ms
MOST_PROBLEMS = 2_000  # that are kept with a batch
_PLACE = ("version_id", "status", "position", "topic", "sibling_key", "kind", "facets", "is_gated")

Answered = Callable[[Session, Collection[int]], set[int]]
"""Of these questions, those that anybody has answered."""


class ImportRefused(Exception):
    """The file cannot be brought to this bank, and why."""


class UndoRefused(Exception):
    """The import cannot be taken back, and why."""


def known_of(session: Session, bank: Bank) -> list[Known]:
    """All questions of the bank, retired ones too: a file may bring them back."""
    asked = (
        select(
            Question.id,
            Question.external_id,
            Question.kind,
            Version.content,
            Version.stem_hash,
            Version.full_hash,
            Question.status,
        )
        .join(Version, Version.id == Question.version_id)
        .where(Question.bank_id == bank.id)
        .order_by(Question.position)
    )
    return [
        Known(key, external_id, kind, content, stem, whole, status == ACTIVE)
        for key, external_id, kind, content, stem, whole, status in session.execute(asked)
    ]


def bank_for_import(
    session: Session, slug: str, drafts: Drafts, *, title: str, is_private: bool, now: int, owner_id: int | None = None
) -> Bank:
    """The bank of that name; a new one takes its head from the file, where that has one. Raises ImportRefused."""
    bank = session.scalars(select(Bank).where(Bank.slug == slug)).one_or_none()
    if bank is not None:
        return bank
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        raise ImportRefused(f"“{slug[:80]}” cannot be the short name of a bank: use small letters, digits and hyphens.")
    bank = Bank(slug=slug, visibility=PRIVATE if is_private else PUBLIC, owner_id=owner_id, changed_at=now)
    bank.title = (title or (drafts.bank.title if drafts.bank else "") or drafts.name or slug)[:200]
    if drafts.bank is not None:
        for name in ("subject", "level", "language", "description", "author", "licence"):
            setattr(bank, name, getattr(drafts.bank, name))
        bank.source = {"title": drafts.bank.source_title, "publisher": drafts.bank.source_publisher}
        notes = (drafts.bank.facts, drafts.bank.terms)
        bank.facts = [{"id": key, **said} for table in notes for key, said in table.items()]
    bank.source = bank.source or {}
    bank.facts = bank.facts or []
    bank.last_position = bank.question_count = bank.ordered_at = 0
    session.add(bank)
    session.flush()
    return bank


def compare_with(session: Session, bank: Bank, drafts: Drafts) -> Diff:
    return compare(drafts.questions, known_of(session, bank))


def import_drafts(
    session: Session,
    bank: Bank,
    drafts: Drafts,
    *,
    data: bytes,
    now: int,
    user_id: int | None = None,
    retires_missing: bool = False,
) -> ImportBatch:
    """Apply what the file says of the bank; missing questions stay, unless they are to be retired.

    Raises ImportRefused."""
    if bank.is_built_in:
        raise ImportRefused("This bank comes with the app, and an update would overwrite what is brought to it.")
    if not drafts.questions:
        raise ImportRefused("There is no question in the file that can be asked.")
    diff = compare_with(session, bank, drafts)
    work = _Work(session, bank, now)
    work.apply(diff, retires_missing=retires_missing)
    counts = {**diff.counts, "retired": len(diff.missing) if retires_missing else 0, "kept_as_is": len(drafts.kept)}
    batch = ImportBatch(
        bank_id=bank.id,
        user_id=user_id,
        created_at=now,
        file_name=drafts.name[-200:],
        file_hash=hashlib.sha256(data).hexdigest(),
        format=drafts.format,
        encoding=drafts.encoding,
        settings=dict(drafts.settings),
        counts=counts,
        problems=[asdict(problem) for problem in drafts.problems[:MOST_PROBLEMS]],
        kept=[asdict(each) for each in drafts.kept],
        before=work.before,
    )
    session.add(batch)
    session.flush()
    return batch


class _Work:
    """Changes to one bank, and how each question was before."""

    def __init__(self, session: Session, bank: Bank, now: int) -> None:
        self.session, self.bank, self.now = session, bank, now
        self.before: list[dict[str, Any]] = []
        self.is_reordered = False
        self.is_changed = False
        found = session.scalars(select(Question).where(Question.bank_id == bank.id)).all()
        self.questions = {question.id: question for question in found}

    def apply(self, diff: Diff, *, retires_missing: bool) -> None:
        for draft in diff.new:
            self.add(draft)
        for change in diff.changed:
            self.change(change.known.question_id, change.draft, change.sort)
        for draft, known in diff.same:
            self.touch(known.question_id, draft)
        for known in diff.missing if retires_missing else ():
            self.retire(known.question_id)
        self.finish()

    def add(self, draft: DraftQuestion) -> None:
        self.bank.last_position += 1
        question = Question(bank_id=self.bank.id, external_id=draft.external_id, position=self.bank.last_position)
        self._describe(question, draft)
        self.session.add(question)
        self.session.flush()
        self._append_version(question, draft, 0, "new", {})
        self.before.append({"question_id": question.id, "is_new": True, "made": question.version_id})
        self.is_reordered = self.is_changed = True

    def change(self, question_id: int, draft: DraftQuestion, sort: str) -> None:
        question = self.questions[question_id]
        self._remember(question)
        current = self.session.get_one(Version, question.version_id)
        newest = select(func.max(Version.number)).where(Version.question_id == question_id)
        if full_hash(draft) != current.full_hash:
            number = self.session.execute(newest).scalar_one()
            self._append_version(question, draft, number, sort, current.source)
        self.is_reordered |= question.status != ACTIVE or question.facets != self._facets(draft)
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

    def finish(self) -> None:
        self.session.flush()
        count_questions(self.session, self.bank)
        if self.is_reordered:
            self.bank.ordered_at = self.now
        if self.is_changed:
            self.bank.changed_at = self.now

    def _remember(self, question: Question) -> None:
        self.before.append({"question_id": question.id, **{name: getattr(question, name) for name in _PLACE}})

    def _facets(self, draft: DraftQuestion) -> list[str]:
        return list(kind_named(draft.kind).facets(draft.content))

    def _describe(self, question: Question, draft: DraftQuestion) -> None:
        question.kind = draft.kind
        question.facets = self._facets(draft)
        question.status = ACTIVE
        if draft.topic or question.topic is None:
            question.topic = draft.topic
        if not question.sibling_key or draft.fact or draft.term:
            question.sibling_key = f"{self.bank.id}:{draft.sibling_key or draft.external_id}"[:160]

    def _append_version(
        self, question: Question, draft: DraftQuestion, number: int, change: str, source: dict[str, Any]
    ) -> None:
        version = Version(
            question_id=question.id,
            number=number + 1,
            created_at=self.now,
            change=change,
            content=draft.content,
            source=_source(draft, source),
            stem_hash=stem_hash(draft),
            full_hash=full_hash(draft),
            extras=dict(draft.extras),
        )
        self.session.add(version)
        self.session.flush()
        question.version_id = version.id


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


def undo_import(session: Session, batch: ImportBatch, *, now: int, answered: Answered) -> list[str]:
    """Put the questions back as they were; ids of those that were edited since, and are left as they are. Questions
    that the import brought go, or are retired where they were answered. Raises UndoRefused."""
    if batch.undone_at is not None:
        raise UndoRefused("This import has been taken back before.")
    if now - batch.created_at > UNDO_WITHIN:
        raise UndoRefused("An import can be taken back for 24 hours.")
    bank = session.get_one(Bank, batch.bank_id)
    ids = [each["question_id"] for each in batch.before]
    questions = {each.id: each for each in session.scalars(select(Question).where(Question.id.in_(ids)))}
    kept = answered(session, ids)
    edited = []
    for each in batch.before:
        question = questions.get(each["question_id"])
        if question is None:
            continue
        if question.version_id != each["made"]:
            edited.append(question.external_id)
        elif not each.get("is_new"):
            for name in _PLACE:
                setattr(question, name, each[name])
        elif question.id in kept:
            question.status = RETIRED
        else:
            session.execute(delete(Version).where(Version.question_id == question.id))
            session.delete(question)
    session.flush()
    count_questions(session, bank)
    bank.ordered_at = bank.changed_at = batch.undone_at = now
    session.flush()
    return edited
