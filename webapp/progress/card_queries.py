"""What a learner's cards come to, summed up by the database: by topic, by the day they are due, by how firmly they sit.

One pass over the cards each. The chance of recall is that of `memory.fsrs.retrievability`, in the database's own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Float, Integer, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.engine import Connection

from webapp.banks.models import ACTIVE, Question
from webapp.memory.figures import YOUNG_BELOW
from webapp.memory.fsrs import curve_constant
from webapp.memory.schedule import REVIEW
from webapp.memory.statistics import share_range
from webapp.progress.queries import Wanted
from webapp.study.models import Card
from webapp.study.states import LEARNED_DAYS

_today: BindParameter[int] = bindparam("today", type_=Integer)
_elapsed = case((Card.last_day < _today, _today - Card.last_day), else_=0)
_decay: BindParameter[float] = bindparam("decay", type_=Float)
_base = 1.0 + bindparam("curve", type_=Float) * _elapsed / Card.stability
_chance = func.power(_base, _decay, type_=Float)
_chance_squared = func.power(_base, 2.0 * _decay, type_=Float)
_active = and_(Question.id == Card.question_id, Question.status == ACTIVE)
_answered = and_(Card.user_id == bindparam("user_id"), Card.reps > 0)
_is_aside = or_(Card.suspended, Card.hidden_until > _today)
_in_review = and_(Card.phase == REVIEW, ~_is_aside)


@dataclass(frozen=True)
class Group:
    """Cards of a topic, a bank or a paragraph: questions begun and learned, cards, the sum of the chances to recall
    them today and the sum of what each chance leaves open (p (1 - p))."""

    begun: int = 0
    learned: int = 0
    cards: int = 0
    known: float = 0.0
    spread: float = 0.0
    load: float = 0.0  # reviews a day: the sum of 1/interval

    @property
    def recall(self) -> tuple[float, float]:
        return share_range(self.known, self.spread, self.cards)

    def plus(self, other: "Group") -> "Group":
        return Group(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


_of_bank = Card.bank_id == bindparam("bank_id")
_of_topic = Question.topic == bindparam("topic")


def _scoped(asked: Any, wanted: Wanted) -> Any:
    if wanted.bank_id is not None:
        asked = asked.where(_of_bank)
    return asked.where(_of_topic) if wanted.topic is not None else asked


_is_learned = Card.right_days >= LEARNED_DAYS
_is_one_of_several = Card.facet != ""  # of the cards of its question


def _summed(*names: Any) -> Any:
    """Questions begun and learned are counted as cards here: `_doubles` says by how many that is too many. Counting
    each question once takes the database half as long again, and most have one card."""
    return (
        select(
            *names,
            func.count(),
            func.count(case((_is_learned, 1))),
            func.sum(_chance),
            func.sum(_chance_squared),
            func.sum(case((~_in_review, 0.0), (Card.interval > 1, 1.0 / Card.interval), else_=1.0)),
            func.count(case((_is_one_of_several, 1))),
        )
        .join_from(Card, Question, _active)
        .where(_answered)
        .group_by(*names)
    )


_with_several = select(Card.question_id).where(Card.user_id == bindparam("user_id"), _is_one_of_several)


def _doubles(names: Sequence[Any], wanted: Wanted) -> Any:
    """By `names`: cards, and learned cards, beside another of the same question."""
    labelled = [name.label(f"key{place}") for place, name in enumerate(names)]
    cards, learned = func.count(), func.count(case((_is_learned, 1)))
    each = _scoped(
        select(*labelled, (cards - 1).label("cards"), case((learned > 1, learned - 1), else_=0).label("learned"))
        .join_from(Card, Question, _active)
        .where(_answered, Card.question_id.in_(_with_several)),
        wanted,
    )
    found = each.group_by(*names, Card.question_id).having(cards > 1).subquery()
    keys = [found.c[f"key{place}"] for place in range(len(names))]
    return select(*keys, func.sum(found.c.cards), func.sum(found.c.learned)).group_by(*keys)


def _groups(
    connection: Connection, names: Sequence[Any], wanted: Wanted, parameters: Sequence[float]
) -> dict[tuple[Any, ...], Group]:
    values = _values(wanted, parameters)
    rows: Any = connection.execute(_scoped(_summed(*names), wanted), values)
    groups, has_several = {}, False
    for row in rows:
        *key, cards, learned, known, squares, load, several = row
        groups[tuple(key)] = Group(cards, learned, cards, known, known - squares, load)
        has_several = has_several or several > 0
    if has_several:
        more: Any = connection.execute(
            _doubles(names, wanted), {name: value for name, value in values.items() if name not in _OF_CURVE}
        )
        for *key, cards, learned in more:
            group = groups.get(tuple(key))
            if group is not None:  # an answer may have come between the two statements
                begun, is_learned = max(1, group.begun - int(cards)), max(0, group.learned - int(learned))
                groups[tuple(key)] = replace(group, begun=begun, learned=min(begun, is_learned))
    return groups


_OF_CURVE = ("curve", "decay", "today")


def _values(wanted: Wanted, parameters: Sequence[float]) -> dict[str, Any]:
    scope = {"bank_id": wanted.bank_id, "topic": wanted.topic}
    return {
        "user_id": wanted.user_id,
        "today": wanted.today,
        "curve": curve_constant(parameters),
        "decay": -parameters[20],
        **{name: value for name, value in scope.items() if value is not None},
    }


def groups_for(
    connection: Connection, wanted: Wanted, parameters: Sequence[float], *, by_topic: bool = True
) -> dict[tuple[int, str], Group]:
    """By bank and topic; by bank alone, each with an empty topic, where there are too many to be shown."""
    if by_topic:
        found = _groups(connection, (Card.bank_id, Question.topic), wanted, parameters)
        return {(bank, topic): group for (bank, topic), group in found.items()}
    return {(bank, ""): group for (bank,), group in _groups(connection, (Card.bank_id,), wanted, parameters).items()}


def questions_for(connection: Connection, wanted: Wanted, parameters: Sequence[float]) -> dict[int, Group]:
    """Each question by itself: for groups that the database does not know of."""
    found = _groups(connection, (Card.question_id,), wanted, parameters)
    return {question_id: group for (question_id,), group in found.items()}


_due = (
    select(Card.show_day, func.count())
    .join(Question, _active)
    .where(Card.user_id == bindparam("user_id"), Card.show_day <= bindparam("until"))
    .group_by(Card.show_day)
)
_in_steps = (
    select(Card.due_day, func.count())
    .join(Question, _active)
    .where(Card.user_id == bindparam("user_id"), Card.due_at.is_not(None), ~_is_aside)
    .group_by(Card.due_day)
)


def due_days_for(connection: Connection, wanted: Wanted, until: int) -> dict[int, int]:
    """Cards by the local day on which they may be shown, up to `until`, with those that wait for a step of minutes."""
    values = {name: value for name, value in _values(wanted, _NO_CURVE).items() if name not in ("curve", "decay")}
    found: dict[int, int] = {}
    for asked, more in ((_due, {"until": until}), (_in_steps, {})):
        rows: Any = connection.execute(_scoped(asked, wanted), {**values, **more})
        for day, count in rows:
            found[day] = found.get(day, 0) + count
    return found


_NO_CURVE = (0.0,) * 20 + (0.1,)
_added = select(Card.first_day, func.count()).join(Question, _active).where(_answered)


def added_for(connection: Connection, wanted: Wanted, since: int) -> dict[int, int]:
    """Cards by the local day of their first answer, from `since` on."""
    asked = _scoped(_added.where(Card.first_day >= since).group_by(Card.first_day), wanted)
    values = {
        name: value for name, value in _values(wanted, _NO_CURVE).items() if name in ("user_id", "bank_id", "topic")
    }
    rows: Any = connection.execute(asked, values)
    return dict(tuple(row) for row in rows)


class Spread(NamedTuple):
    """How many cards lie below the first edge, between each two, and from the last one on."""

    edges: Sequence[float]
    counts: Sequence[int]


# Days of interval and stability; difficulty; chance of recall.
EDGES: Mapping[str, Sequence[float]] = {
    "interval": (2, 4, 8, 15, 30, 60, 120, 365),
    "stability": (2, 4, 8, 15, 30, 60, 120, 365),
    "difficulty": (2, 3, 4, 5, 6, 7, 8, 9),
    "recall": (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95),
}


class Counts(NamedTuple):
    learning: int
    young: int
    mature: int
    aside: int
    known: float  # the sum of the chances of recall today
    cards: int


def _step(name: str, parameters: Sequence[float]) -> ColumnElement[int]:
    """Between which two edges a card lies. A chance of recall falls below an edge after so many days for each day of
    stability: a power for each card and edge would take most of the time."""
    edges = EDGES[name]
    if name == "recall":
        curve, decay = curve_constant(parameters), parameters[20]
        waits = [(edge ** (-1.0 / decay) - 1.0) / curve for edge in edges]
        below = [_today - Card.last_day > Card.stability * wait for wait in waits]
    else:
        below = [getattr(Card, name) < edge for edge in edges]
    return _place_among(below, 0)


def _place_among(below: Sequence[ColumnElement[bool]], place: int) -> ColumnElement[int]:
    """By halves: every comparison is made for each card anew."""
    if not below:
        return literal(place, Integer)
    middle = len(below) // 2
    lower, upper = _place_among(below[:middle], place), _place_among(below[middle + 1 :], place + middle + 1)
    return case((below[middle], lower), else_=upper)


STATES = ("learning", "young", "mature", "aside")
_state = case((_is_aside, 3), (Card.phase != REVIEW, 0), (Card.interval < YOUNG_BELOW, 1), else_=2)
_PLACES = 16  # more than a spread has


def spreads_for(
    connection: Connection, wanted: Wanted, parameters: Sequence[float]
) -> tuple[Counts, dict[str, Spread]]:
    """Counts of cards by state, and how intervals (of cards in review), stability, difficulty and chance of recall are
    spread, in one pass: the database counts the cards of each combination, under one number for the whole of it."""
    together: ColumnElement[int] = _state
    for name in EDGES:
        together = together * _PLACES + _step(name, parameters)
    key = together.label("key")
    asked = select(key, func.count(), func.sum(_chance)).join_from(Card, Question, _active).where(_answered)
    states, known = dict.fromkeys(STATES, 0), 0.0
    counts = {name: [0] * (len(edges) + 1) for name, edges in EDGES.items()}
    rows: Any = connection.execute(_scoped(asked, wanted).group_by(key), _values(wanted, parameters))
    for combined, cards, chances in rows:
        rest, steps = combined, dict[str, int]()
        for name in reversed(list(EDGES)):
            rest, steps[name] = divmod(rest, _PLACES)
        states[STATES[rest]] += cards
        known += chances
        for name, step in steps.items():
            if name != "interval" or STATES[rest] in ("young", "mature"):
                counts[name][step] += cards
    spreads = {name: Spread(edges, counts[name]) for name, edges in EDGES.items()}
    return Counts(**states, known=known, cards=sum(states.values())), spreads
