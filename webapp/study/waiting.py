"""Cards that wait, dealt out to days: the backlog after a break, a break that is planned, a new retention."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, delete, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.models import ACTIVE, Question
from webapp.memory.balance import is_off
from webapp.memory.fsrs import interval_for
from webapp.memory.fuzz import whole_days
from webapp.memory.preset import Plan
from webapp.memory.schedule import REVIEW, Options
from webapp.memory.spread import Waiting, expected_recall, spread
from webapp.study.deeds import reschedule
from webapp.study.log import Learner
from webapp.study.models import Card
from webapp.study.option_models import StudyBreak
from webapp.study.plans import write_plan
from webapp.study.queries import CardKey
from webapp.study.states import due_by_day

SPANS = (3, 7, 14)
LONGEST_BREAK = 60
MOST_BREAKS = 20
_MOST = 5000


class BreakRefused(Exception):
    """`reason` is order, past, long or many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Option(NamedTuple):
    """A way to deal with a backlog: days (0: not at all), cards on each of the next 14 days, of these those that have
    waited, and the mean recall of the waiting cards on their days."""

    days: int
    counts: list[int]
    waiting: list[int]
    recall: float


def cards_due(connection: Connection, user_id: int, first: int | None, last: int) -> list[Waiting[CardKey]]:
    """Cards in review that are shown from `first` to `last`."""
    asked = (
        select(Card.question_id, Card.facet, Card.due_day, Card.interval, Card.stability, Card.last_day)
        .join(Question, and_(Question.id == Card.question_id, Question.status == ACTIVE))
        .where(Card.user_id == user_id, Card.show_day <= last, Card.phase == REVIEW, Card.due_day <= last)
        .order_by(Card.show_day, Card.id)
        .limit(_MOST)
    )
    if first is not None:
        asked = asked.where(Card.show_day >= first, Card.due_day >= first)
    return [Waiting((row[0], row[1]), *row[2:]) for row in connection.execute(asked)]


def backlog(connection: Connection, user_id: int, today: int) -> list[Waiting[CardKey]]:
    """What has waited since before today."""
    return cards_due(connection, user_id, None, today - 1)


def days_of_spread(plan: Plan, today: int, days: int) -> list[int]:
    """The next `days` days on which the learner studies."""
    found: list[int] = []
    day = today
    while len(found) < days:
        if not is_off(day, plan.breaks):
            found.append(day)
        day += 1
    return found


def spread_options(
    connection: Connection, user_id: int, plan: Plan, today: int, waiting: Sequence[Waiting[CardKey]], options: Options
) -> list[Option]:
    """Each way to spread, with what it would bring and cost."""
    late = {each.card for each in waiting}
    ahead = due_by_day(connection, user_id, today + max(SPANS) - 1)
    own = [ahead.get(day, 0) for day in range(today, today + max(SPANS))]
    found = []
    for days in (0, *SPANS):
        dealt = dict.fromkeys(late, today) if not days else spread(waiting, days_of_spread(plan, today, days))
        there = [sum(day == each for each in dealt.values()) for day in range(today, today + max(SPANS))]
        counts = [mine + moved for mine, moved in zip(own, there, strict=True)]
        found.append(Option(days, counts, there, expected_recall(waiting, dealt, options.parameters)))
    return found


def spread_backlog(session: Session, learner: Learner, days: int, *, today: int, now: int, options: Options) -> int:
    """Deal the backlog out to the next `days` days; how many cards were moved."""
    waiting = backlog(session.connection(), learner.id, today)
    dealt = spread(waiting, days_of_spread(learner.plan, today, days))
    return reschedule(session, learner, dealt, now=now, options=options)


def plan_break(
    session: Session, learner: Learner, first: int, last: int, *, today: int, now: int, options: Options
) -> int:
    """Days off: cards due on them are dealt out to as many days before and after, and no later answer is given one of
    them. Raises BreakRefused."""
    if last < first:
        raise BreakRefused("order")
    if first <= today:
        raise BreakRefused("past")
    if last - first >= LONGEST_BREAK:
        raise BreakRefused("long")
    if len(learner.plan.breaks) >= MOST_BREAKS:
        raise BreakRefused("many")
    session.add(StudyBreak(user_id=learner.id, first_day=first, last_day=last, made_at=now))
    plan = write_plan(session, learner.id)
    span = last - first + 1
    days = [day for day in range(max(today, first - span), last + span + 1) if not is_off(day, plan.breaks)]
    due = cards_due(session.connection(), learner.id, first, last)
    return reschedule(session, learner, spread(due, days), now=now, options=options)


def drop_break(session: Session, user_id: int, break_id: int) -> None:
    session.execute(delete(StudyBreak).where(StudyBreak.user_id == user_id, StudyBreak.id == break_id))
    write_plan(session, user_id)


def breaks_for_user(session: Session, user_id: int, today: int) -> Sequence[StudyBreak]:
    asked = select(StudyBreak).where(StudyBreak.user_id == user_id, StudyBreak.last_day >= today)
    return session.scalars(asked.order_by(StudyBreak.first_day)).all()


def by_options(connection: Connection, user_id: int, plan: Plan, today: int, base: Options) -> dict[CardKey, int]:
    """The day on which each card in review would be due if its last answer had been given under the options of now.
    What would lie behind is due today; fuzz is left out, since it was drawn once."""
    asked = (
        select(Card.question_id, Card.facet, Card.bank_id, Card.stability, Card.last_day, Card.due_day)
        .join(Question, and_(Question.id == Card.question_id, Question.status == ACTIVE))
        .where(Card.user_id == user_id, Card.phase == REVIEW, Card.show_day.is_not(None))
        .order_by(Card.id)
        .limit(_MOST)
    )
    found: dict[CardKey, int] = {}
    for question_id, facet, bank_id, stability, last_day, due_day in connection.execute(asked):
        options = plan.options(base, bank_id)
        ideal = whole_days(interval_for(stability, options.retention, options.parameters))
        day = max(today, last_day + min(max(1, ideal), options.maximum_interval))
        if day != due_day and not (due_day <= today and day == today):
            found[question_id, facet] = day
    return found


def counts_then(before: Mapping[int, int], moves: Mapping[CardKey, int], due: Mapping[CardKey, int]) -> dict[int, int]:
    """Cards a day after the moves, from what they are before."""
    counts = dict(before)
    for card, day in moves.items():
        counts[due[card]] = counts.get(due[card], 0) - 1
        counts[day] = counts.get(day, 0) + 1
    return counts


def due_days(connection: Connection, user_id: int) -> dict[CardKey, int]:
    asked = select(Card.question_id, Card.facet, Card.show_day).where(
        Card.user_id == user_id, Card.show_day.is_not(None)
    )
    return {(question_id, facet): day or 0 for question_id, facet, day in connection.execute(asked)}
