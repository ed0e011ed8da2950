"""What stands on shelves and is nobody's: deleted in small steps, at once or by the nightly run."""

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from webapp.banks.applying import parted_id
from webapp.banks.models import ALONE, RETIRED, STAGED, Bank, ImportBatch, Question, Version
from webapp.banks.staging import VERSIONS
from webapp.banks.word_index import forget_words
from webapp.database import db, transaction
from webapp.database_errors import DatabaseUnavailable

AT_ONCE = 200  # questions, and as many versions, that a transaction deletes
BACK_TO = "back_to"  # in a shelf's source: the bank that its questions were taken from
_IS_NEWEST = or_(
    Question.id == select(func.max(Question.id)).scalar_subquery(),
    Question.id == select(Version.question_id).order_by(Version.id.desc()).limit(1).scalar_subquery(),
)
_ABANDONED = 3_600_000  # ms after which nobody can be writing on a shelf any more


class Answered(Protocol):
    """The questions of this bank, or those `among` them, that anybody has answered."""

    def __call__(self, session: Session, bank_id: int, among: Sequence[int] | None = None) -> set[int]: ...


@contextmanager
def left_to_the_night() -> Iterator[None]:
    """For what remains to be done when a change is visible, or is not to be: that the database cannot do it now is no
    failure of the change, and the nightly run does it."""
    try:
        yield
    except DatabaseUnavailable:
        db.session.rollback()


def sweep(shelf_id: int, answered: Answered) -> None:
    """Delete a shelf with all that stands on it. Of what was to be seen once the very last question and version stay
    until others came after them: SQLite would give their numbers again, and processes keep what a version says by its
    number."""
    _return_answered(shelf_id, answered)
    is_done = False
    while not is_done:
        with transaction() as session:
            is_done = not _drop_some(session, shelf_id, answered)


def sweep_abandoned(now: int, *, answered: Answered) -> str:
    """A step of the nightly work."""
    asked = select(Bank.id).where(Bank.visibility == STAGED, Bank.changed_at <= now - _ABANDONED).order_by(Bank.id)
    found = db.session.execute(asked).scalars().all()
    db.session.rollback()
    for shelf_id in found:
        sweep(shelf_id, answered)
    return f"{len(found)} shelves swept"


def _return_answered(shelf_id: int, answered: Answered) -> None:
    """Who answered while the question was taken back keeps it: it goes back to its bank, and is asked no more."""
    found = answered(db.session(), shelf_id)
    db.session.rollback()
    if not found:
        return
    with transaction() as session:
        shelf = session.get(Bank, shelf_id)
        if shelf is not None and shelf.source.get(BACK_TO) is not None:
            _give_back(session, shelf.source[BACK_TO], found)


def _give_back(session: Session, bank_id: int, question_ids: Set[int]) -> None:
    bank = session.get_one(Bank, bank_id, with_for_update=ALONE, populate_existing=True)
    names = set(session.execute(select(Question.external_id).where(Question.bank_id == bank_id)).scalars())
    for question in session.scalars(select(Question).where(Question.id.in_(question_ids))):
        if question.external_id in names:
            question.external_id = parted_id(question.external_id, question.id)
        question.bank_id, question.status = bank_id, RETIRED
    bank.changed_at += 1  # who compared before does not know of them
    session.flush()


def _drop_some(session: Session, shelf_id: int, answered: Answered) -> bool:
    """Whether there was something left to drop; the shelf itself goes when it is empty. Whoever is about to write about
    a question (`models.STAYS`) is waited for, and then it is kept."""
    shelf = session.get(Bank, shelf_id, with_for_update=True, populate_existing=True)
    if shelf is None or shelf.visibility != STAGED:
        return False
    on_shelf = select(Question.id).where(Question.bank_id == shelf_id)
    goes = on_shelf.where(~_IS_NEWEST) if BACK_TO in shelf.source else on_shelf
    ids = session.execute(goes.order_by(Question.id).limit(AT_ONCE).with_for_update()).scalars().all()
    bank_id = shelf.source.get(BACK_TO)
    if ids and bank_id is not None and (kept := answered(session, shelf_id, ids)):
        _give_back(session, bank_id, kept)
        return True
    if ids:
        _drop(session, ids)
        return True
    if shelf.source.get(VERSIONS):
        _drop_run(session, shelf)
        return True
    if session.execute(on_shelf.limit(1)).scalar() is None:
        session.execute(delete(ImportBatch).where(ImportBatch.bank_id == shelf_id))
        session.delete(shelf)
    return False


def _drop_run(session: Session, shelf: Bank) -> None:
    """Versions of an import that did not come to pass."""
    first, last = shelf.source[VERSIONS][-1]
    session.execute(delete(Version).where(Version.id.between(first, last)))
    shelf.source = {VERSIONS: shelf.source[VERSIONS][:-1]}


def _drop(session: Session, question_ids: Sequence[int]) -> None:
    """Their versions first: there may be many."""
    versions = select(Version.id).where(Version.question_id.in_(question_ids)).order_by(Version.id).limit(AT_ONCE)
    version_ids = session.execute(versions).scalars().all()
    session.execute(delete(Version).where(Version.id.in_(version_ids)))
    if len(version_ids) < AT_ONCE:
        forget_words(session.connection(), question_ids)
        session.execute(delete(Question).where(Question.id.in_(question_ids)))
