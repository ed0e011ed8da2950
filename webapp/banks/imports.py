"""A file brought to a bank: compared, applied in one transaction, and taken back while nobody has built on it.

Nothing is deleted that anybody answered, and no version is overwritten: learners' progress hangs on the questions.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.banks.applying import PLACE, Work, count_questions
from webapp.banks.comparing import Diff, Known, compare
from webapp.banks.deciding import Decisions, decide
from webapp.banks.models import ACTIVE, PRIVATE, PUBLIC, RETIRED, Bank, ImportBatch, Question, Version
from webapp.banks.word_index import forget_words, index_questions
from webapp.exchange.contract import Drafts

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60
UNDO_WITHIN = 24 * 3_600_000  # ms
MENDED_HERE = "own"  # the format of a batch whose questions were mended on the site, not in a file
MOST_PROBLEMS = 2_000  # that are kept with a batch

Answered = Callable[[Session, Collection[int]], set[int]]
"""Of these questions, those that anybody has answered."""


class ImportRefused(Exception):
    """The file cannot be brought to this bank, and why."""


class UndoRefused(Exception):
    """The import cannot be taken back, and why."""


def known_of(session: Session, bank: Bank) -> list[Known]:
    """All questions of the bank, retired ones too: a file may bring them back."""
    mended = select(ImportBatch.created_at, ImportBatch.before).where(
        ImportBatch.bank_id == bank.id, ImportBatch.format == MENDED_HERE, ImportBatch.undone_at.is_(None)
    )
    here = {each["made"]: at for at, before in session.execute(mended) for each in before}
    asked = (
        select(
            Question.id,
            Question.external_id,
            Question.kind,
            Version.content,
            Version.stem_hash,
            Version.full_hash,
            Question.status,
            Question.version_id,
        )
        .join(Version, Version.id == Question.version_id)
        .where(Question.bank_id == bank.id)
        .order_by(Question.position)
    )
    return [
        Known(key, external_id, kind, content, stem, whole, status == ACTIVE, mended_at=here.get(made, 0))
        for key, external_id, kind, content, stem, whole, status, made in session.execute(asked)
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
    file_hash: str,
    now: int,
    user_id: int | None = None,
    decisions: Decisions | None = None,
    diff: Diff | None = None,
    refused: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Apply what the file says of the bank; missing questions stay, unless they are to be retired. `diff` is for
    whoever has compared before, `refused` what stayed out, as a table. Raises ImportRefused."""
    if bank.is_built_in:
        raise ImportRefused("This bank comes with the app, and an update would overwrite what is brought to it.")
    if not drafts.questions:
        raise ImportRefused("There is no question in the file that can be asked.")
    diff = diff or compare_with(session, bank, drafts)
    plan = decide(diff, decisions or Decisions())
    work = Work(session, bank, now)
    work.apply(plan)
    batch = ImportBatch(
        bank_id=bank.id,
        user_id=user_id,
        created_at=now,
        file_name=drafts.name[-200:],
        file_hash=file_hash,
        format=drafts.format,
        encoding=drafts.encoding,
        settings=dict(drafts.settings),
        counts={**diff.counts, **plan.counts, "kept_as_is": len(drafts.kept)},
        problems=[asdict(problem) for problem in drafts.problems[:MOST_PROBLEMS]],
        kept=[asdict(each) for each in drafts.kept],
        before=work.before,
        refused=dict(refused or {}),
    )
    session.add(batch)
    session.flush()
    return batch


def undo_import(session: Session, batch: ImportBatch, *, now: int, answered: Answered) -> list[str]:
    """Put the questions back as they were; ids of those that were edited since, and are left as they are. Questions
    that the import brought go, or are retired where they were answered. Raises UndoRefused."""
    if batch.undone_at is not None:
        raise UndoRefused("This import has been taken back before.")
    if now - batch.created_at > UNDO_WITHIN:
        raise UndoRefused("An import can be taken back for 24 hours.")
    bank = session.get_one(Bank, batch.bank_id)
    ids = [each["question_id"] for each in batch.before]
    questions = {each.id: each for each in session.scalars(select(Question).where(Question.bank_id == bank.id))}
    kept = answered(session, ids)
    edited = []
    # Those that came first: what gave its id to one of them gets it back.
    for each in sorted(batch.before, key=lambda each: not each.get("is_new")):
        question = questions.get(each["question_id"])
        if question is None:
            continue
        if question.version_id != each["made"]:
            edited.append(question.external_id)
        elif not each.get("is_new"):
            _put_back(question, each, taken={other.external_id for other in questions.values()})
        elif question.id in kept:
            question.status = RETIRED
        else:
            forget_words(session.connection(), [question.id])
            session.execute(delete(Version).where(Version.question_id == question.id))
            session.delete(questions.pop(question.id))
            session.flush()
    session.flush()
    count_questions(session, bank)
    bank.ordered_at = bank.changed_at = batch.undone_at = now
    index_questions(session, bank.id)
    return edited


def _put_back(question: Question, before: Mapping[str, Any], *, taken: Collection[str]) -> None:
    """As it was. Its id only where no other has it: one that was answered keeps it."""
    for name in PLACE:
        if name in before and (name != "external_id" or before[name] not in taken):
            setattr(question, name, before[name])
