"""A learner's own exam: the pace, the final pass, and what can be expected of the day."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, delete, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.models import ACTIVE, Question
from webapp.memory.exam import Ready, final_pass_days, new_card_pace, reached_at, readiness
from webapp.memory.fsrs import Memory
from webapp.memory.schedule import Options
from webapp.study.models import Card, Review
from webapp.study.option_models import ExamDate
from webapp.study.plans import write_plan
from webapp.study.states import due_by_day

FURTHEST = 730
MOST_EXAMS = 10


class ExamRefused(Exception):
    """`reason` is past, far, banks or many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Forecast(NamedTuple):
    """What an exam on a day would mean: new cards a day by bank, the final pass, cards on each day (new, reviews), and
    the range of what will be known (None: too few answers)."""

    days_left: int
    cards: int
    begun: int
    pace: dict[int, int]
    reached: int
    pass_days: int
    by_day: list[tuple[int, int, int]]
    ready: Ready | None
    answers: int

    @property
    def new_per_day(self) -> int:
        return sum(self.pace.values())


def forecast(
    connection: Connection, user_id: int, banks: Sequence[int], day: int, today: int, goal: int, options: Options
) -> Forecast:
    cards = _cards_of(connection, banks)
    known = _known(connection, user_id, banks)
    days_left = day - today
    unseen = {bank: max(0, cards[bank] - sum(each[0] == bank for each in known)) for bank in banks}
    pace = {bank: new_card_pace(count, days_left) for bank, count in unseen.items()}
    total, per_day = sum(cards.values()), sum(pace.values())
    pass_days = final_pass_days(total, goal, days_left)
    answers = connection.execute(
        select(func.count()).where(
            Review.user_id == user_id, Review.rating > 0, Review.is_scheduling, Review.activity != "import"
        )
    ).scalar_one()
    held = [(memory, last_day) for _bank, memory, last_day in known]
    middle = day - max(1, (pass_days + 1) // 2)
    ready = readiness(held, sum(unseen.values()), day, middle, answers, options.parameters)
    by_day = _by_day(connection, user_id, today, day, per_day, sum(unseen.values()), pass_days, total)
    reached = min(total, len(known) + min(reached_at(per_day, days_left), sum(unseen.values())))
    return Forecast(days_left, total, len(known), pace, reached, pass_days, by_day, ready, answers)


def _cards_of(connection: Connection, banks: Sequence[int]) -> dict[int, int]:
    """Cards in each bank: questions times what they ask."""
    rows = connection.execute(
        select(Question.bank_id, Question.facets).where(Question.bank_id.in_(banks), Question.status == ACTIVE)
    )
    counts = dict.fromkeys(banks, 0)
    for bank, facets in rows:
        counts[bank] += len(facets)
    return counts


def _known(connection: Connection, user_id: int, banks: Sequence[int]) -> list[tuple[int, Memory, int]]:
    rows = connection.execute(
        select(Card.bank_id, Card.stability, Card.difficulty, Card.last_day)
        .join(Question, and_(Question.id == Card.question_id, Question.status == ACTIVE))
        .where(Card.user_id == user_id, Card.bank_id.in_(banks), Card.reps > 0)
        .order_by(Card.id)
    )
    return [(bank, Memory(stability, difficulty), last_day) for bank, stability, difficulty, last_day in rows]


def _by_day(
    connection: Connection,
    user_id: int,
    today: int,
    day: int,
    per_day: int,
    unseen: int,
    pass_days: int,
    total: int,
) -> list[tuple[int, int, int]]:
    """(day, new cards, other cards) until the eve; reviews that new cards will bring are not foretold."""
    due = due_by_day(connection, user_id, day)
    found, left = [], unseen
    for each in range(today, day):
        if each >= day - pass_days:
            place = each - (day - pass_days)
            share = total // pass_days + (place < total % pass_days)
            found.append((each, 0, share))
            continue
        new = min(left, per_day)
        left -= new
        reviews = sum(count for at, count in due.items() if at <= today) if each == today else due.get(each, 0)
        found.append((each, new, reviews))
    return found


def check_exam(banks: Sequence[int], day: int, *, today: int) -> None:
    """Raises ExamRefused for what no plan can be made of."""
    if day <= today:
        raise ExamRefused("past")
    if day > today + FURTHEST:
        raise ExamRefused("far")
    if not banks:
        raise ExamRefused("banks")


def plan_exam(
    session: Session,
    user_id: int,
    banks: Sequence[int],
    day: int,
    *,
    today: int,
    now: int,
    goal: int,
    options: Options,
) -> None:
    """Raises ExamRefused. Another exam of the same day is replaced."""
    check_exam(banks, day, today=today)
    if len(exams_for_user(session, user_id, today)) >= MOST_EXAMS:
        raise ExamRefused("many")
    found = forecast(session.connection(), user_id, banks, day, today, goal, options)
    session.execute(delete(ExamDate).where(ExamDate.user_id == user_id, ExamDate.day == day))
    pace = {str(bank): count for bank, count in found.pace.items()}
    session.add(ExamDate(user_id=user_id, day=day, pace=pace, pass_days=found.pass_days, made_at=now))
    write_plan(session, user_id)


def drop_exam(session: Session, user_id: int, exam_id: int) -> None:
    session.execute(delete(ExamDate).where(ExamDate.user_id == user_id, ExamDate.id == exam_id))
    write_plan(session, user_id)


def exams_for_user(session: Session, user_id: int, today: int) -> Sequence[ExamDate]:
    asked = select(ExamDate).where(ExamDate.user_id == user_id, ExamDate.day >= today)
    return session.scalars(asked.order_by(ExamDate.day, ExamDate.id)).all()
