"""Changes to uploads and own banks. Nothing of a file is in a bank before it is confirmed, and then all at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.banks.applying import BankHasChanged, count_questions
from webapp.banks.imports import Staged, reveal
from webapp.banks.models import ACTIVE, RETIRED, Bank, ImportBatch, Question
from webapp.banks.word_index import index_questions
from webapp.study.models import Report
from webapp.teaching import store
from webapp.teaching.leaving import let_go
from webapp.teaching.models import Upload

KEPT_DAYS = 7
DAY = 86_400_000  # ms
PIECES_AT_ONCE = 20
SETTLED = ("fixed", "declined")


class UploadHasChanged(Exception):
    """Since it was looked at: read again, mended, or thrown away in another tab."""


class AlreadyBrought(Exception):
    """The upload is in a bank; `batch_id` names its import."""

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id)
        self.batch_id = batch_id


def begin_upload(
    session: Session, owner_id: int, *, bank_id: int | None, title: str, visibility: str, name: str, file_hash: str,
    reading: Mapping[str, Any], now: int,
) -> int:  # fmt: skip
    """The row alone. Until `finish_reading` nobody finds it."""
    upload = Upload(
        owner_id=owner_id,
        bank_id=bank_id,
        title=title[:200],
        visibility=visibility,
        file_name=name[-200:],
        file_hash=file_hash,
        reading=dict(reading),
        created_at=now,
        expires_at=now + KEPT_DAYS * DAY,
        generation=0,
    )
    session.add(upload)
    session.flush()
    return upload.id


def finish_reading(
    session: Session, upload_id: int, *, generation: int, reading: Mapping[str, Any], edits: Mapping[str, Any],
    carried_from: Mapping[str, Any] | None = None,
) -> Mapping[str, Any] | None:  # fmt: skip
    """What was read so takes the place of what was read before. `edits` are those that fit it, of `carried_from`;
    choices go by the ids of questions. Where other edits stand there by now nothing is done, and they are returned.
    Raises AlreadyBrought."""
    upload = session.get_one(Upload, upload_id, with_for_update=True, populate_existing=True)
    if upload.batch_id is not None:
        raise AlreadyBrought(upload.batch_id)
    if upload.edits != dict(carried_from or {}):
        return upload.edits
    upload.generation, upload.reading, upload.edits = generation, dict(reading), dict(edits)
    session.flush()
    return None


def save_edit(session: Session, upload: Upload, key: str, edit: Mapping[str, Any] | None) -> None:
    """None: as it was in the file."""
    edits = dict(upload.edits)
    if edit:
        edits[key] = dict(edit)
    else:
        edits.pop(key, None)
    upload.edits = edits


State = tuple[int, dict[str, Any], dict[str, Any]]


def state_of(upload: Upload) -> State:
    """What an import rests on: which reading, what was mended, what was chosen."""
    return upload.generation, dict(upload.edits), dict(upload.choices)


def confirm(session: Session, upload_id: int, state: State, ready: Staged, *, user_id: int, now: int) -> None:
    """Make visible what was staged of the upload in this state. Raises AlreadyBrought, UploadHasChanged,
    BankHasChanged."""
    upload = session.get_one(Upload, upload_id, with_for_update=True, populate_existing=True)
    if upload.batch_id is not None:
        raise AlreadyBrought(upload.batch_id)
    if state_of(upload) != state or upload.expires_at <= now:
        raise UploadHasChanged
    reveal(session, ready, now=now)
    bank = session.get_one(Bank, ready.bank_id)
    if bank.owner_id != user_id:
        raise BankHasChanged
    upload.batch_id, upload.bank_id = ready.batch_id, bank.id
    session.flush()


def set_status(session: Session, bank: Bank, question_ids: list[int], *, status: str, now: int) -> int:
    """Ask questions no more, or again; how many that changed."""
    wanted = select(Question).where(Question.bank_id == bank.id, Question.id.in_(question_ids))
    found = [each for each in session.scalars(wanted) if each.status != status]
    for question in found:
        question.status = ACTIVE if status == ACTIVE else RETIRED
    if found:
        session.flush()
        count_questions(session, bank)
        index_questions(session, bank.id)  # what was retired is in no list of cards, and its words may be old
        bank.ordered_at = now
        bank.changed_at = max(now, bank.changed_at + 1)  # who compared before sees that it is another
    return len(found)


def settle_report(session: Session, report: Report, *, status: str, reply: str, now: int) -> None:
    report.status, report.reply, report.settled_at = status, reply, now
    session.flush()


def purge_uploads(session: Session, now: int) -> int:
    """Pieces and rows whose days are over, a few at a time: to be called until it returns 0."""
    due = session.execute(select(Upload.id).where(Upload.expires_at <= now).order_by(Upload.id).limit(1)).scalar()
    return 0 if due is None else _drop(session, due)


def _drop(session: Session, upload_id: int) -> int:
    gone = store.drop_parts(session, upload_id, most=PIECES_AT_ONCE)
    if gone < PIECES_AT_ONCE:
        session.execute(delete(Upload).where(Upload.id == upload_id))
        gone += 1
    return gone


def give_up(session: Session, upload: Upload, *, now: int) -> None:
    """Nobody finds it any more; the night takes its pieces."""
    upload.expires_at = now
    session.flush()


def anonymise(session: Session, user_id: int, now: int) -> dict[str, int]:
    """A person goes: the files on their way go with the next night, and their banks are nobody's from now on. Imports
    lose their name."""
    uploads = session.execute(update(Upload).where(Upload.owner_id == user_id).values(expires_at=now, title=""))
    session.execute(update(ImportBatch).where(ImportBatch.user_id == user_id).values(user_id=None))
    return {"uploads": int(uploads.rowcount), "banks_left": let_go(session, user_id, now)}  # type: ignore[attr-defined]
