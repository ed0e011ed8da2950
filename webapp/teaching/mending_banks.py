"""A bank opened for mending: its questions as an upload of their own, so that they are mended, compared, saved and
taken back as those of a file are."""

from __future__ import annotations

from sqlalchemy import select

from webapp.accounts.transfers import only_one
from webapp.banks.exported import draft_of
from webapp.banks.imports import MENDED_HERE
from webapp.banks.models import Bank
from webapp.database import db, transaction
from webapp.exchange.contract import DraftBank, Drafts
from webapp.teaching import service, store
from webapp.teaching.models import Upload
from webapp.teaching.packing import Found
from webapp.teaching.proposals import opened_as
from webapp.teaching.receiving import LONGEST


def open_bank(user_id: int, bank: Bank, *, name: str, now: int) -> int:
    """The number of the upload: one that was begun on the bank as it is now, else a new one. Raises LimitReached."""
    mark = opened_as(bank)
    begun = select(Upload.id).where(
        Upload.owner_id == user_id,
        Upload.bank_id == bank.id,
        Upload.file_hash == mark,
        Upload.batch_id.is_(None),
        Upload.generation > 0,
        Upload.expires_at > now,
    )
    found = db.session.execute(begun.order_by(Upload.id.desc())).scalars().first()
    if found is not None:
        return found
    bank_id, visibility, held = bank.id, bank.visibility, draft_of(db.session(), bank.slug)
    assert held is not None  # its owner has just been shown it
    db.session.rollback()
    with only_one("uploading", user_id, lasting_ms=LONGEST, now=now):
        with transaction() as session:
            upload_id = service.begin_upload(
                session,
                user_id,
                bank_id=bank_id,
                title="",
                visibility=visibility,
                name=name,
                file_hash=mark,
                reading={"format": MENDED_HERE},
                now=now,
            )
        store.put_found(upload_id, _found(held), generation=1)
        with transaction() as session:
            service.finish_reading(session, upload_id, generation=1, reading={"format": MENDED_HERE}, edits={})
    return upload_id


def _found(held: DraftBank) -> Found:
    return Found(Drafts(MENDED_HERE, questions=held.questions))


def item_of(upload_id: int, external_id: str) -> str:
    """The key of the question in the upload; "" where it is not in it."""
    upload = db.session.get_one(Upload, upload_id)
    questions = store.found_of(db.session(), upload).drafts.questions
    return next((f"q{at}" for at, each in enumerate(questions) if each.external_id == external_id), "")
