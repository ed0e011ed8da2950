"""The reads of the progress pages: Core statements, each served by an index.

A learner's figures come from two places: days that are over are kept (`models.Figure`), and from the first day on whose
kept figures do not hold any more everything is counted from the log. So the cost follows the days that were studied and
not the answers, and the figures are exact whatever was taken back or arrived late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, and_, bindparam, case, func, literal, select, union_all
from sqlalchemy.engine import Connection

from webapp.banks.models import ACTIVE, Bank, Question
from webapp.direct import Prepared
from webapp.memory.figures import Figures, Slot, Taken, by_day, by_hour, sum_of, taken_back, tallied
from webapp.progress.models import Figure, FiguredDay
from webapp.study.models import Enrolment, Review

NO_HOURS = 10_000_000  # a day that never comes
CLOSE = 7  # days before today that are compared one by one
_COUNTS = [getattr(Figure, name) for name in Figures._fields]
_SUMS = [func.sum(column) for column in _COUNTS]


@dataclass(frozen=True)
class Wanted:
    """What a page is about: everything, a bank, or a topic of a bank."""

    user_id: int
    today: int
    bank_id: int | None = None
    topic: str | None = None

    @property
    def is_topic(self) -> bool:
        return self.bank_id is not None and self.topic is not None


_mine = Review.user_id == bindparam("user_id")
_kept_of = FiguredDay.user_id == bindparam("user_id")
_close: BindParameter[Any] = bindparam("close")

# One row for all days before `close`, under the day 0, and one for each day from then on.
_rows_in_log = union_all(
    select(literal(0).label("day"), func.count().label("rows")).where(_mine, Review.local_day < _close),
    select(Review.local_day, func.count()).where(_mine, Review.local_day >= _close).group_by(Review.local_day),
)
_rows_in_kept = union_all(
    select(literal(0).label("day"), func.coalesce(func.sum(FiguredDay.rows), 0).label("rows")).where(
        _kept_of, FiguredDay.local_day < _close
    ),
    select(FiguredDay.local_day, FiguredDay.rows).where(_kept_of, FiguredDay.local_day >= _close),
)
_each_in_log = select(Review.local_day, func.count()).where(_mine).group_by(Review.local_day)
_each_in_kept = select(FiguredDay.local_day, FiguredDay.rows).where(_kept_of)


def first_open_day(connection: Connection, user_id: int, today: int) -> int:
    """The earliest local day of which the kept figures do not hold; everything from it on is to be counted. Today is
    never kept."""
    values = {"user_id": user_id, "close": today - CLOSE}
    log, kept = _pairs(connection, _rows_in_log, values), _pairs(connection, _rows_in_kept, values)
    if log.get(0) != kept.get(0):
        log, kept = days_in_log(connection, user_id), days_kept(connection, user_id)
    first = min([*open_days_of(log, kept), today])
    return min([first, *days_taken_back(connection, user_id, first)])


def open_days_of(log: Mapping[int, int], kept: Mapping[int, int]) -> list[int]:
    return [day for day in log.keys() | kept.keys() if log.get(day) != kept.get(day)]


_named = select(Review.local_day, Review.voids)
_named_late = _named.where(
    _mine,
    Review.id.in_(
        select(Review.voids).where(
            Review.user_id == bindparam("user_id"), Review.voids.is_not(None), Review.local_day >= bindparam("first")
        )
    ),
)
_named_by_id = _named.where(_mine, Review.id == bindparam("id"))


def days_taken_back(connection: Connection, user_id: int, first: int) -> list[int]:
    """The days of rows that void rows from the day `first` on take back; they may be earlier ones. Where such a row is
    a void row itself, the day of what comes back by it too."""
    rows: Any = connection.execute(_named_late, {"user_id": user_id, "first": first})
    waiting = [tuple(row) for row in rows]
    days = []
    while waiting:
        day, named = waiting.pop()
        days.append(day)
        if named is not None:
            again: Any = connection.execute(_named_by_id, {"user_id": user_id, "id": named})
            waiting += [tuple(row) for row in again]
    return days


def days_in_log(connection: Connection, user_id: int) -> dict[int, int]:
    """How many rows of any kind the log has of each local day."""
    return _pairs(connection, _each_in_log, {"user_id": user_id})


def days_kept(connection: Connection, user_id: int) -> dict[int, int]:
    return _pairs(connection, _each_in_kept, {"user_id": user_id})


_answers = (
    select(
        Review.id,
        Review.question_id,
        Review.facet,
        Question.bank_id,
        Review.activity,
        Review.rating,
        case((Review.is_scheduling, 1), else_=0),  # a truth value would be converted row by row
        Review.answered_at,
        Review.offset_minutes,
        Review.local_day,
        Review.duration_ms,
        Review.interval_before,
    )
    .join(Question, Question.id == Review.question_id)
    .where(_mine, Review.rating > 0)
)
_from = Review.local_day >= bindparam("first")
_of_bank = Question.bank_id == bindparam("bank_id")
_of_topic = Question.topic == bindparam("topic")
_answers_from = Prepared(_answers.where(_from))
_answers_of_bank = Prepared(_answers.where(_from, _of_bank))
_answers_of_topic = Prepared(_answers.where(_from, _of_bank, _of_topic))
_voids = select(Review.id, Review.voids, Review.answered_at).where(
    _mine, Review.voids.is_not(None), Review.activity == "void"
)


def voids_of(connection: Connection, user_id: int) -> list[Taken]:
    rows: Any = connection.execute(_voids, {"user_id": user_id})
    return [Taken(*row) for row in rows]


def counted_from(connection: Connection, user_id: int, first: int) -> dict[Slot, Figures]:
    """The figures of all days from `first` on, counted from the log."""
    gone = taken_back(voids_of(connection, user_id))
    return tallied(_answers_from.rows(connection, {"user_id": user_id, "first": first}), gone)


class Counted(NamedTuple):
    """Figures counted from the log: all of them from the day `first` on. What lies before is kept."""

    first: int
    slots: Mapping[Slot, Figures]


def counted_for(connection: Connection, wanted: Wanted, *, hours_from: int = NO_HOURS) -> Counted:
    """What is not kept: open days; of a topic, for which nothing is kept, everything. Hours are told apart from the day
    `hours_from` on."""
    first = 0 if wanted.is_topic else first_open_day(connection, wanted.user_id, wanted.today)
    asked = _answers_of_topic if wanted.is_topic else _answers_from if wanted.bank_id is None else _answers_of_bank
    gone = taken_back(voids_of(connection, wanted.user_id))
    values = {"user_id": wanted.user_id, "first": first, "bank_id": wanted.bank_id, "topic": wanted.topic}
    rows = asked.rows(connection, values)
    return Counted(first, tallied(rows, gone, by_bank=False, hours_from=hours_from))


def _kept(model: type[Figure] | type[FiguredDay]) -> list[Any]:
    return [
        model.user_id == bindparam("user_id"),
        model.local_day < bindparam("first"),
        model.local_day >= bindparam("since"),
    ]


_in_bank = Figure.bank_id == bindparam("bank_id")
_day_figures = [getattr(FiguredDay, name) for name in Figures._fields]
_days_of_all = Prepared(select(FiguredDay.local_day, *_day_figures).where(*_kept(FiguredDay), FiguredDay.answers > 0))
_days_of_bank = Prepared(select(Figure.local_day, *_SUMS).where(*_kept(Figure), _in_bank).group_by(Figure.local_day))
_HOURLY = ("answers", "again")  # more, of each hour of years, would take twice as long
_hourly = [func.sum(getattr(Figure, name)) if name in _HOURLY else literal(0) for name in Figures._fields]
_hours = select(Figure.hour, *_hourly).where(*_kept(Figure)).group_by(Figure.hour)
_by_day = (_days_of_all, _days_of_bank)
_in_all = (
    Prepared(select(*(func.sum(column) for column in _day_figures)).where(*_kept(FiguredDay))),
    Prepared(select(*_SUMS).where(*_kept(Figure), _in_bank)),
)
_by_hour = (Prepared(_hours), Prepared(_hours.where(_in_bank)))


def days_for(connection: Connection, wanted: Wanted, counted: Counted, *, since: int = 0) -> dict[int, Figures]:
    """Figures by local day, of all days from `since` on."""
    found = {day: figures for day, figures in by_day(counted.slots).items() if day >= since}
    if not wanted.is_topic:
        found |= _summed(connection, _by_day, wanted, counted.first, since=since)
    return found


def days_and_before(connection: Connection, wanted: Wanted, counted: Counted, *, since: int) -> dict[int, Figures]:
    """The same, with all earlier days together under the day 0: they are summed up by the database."""
    slots = by_day(counted.slots)
    before = sum_of(figures for day, figures in slots.items() if day < since)
    if not wanted.is_topic:
        values = {"user_id": wanted.user_id, "first": min(since, counted.first), "bank_id": wanted.bank_id, "since": 0}
        [row] = _in_all[wanted.bank_id is not None].rows(connection, values)
        before = before.plus(Figures._make(int(value or 0) for value in row))
    found = days_for(connection, wanted, counted, since=since)
    return found | {0: before} if before.answers else found


def reviews_up_to(connection: Connection, user_id: int, most: int) -> int:
    """How many reviews of cards that came back after a day or more are in the log, counted up to `most` only."""
    rows = (
        select(Review.seq)
        .where(Review.user_id == user_id, Review.rating > 0, Review.interval_before >= 1, Review.activity != "cram")
        .limit(most)
    )
    return connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one()


def hours_for(connection: Connection, wanted: Wanted, counted: Counted, since: int) -> dict[int, Figures]:
    """Answers and those that failed, as figures without the rest, by the hour of the learner's clock, of the days from
    `since` on."""
    counts = {slot: figures for slot, figures in counted.slots.items() if slot.day >= since}
    found = {hour: Figures(figures.answers, again=figures.again) for hour, figures in by_hour(counts).items()}
    if not wanted.is_topic:
        for hour, figures in _summed(connection, _by_hour, wanted, counted.first, since=since).items():
            found[hour] = found.get(hour, Figures()).plus(figures)
    return found


def _summed(
    connection: Connection, asked: tuple[Prepared, Prepared], wanted: Wanted, first: int, **more: int
) -> dict[int, Figures]:
    values = {"user_id": wanted.user_id, "first": first, "bank_id": wanted.bank_id, **more}
    rows = asked[wanted.bank_id is not None].rows(connection, values)
    return {row[0]: Figures._make(map(int, row[1:])) for row in rows}


class Shelf(NamedTuple):
    """A bank that the learner studies."""

    id: int
    slug: str
    title: str
    questions: int


_shelves = (
    select(Bank.id, Bank.slug, Bank.title, Bank.question_count)
    .join(Enrolment, and_(Enrolment.bank_id == Bank.id, Enrolment.user_id == bindparam("user_id")))
    .order_by(Bank.is_built_in.desc(), Bank.position, Bank.title, Bank.id)
)


def shelves_for(connection: Connection, user_id: int) -> list[Shelf]:
    return [Shelf._make(row) for row in connection.execute(_shelves, {"user_id": user_id})]


_topics = (
    select(Question.bank_id, Question.topic, func.count())
    .join(Enrolment, and_(Enrolment.bank_id == Question.bank_id, Enrolment.user_id == bindparam("user_id")))
    .where(Question.status == ACTIVE)
    .group_by(Question.bank_id, Question.topic)
    .order_by(Question.bank_id, func.min(Question.position))
)


def topics_for(connection: Connection, user_id: int, bank_id: int | None = None) -> dict[tuple[int, str], int]:
    """Questions of each topic of the learner's banks, or of one of them, in the order of the bank."""
    asked = _topics if bank_id is None else _topics.where(Question.bank_id == bindparam("bank_id"))
    rows: Any = connection.execute(asked, {"user_id": user_id} | ({} if bank_id is None else {"bank_id": bank_id}))
    return {(bank, topic): count for bank, topic, count in rows}


def _pairs(connection: Connection, asked: Any, values: Mapping[str, Any]) -> dict[int, int]:
    rows: Any = connection.execute(asked, values)
    return {key: int(value) for key, value in rows}
