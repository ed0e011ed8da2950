"""What a learner's cards come to, summed up by the database: by topic, by the day they are due, by how firmly they sit.

One pass over the cards each. The chance of recall is that of `memory.fsrs.retrievability`, in the database's own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


def _summed(*names: Any) -> Any:
    """A question with several facets is one question."""
    is_learned = Card.right_days >= LEARNED_DAYS
    return (
        select(
            *names,
            func.count(Card.question_id.distinct()),
            func.count(case((is_learned, Card.question_id)).distinct()),
            func.count(),
            func.sum(_chance),
            func.sum(_chance_squared),
            func.sum(case((~_in_review, 0.0), (Card.interval > 1, 1.0 / Card.interval), else_=1.0)),
        )
        .join_from(Card, Question, _active)
        .where(_answered)
        .group_by(*names)
    )


def _group(begun: int, learned: int, cards: int, known: float, squares: float, load: float) -> Group:
    return Group(begun, learned, cards, known, known - squares, load)


_of_bank = Card.bank_id == bindparam("bank_id")
_of_topic = Question.topic == bindparam("topic")


def _scoped(asked: Any, wanted: Wanted) -> Any:
    if wanted.bank_id is not None:
        asked = asked.where(_of_bank)
    return asked.where(_of_topic) if wanted.topic is not None else asked


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
    names = (Card.bank_id, Question.topic) if by_topic else (Card.bank_id,)
    rows: Any = connection.execute(_scoped(_summed(*names), wanted), _values(wanted, parameters))
    if by_topic:
        return {(bank, topic): _group(*found) for bank, topic, *found in rows}
    return {(bank, ""): _group(*found) for bank, *found in rows}


def questions_for(connection: Connection, wanted: Wanted, parameters: Sequence[float]) -> dict[int, Group]:
    """Each question by itself: for groups that the database does not know of."""
    asked = _scoped(_summed(Card.question_id), wanted)
    rows: Any = connection.execute(asked, _values(wanted, parameters))
    return {question_id: _group(*found) for question_id, *found in rows}


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


def _step(name: str, decay: float) -> ColumnElement[int]:
    """Between which two edges a card lies. A chance of recall is compared by what its power is taken of, which falls as
    the chance rises: powers for each edge would take most of the time."""
    edges = EDGES[name]
    if name == "recall":
        below = [_base > edge ** (1.0 / decay) for edge in edges]
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


_state = case(
    (_is_aside, "aside"), (Card.phase != REVIEW, "learning"), (Card.interval < YOUNG_BELOW, "young"), else_="mature"
)


def spreads_for(
    connection: Connection, wanted: Wanted, parameters: Sequence[float]
) -> tuple[Counts, dict[str, Spread]]:
    """Counts of cards by state, and how intervals (of cards in review), stability, difficulty and chance of recall are
    spread, in one pass: the database counts the cards of each combination."""
    keys = [_state, *(_step(name, -parameters[20]) for name in EDGES)]
    labelled = [key.label(f"key{place}") for place, key in enumerate(keys)]
    asked = select(*labelled, func.count(), func.sum(_chance)).join_from(Card, Question, _active).where(_answered)
    asked = _scoped(asked, wanted).group_by(*labelled)
    states, known = dict.fromkeys(("learning", "young", "mature", "aside"), 0), 0.0
    counts = {name: [0] * (len(edges) + 1) for name, edges in EDGES.items()}
    rows: Any = connection.execute(asked, _values(wanted, parameters))
    for state, *steps, cards, chances in rows:
        states[state] += cards
        known += chances
        for name, step in zip(EDGES, steps, strict=True):
            if name != "interval" or state in ("young", "mature"):
                counts[name][step] += cards
    spreads = {name: Spread(edges, counts[name]) for name, edges in EDGES.items()}
    return Counts(**states, known=known, cards=sum(states.values())), spreads
