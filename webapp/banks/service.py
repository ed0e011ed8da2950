"""Changes to banks. Reading a bank file again adds versions and retires questions; it never deletes or overwrites."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.banks.models import ACTIVE, PUBLIC, RETIRED, Bank, Question, Version
from webapp.banks.word_index import index_questions
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.hashes import full_hash, stem_hash
from webapp.kinds.registry import kind_named


class BankFileRefused(Exception):
    """A bank file that cannot be loaded, with the lines that say why."""

    def __init__(self, name: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{name}: " + "; ".join(reasons))
        self.name = name
        self.reasons = list(reasons)


@dataclass
class Loaded:
    slug: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    retired: list[str] = field(default_factory=list)


def load_built_in(session: Session, folder: Path, *, now: int) -> list[Loaded]:
    """Load every bank file of a folder. A file with an error is refused whole: a shipped bank is right or not there."""
    loaded = []
    for position, file in enumerate(built_in_files(folder)):
        reading = read_bank(file.read_bytes(), file.name)
        errors = [problem.message for problem in reading.problems if problem.severity == "error"]
        if reading.bank is None or errors:
            raise BankFileRefused(file.name, errors or ["it holds no bank"])
        loaded.append(load_bank(session, reading.bank, now=now, position=position))
    return loaded


def built_in_files(folder: Path) -> list[Path]:
    """History opens the door: the order is that of the story, not of the alphabet."""
    order = {"history": 0, "economics": 1, "alliances": 2}
    return sorted(folder.glob("*.yaml"), key=lambda file: (order.get(file.stem, 9), file.stem))


def load_bank(session: Session, draft: DraftBank, *, now: int, position: int = 0) -> Loaded:
    """Make the bank say what the draft says; learners' progress hangs on the questions' ids and stays."""
    bank = session.scalars(select(Bank).where(Bank.slug == draft.slug)).one_or_none()
    if bank is None:
        bank = Bank(slug=draft.slug, is_built_in=True, visibility=PUBLIC, changed_at=now)
        session.add(bank)
    _describe(bank, draft, position)
    session.flush()
    known = {question.external_id: question for question in _all_questions(session, bank.id)}
    current = _current_versions(session, bank.id)
    gated = _gated(draft.questions)
    loaded, is_reordered = Loaded(draft.slug), False
    for place, wanted in enumerate(draft.questions, start=1):
        question = known.pop(wanted.external_id, None)
        before = (question.position, question.status) if question else None
        if question is None:
            question = Question(bank_id=bank.id, external_id=wanted.external_id)
        _place(question, bank, wanted, place, wanted.external_id in gated)
        is_reordered |= before != (place, ACTIVE)
        session.add(question)
        _settle_version(session, question, wanted, current, loaded, now)
    for gone in known.values():
        if gone.status == ACTIVE:
            gone.status, is_reordered = RETIRED, True
            loaded.retired.append(gone.external_id)
    bank.question_count = bank.last_position = len(draft.questions)
    if is_reordered:
        bank.ordered_at = now
    if loaded.new or loaded.changed or loaded.retired:
        bank.changed_at = now
    index_questions(session, bank.id)
    return loaded


def _describe(bank: Bank, draft: DraftBank, position: int) -> None:
    for name in ("title", "subject", "level", "language", "description", "author", "licence"):
        setattr(bank, name, getattr(draft, name))
    bank.source = {"title": draft.source_title, "publisher": draft.source_publisher}
    bank.position = position
    bank.facts = [{"id": key, **said} for table in (draft.facts, draft.terms) for key, said in table.items()]


def _all_questions(session: Session, bank_id: int) -> Sequence[Question]:
    return session.scalars(select(Question).where(Question.bank_id == bank_id)).all()


def _current_versions(session: Session, bank_id: int) -> dict[int, tuple[int, str, dict[str, Any]]]:
    """By question: number, hash and source of what it says now."""
    asked = (
        select(Question.id, Version.number, Version.full_hash, Version.source)
        .join(Version, Version.id == Question.version_id)
        .where(Question.bank_id == bank_id)
    )
    return {question_id: (number, whole, source) for question_id, number, whole, source in session.execute(asked)}


def _gated(questions: Sequence[DraftQuestion]) -> set[str]:
    """Recall questions whose fact is also asked by recognition: they wait for the first right answer there."""
    opened = {asked.sibling_key for asked in questions if kind_named(asked.kind).is_recognition}
    return {
        asked.external_id
        for asked in questions
        if asked.sibling_key in opened and not kind_named(asked.kind).is_recognition
    }


def _place(question: Question, bank: Bank, wanted: DraftQuestion, place: int, is_gated: bool) -> None:
    question.position = place
    question.topic = wanted.topic
    question.kind = wanted.kind
    question.sibling_key = f"{bank.id}:{wanted.sibling_key}"
    question.facets = list(kind_named(wanted.kind).facets(wanted.content))
    question.is_gated = is_gated
    question.status = ACTIVE


def _settle_version(
    session: Session,
    question: Question,
    wanted: DraftQuestion,
    current: dict[int, tuple[int, str, dict[str, Any]]],
    loaded: Loaded,
    now: int,
) -> None:
    """Leave the current version where nothing changed, else append one and point the question at it."""
    whole, source = full_hash(wanted), _source(wanted)
    number, *said = current.get(question.id, (0, "", {})) if question.id else (0, "", {})
    if said == [whole, source]:
        loaded.same += 1
        return
    (loaded.changed if number else loaded.new).append(wanted.external_id)
    session.flush()
    version = Version(
        question_id=question.id,
        number=number + 1,
        created_at=now,
        change="wording" if number else "new",
        content=wanted.content,
        source=source,
        stem_hash=stem_hash(wanted),
        full_hash=whole,
    )
    session.add(version)
    session.flush()
    question.version_id = version.id


def _whole_hash(wanted: DraftQuestion, source: dict[str, Any]) -> str:
    """Of all that a learner sees of the question, the note on its source included."""
    note = json.dumps(source, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{full_hash(wanted)} {note}".encode()).hexdigest()


def _source(wanted: DraftQuestion) -> dict[str, Any]:
    return {
        "fact": wanted.fact,
        "term": wanted.term,
        "paragraph": wanted.paragraph,
        "says": wanted.source_says,
        "reference": wanted.reference,
        "view": wanted.view,
        "background": wanted.background,
        "tags": list(wanted.tags),
    }
