"""Finding one's own cards, at the same cost for a hundred and for a hundred thousand.

What a filter leaves little of is looked up whole, by the rarest of its parts, and put in order by the database, as far
as it can in an index alone. Of the rest the cards are walked in the order of the list, by an index, until the page is
full. The next page begins behind the last card of this one (a key, never a count of cards to leave out), so that the
last page costs as much as the first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, select, tuple_, union
from sqlalchemy.engine import Connection

from webapp.banks.models import Question
from webapp.study.browse_filters import Few, Filter, Reader, conditions, few, is_asked, of_card, still_asked, within
from webapp.study.models import Card

SORTS = ("due", "seen", "missed", "question")
PAGE = 50
LOOKED_UP = (
    2_000  # cards that are looked up and sorted: walking to fifty of them would be as many in a hundred thousand
)
MOST = 1_000  # cards that are counted, and to which something is done at once
_KEY = re.compile(r"([0-9]{1,6})[.]([0-9]{1,15})[.]([0-9]{1,10})")


class Key(NamedTuple):
    """The place of a card in an order: which part of the list, or bank, the value it is sorted by, and its id."""

    part: int
    value: int
    card_id: int

    def __str__(self) -> str:
        return f"{self.part}.{self.value}.{self.card_id}"


def key_from(text: str) -> Key | None:
    """A key out of an address; None for what is none."""
    match = _KEY.fullmatch(text)
    return Key(*map(int, match.groups())) if match and int(match[3]) < 2**31 else None


@dataclass(frozen=True)
class Order:
    """By question: bank after bank, in each the questions as they came into it."""

    sort: str = "due"
    is_descending: bool = False

    def parts(self) -> list[tuple[ColumnElement[bool] | None, Sequence[Any]]]:
        """The parts of the list from its first card to its last, each with the columns it is sorted by."""
        if self.sort == "due":
            shown = Card.suspended.is_(False)
            return [
                (and_(Card.due_at.is_not(None), shown), (Card.due_at, Card.id)),
                (Card.show_day.is_not(None), (Card.show_day, Card.id)),
                # Set aside without a date. They have no day, which an index finds.
                (and_(Card.show_day.is_(None), Card.suspended), (Card.id,)),
            ]
        if self.sort == "question":
            return [(None, (Card.bank_id, Card.question_id, Card.id))]
        return [(None, (Card.last_day if self.sort == "seen" else Card.lapses, Card.id))]

    def columns(self) -> Sequence[Any]:
        """What the whole list is sorted by, as no index has it: see `key`."""
        if self.sort == "due":
            part = case((Card.suspended, 2), (Card.due_at.is_not(None), 0), else_=1)
            return part, case((Card.suspended, 0), else_=func.coalesce(Card.due_at, Card.show_day, 0)), Card.id
        if self.sort == "question":
            return Card.bank_id + 0, Card.question_id + 0, Card.id
        return (Card.last_day if self.sort == "seen" else Card.lapses) + 0, Card.id

    def key(self, card: "Found") -> Key:
        if self.sort == "due":
            if card.suspended:
                return Key(2, 0, card.id)
            return Key(1, card.show_day or 0, card.id) if card.due_at is None else Key(0, card.due_at, card.id)
        if self.sort == "question":
            return Key(card.bank_id, card.question_id, card.id)
        return Key(0, card.last_day if self.sort == "seen" else card.lapses, card.id)


class Found(NamedTuple):
    id: int
    question_id: int
    facet: str
    bank_id: int
    phase: str
    due_day: int
    due_at: int | None
    show_day: int | None
    last_day: int
    reps: int
    lapses: int
    stability: float
    suspended: bool
    hidden_until: int
    flag: int
    version_id: int


_COLUMNS = tuple(getattr(Card if hasattr(Card, name) else Question, name) for name in Found._fields)


@dataclass(frozen=True)
class Page:
    """`count` is None for more than MOST. `before` and `after` are the keys of the neighbouring pages."""

    cards: Sequence[Found]
    count: int | None
    before: Key | None
    after: Key | None


def find_cards(
    connection: Connection,
    reader: Reader,
    wanted: Filter,
    order: Order,
    *,
    key: Key | None = None,
    is_backwards: bool = False,
    size: int = PAGE,
) -> Page:
    """A page of the cards that fit: those behind `key`, or before it."""
    rare = few(connection, wanted, reader, LOOKED_UP)
    if rare is not None:
        taken, total = _looked_up(connection, reader, wanted, rare, order, key, is_backwards, size + 1)
    else:
        taken = _walked(connection, reader, wanted, order, key, is_backwards, size + 1)
        total = len(taken) if key is None and len(taken) <= size else _count(connection, reader, wanted)
    return _page(taken, None if total > MOST else total, order, key, is_backwards, size)


def _page(taken: Sequence[Found], count: int | None, order: Order, key: Key | None, back: bool, size: int) -> Page:
    has_more, shown = len(taken) > size, list(taken[:size])
    if back:
        shown.reverse()
    if not shown:
        return Page((), count, None, None)
    has_before = has_more if back else key is not None
    has_after = key is not None if back else has_more
    return Page(
        shown,
        count,
        order.key(shown[0]) if has_before else None,
        order.key(shown[-1]) if has_after else None,
    )


_asked = select(*_COLUMNS).join_from(Card, Question, is_asked(Card.question_id))


def _mine(reader: Reader, wanted: Filter) -> Select[Any]:
    return _asked.where(Card.user_id == reader.user_id, *conditions(wanted, reader))


def _count(connection: Connection, reader: Reader, wanted: Filter) -> int:
    """Up to one more than MOST."""
    fitting = select(literal(1).label("one")).where(Card.user_id == reader.user_id, *conditions(wanted, reader))
    if wanted.topic:
        fitting = fitting.join_from(Card, Question, is_asked(Card.question_id))
    else:
        fitting = fitting.where(still_asked(connection)(Card.question_id))
    counted = select(func.count()).select_from(fitting.limit(MOST + 1).subquery())
    return int(connection.execute(counted).scalar_one())


def _parts(
    connection: Connection, reader: Reader, wanted: Filter, rare: Few, columns: Sequence[Any]
) -> list[Select[Any]]:
    """Statements for cards that fit."""
    found, is_asked_still = [], still_asked(connection)
    for part in rare.parts:
        asked = part.with_only_columns(*columns)
        if not rare.is_direct:
            asked = select(*columns).where(Card.user_id + 0 == reader.user_id, Card.id.in_(part))
        if wanted.topic:
            asked = asked.join_from(Card, Question, Question.id == Card.question_id)
            asked = asked.where(Question.topic == wanted.topic)
        found.append(asked.where(*of_card(wanted, reader, known=rare.words), is_asked_still(Card.question_id)))
    return found


def _together(parts: Sequence[Select[Any]]) -> Subquery:
    return union(*parts).subquery() if parts[1:] else parts[0].subquery()


def _looked_up(
    connection: Connection,
    reader: Reader,
    wanted: Filter,
    rare: Few,
    order: Order,
    key: Key | None,
    back: bool,
    size: int,
) -> tuple[list[Found], int]:
    """The cards behind the key, and how many there are in all: their places in the order first, with the count of all
    that were looked at for it, then as many cards as the page wants."""
    if not rare.count:
        return [], 0
    columns = order.columns()
    names = [f"place{number}" for number in range(len(columns))]
    labelled = [column.label(name) for name, column in zip(names, columns, strict=True)]
    is_down = order.is_descending != back
    every = _together(_parts(connection, reader, wanted, rare, labelled))
    places = select(every, func.count().over().label("total")).subquery().c
    sorted_by = [places[name] for name in names]
    asked = select(places[names[-1]], places.total)
    rows = connection.execute(_in_order(asked, sorted_by, key, is_down).limit(size)).all()
    if not rows:  # nothing behind the key, or nothing at all
        return [], 0 if key is None else int(connection.execute(select(func.count()).select_from(every)).scalar_one())
    ids = [row[0] for row in rows]
    cards = {card.id: card for card in map(Found._make, connection.execute(_asked.where(Card.id.in_(ids))))}
    return [cards[card_id] for card_id in ids if card_id in cards], int(rows[0][1])


def _walked(
    connection: Connection, reader: Reader, wanted: Filter, order: Order, key: Key | None, back: bool, size: int
) -> list[Found]:
    """Part by part, each by its index."""
    is_down = order.is_descending != back
    parts = list(enumerate(order.parts()))
    found: list[Found] = []
    for number, (condition, columns) in reversed(parts) if is_down else parts:
        is_before = key is not None and (number > key.part if is_down else number < key.part)
        if is_before and len(parts) > 1:
            continue
        asked = _mine(reader, wanted).where(*within(wanted, order.sort))
        if condition is not None:
            asked = asked.where(condition)
        seek = key if key is not None and (key.part == number or len(parts) == 1) else None
        asked = _in_order(asked, columns, seek, is_down).limit(size - len(found))
        found += [Found._make(row) for row in connection.execute(asked)]
        if len(found) >= size:
            break
    return found


def _in_order(asked: Select[Any], columns: Sequence[Any], seek: Key | None, is_down: bool) -> Select[Any]:
    asked = _behind(asked, columns, seek, is_down)
    return asked.order_by(*(each.desc() if is_down else each for each in columns))


def _behind(asked: Select[Any], columns: Sequence[Any], seek: Key | None, is_down: bool) -> Select[Any]:
    if seek is None:
        return asked
    here, there = tuple_(*columns), tuple_(*map(literal, seek[-len(columns) :]))
    return asked.where(here < there if is_down else here > there)


def all_found(page: Page) -> Iterator[tuple[int, str]]:
    """The cards of a page, as deeds name them."""
    return ((card.question_id, card.facet) for card in page.cards)
