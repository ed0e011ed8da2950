"""Reads of a teacher's own things. Each is found by its owner: a stranger's is as if it were not there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.banks.models import BROUGHT, RETIRED, Bank, ImportBatch, Question, Version
from webapp.study.models import Enrolment, Report
from webapp.teaching.models import Upload

LARGEST = 2**31 - 1  # of an id on PostgreSQL


@dataclass(frozen=True, slots=True)
class OwnBank:
    bank: Bank
    retired: int
    learners: int
    reports: int


def own_banks(session: Session, user_id: int) -> list[OwnBank]:
    asked = (
        select(Bank)
        .where(Bank.owner_id == user_id, Bank.visibility != BROUGHT)
        .order_by(func.lower(Bank.title), Bank.id)
    )
    banks = session.scalars(asked).all()
    ids = [bank.id for bank in banks]
    bank_id, count = Question.bank_id, func.count()
    retired = select(bank_id, count).where(Question.status == RETIRED, bank_id.in_(ids)).group_by(bank_id)
    opened = (
        select(bank_id, count)
        .join(Report, Report.question_id == Question.id)
        .where(Report.status == "open", bank_id.in_(ids))
        .group_by(bank_id)
    )
    begun = (
        select(Enrolment.bank_id, count)
        .where(Enrolment.bank_id.in_(ids), Enrolment.user_id != user_id)
        .group_by(Enrolment.bank_id)
    )
    counts = [{row[0]: row[1] for row in session.execute(asked)} for asked in (retired, begun, opened)]
    return [OwnBank(bank, *(each.get(bank.id, 0) for each in counts)) for bank in banks]


def own_bank(session: Session, user_id: int, slug: str) -> Bank | None:
    if "\0" in slug:
        return None  # PostgreSQL refuses to look for it
    asked = select(Bank).where(Bank.slug == slug, Bank.owner_id == user_id, Bank.visibility != BROUGHT)
    return session.scalars(asked).one_or_none()


def own_upload(
    session: Session, user_id: int, upload_id: int, *, now: int, is_to_change: bool = False
) -> Upload | None:
    """Whole, and not over yet. One that `is_to_change` is as it is now, and nobody else changes it until then."""
    if upload_id > LARGEST:
        return None
    asked = select(Upload).where(
        Upload.id == upload_id, Upload.owner_id == user_id, Upload.generation > 0, Upload.expires_at > now
    )
    if is_to_change:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.scalars(asked).one_or_none()


def open_uploads(session: Session, user_id: int, *, now: int) -> Sequence[Upload]:
    """Those that were begun and not brought to a bank yet, the latest first."""
    asked = select(Upload).where(
        Upload.owner_id == user_id, Upload.generation > 0, Upload.batch_id.is_(None), Upload.expires_at > now
    )
    return session.scalars(asked.order_by(Upload.id.desc())).all()


def own_batch(session: Session, user_id: int, batch_id: int) -> tuple[ImportBatch, Bank] | None:
    if batch_id > LARGEST:
        return None
    asked = (
        select(ImportBatch, Bank)
        .join(Bank, Bank.id == ImportBatch.bank_id)
        .where(ImportBatch.id == batch_id, Bank.owner_id == user_id, Bank.visibility != BROUGHT)
    )
    found = session.execute(asked).one_or_none()
    return None if found is None else (found[0], found[1])


def batches_of(session: Session, bank_id: int) -> Sequence[ImportBatch]:
    asked = select(ImportBatch).where(ImportBatch.bank_id == bank_id).order_by(ImportBatch.id.desc())
    return session.scalars(asked).all()


def every_question(session: Session, bank_id: int) -> list[tuple[Question, Version]]:
    """Retired ones too, in the order of the bank."""
    asked = (
        select(Question, Version)
        .join(Version, Version.id == Question.version_id)
        .where(Question.bank_id == bank_id)
        .order_by(Question.position)
    )
    return [(question, version) for question, version in session.execute(asked)]


def reports_of(session: Session, bank_id: int) -> list[tuple[Report, Question, Version]]:
    """Open ones first, the latest first; with what the question said when it was reported."""
    asked = (
        select(Report, Question, Version)
        .join(Question, Question.id == Report.question_id)
        .join(Version, Version.id == Report.version_id)
        .where(Question.bank_id == bank_id)
        .order_by((Report.status == "open").desc(), Report.id.desc())
    )
    return [(report, question, version) for report, question, version in session.execute(asked)]


def own_report(session: Session, bank_id: int, report_id: int) -> Report | None:
    if report_id > LARGEST:
        return None
    asked = (
        select(Report)
        .join(Question, Question.id == Report.question_id)
        .where(Report.id == report_id, Question.bank_id == bank_id)
    )
    return session.scalars(asked).one_or_none()
