"""The days before an exam: each card of its banks comes once more, what would be known least on the day first."""

from math import ceil

from sqlalchemy import and_, bindparam, select

from webapp.banks.models import ACTIVE, Question
from webapp.direct import Prepared, Reader
from webapp.memory.exam import recall_on
from webapp.memory.fsrs import Memory
from webapp.memory.preset import ExamPlan, Plan
from webapp.study.due import DUE_COLUMNS, DueRow
from webapp.study.models import Card

_MOST = 2000  # cards of one bank that are put into order

_unseen = Prepared(
    select(*DUE_COLUMNS)
    .join(Question, and_(Question.id == Card.question_id, Question.status == ACTIVE))
    .where(
        Card.user_id == bindparam("user_id"),
        Card.bank_id == bindparam("bank_id"),
        Card.show_day.is_not(None),
        Card.reps > 0,
        Card.last_day < bindparam("begins"),
        Card.hidden_until <= bindparam("today"),
    )
    .order_by(Card.show_day)
    .limit(_MOST)
)
_seen_today = Prepared(
    select(Card.bank_id).where(Card.user_id == bindparam("user_id"), Card.last_day == bindparam("today"))
)


def pass_rows(
    connection: Reader, plan: Plan, user_id: int, bank_id: int | None, today: int, due: list[DueRow]
) -> tuple[list[DueRow], list[DueRow]]:
    """Today's part of a final pass, and the due cards beside it. Costs nothing while there is no final pass."""
    exams = [exam for exam in plan.exams if exam.pass_begins <= today < exam.day]
    wanted: list[DueRow] = []
    for exam in exams:
        if bank_id is None or bank_id in exam.banks:
            wanted += _todays_part(connection, exam, user_id, bank_id, today)
    if not wanted and not exams:
        return [], due
    begins = {bank: exam.pass_begins for exam in exams for bank in exam.banks}
    # A due card that the pass has not brought yet comes in its turn, when the exam needs it.
    return wanted, [row for row in due if row.last_day >= begins.get(row.bank_id, 0)]


def _todays_part(connection: Reader, exam: ExamPlan, user_id: int, bank_id: int | None, today: int) -> list[DueRow]:
    waiting: list[DueRow] = []
    for bank in exam.banks:
        values = {"user_id": user_id, "bank_id": bank, "begins": exam.pass_begins, "today": today}
        waiting += [DueRow._make(row) for row in _unseen.rows(connection, values)]
    seen = sum(row[0] in exam.banks for row in _seen_today.rows(connection, {"user_id": user_id, "today": today}))
    share = ceil((len(waiting) + seen) / (exam.day - today)) - seen
    waiting.sort(key=lambda row: (recall_on(Memory(row.stability, 1.0), row.last_day, exam.day), row.question_id))
    chosen = waiting[: max(0, share)]
    return chosen if bank_id is None else [row for row in chosen if row.bank_id == bank_id]
