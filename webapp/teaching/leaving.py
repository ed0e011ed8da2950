"""The banks of a teacher who is gone. What others study stays, and is nobody's; what only this teacher saw goes after a
while, unless somebody had answered in it when it was open."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.banks.models import BROUGHT, PRIVATE, STAGED, Bank, Question
from webapp.banks.sweeping import BACK_TO, Answered, sweep
from webapp.database import db, transaction
from webapp.study.models import Enrolment, Report, StudySession
from webapp.teaching.models import Upload

LEFT = "left_at"  # in the source of such a bank: when its teacher was erased, in ms
KEPT_DAYS = 30
DAY = 86_400_000  # ms


def let_go(session: Session, user_id: int, now: int) -> int:
    """In the transaction that erases the teacher. A private bank is seen by nobody from now on."""
    own = (Bank.owner_id == user_id, Bank.visibility != BROUGHT)
    for bank in session.scalars(select(Bank).where(*own, Bank.visibility == PRIVATE)):
        bank.source = {**bank.source, LEFT: now}
    session.flush()
    found = session.execute(update(Bank).where(*own).values(owner_id=None))
    return int(found.rowcount)  # type: ignore[attr-defined]


def sweep_left(now: int, *, answered: Answered) -> str:
    """A step of the nightly work."""
    asked = select(Bank.id, Bank.source).where(Bank.visibility == PRIVATE, Bank.owner_id.is_(None))
    due = [bank_id for bank_id, source in db.session.execute(asked) if source.get(LEFT, now) <= now - KEPT_DAYS * DAY]
    db.session.rollback()
    gone = [bank_id for bank_id in due if _unused(bank_id, answered)]
    for bank_id in gone:
        sweep(bank_id, answered)
    return f"{len(gone)} banks of erased teachers dropped"


def _unused(bank_id: int, answered: Answered) -> bool:
    """Whether nothing of anybody points at it; then it is put where the sweep takes it from. Reports of nobody go."""
    with transaction() as session:
        bank = session.get(Bank, bank_id, with_for_update=True)
        if bank is None:
            return False
        of_bank = select(Question.id).where(Question.bank_id == bank_id)
        session.execute(delete(Report).where(Report.user_id.is_(None), Report.question_id.in_(of_bank)))
        if answered(session, bank_id) or _is_pointed_at(session, bank_id):
            return False
        bank.visibility, bank.source = STAGED, {BACK_TO: None}
    return True


def _is_pointed_at(session: Session, bank_id: int) -> bool:
    by = (
        select(Upload.id).where(Upload.bank_id == bank_id),
        select(Enrolment.user_id).where(Enrolment.bank_id == bank_id),
        select(StudySession.user_id).where(StudySession.bank_id == bank_id),
    )
    return any(session.execute(asked.limit(1)).first() is not None for asked in by)
