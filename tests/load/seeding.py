"""Learners with cards that are all due, and banks large enough for them, written past the app.

The rows are those that studying leaves behind: each memory state is what its log says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, text

from tests.load.histories import Past, past
from webapp.accounts.models import User
from webapp.accounts.service import token_hash
from webapp.banks.models import PUBLIC, Bank, Question, Version
from webapp.database import Base
from webapp.kinds.contract import Content
from webapp.study.models import Card, Review
from webapp.study.rows import values_of

CARDS_PER_BANK = 150  # fewer than a day's limit of reviews, so that nobody runs out of cards
OVERDUE = 30  # cards are overdue by 0 to 29 days
_CHUNK = 5_000

Row = dict[str, Any]


@dataclass(frozen=True)
class Seeded:
    tokens: list[str]  # one learner's cookie each
    user_ids: list[int]
    contents: Mapping[int, Content]  # of every question in the database, for clients that want to answer rightly


class _Place(NamedTuple):
    question_id: int
    version_id: int
    bank_id: int
    sibling_key: str
    facet: str


def seed(connection: Connection, *, learners: int, cards: int, reviews_per_card: int, now: int) -> Seeded:
    """Add learners, each with the first `cards` seeded questions as cards that are due, with `reviews_per_card` (1 or
    more) answers behind each. A further call adds learners to the same questions. `now` is in ms UTC; equal calls on
    equal databases write equal rows."""
    if len(_places(connection)) < cards:
        _add_questions(connection, len(_places(connection)), cards, now)
    places = _places(connection)[:cards]
    today = datetime.fromtimestamp(now / 1000, UTC).date().toordinal()
    pasts = [past(today - overdue, reviews_per_card) for overdue in range(OVERDUE)]
    first = _next_id(connection, User)
    user_ids = list(range(first, first + learners))
    tokens = [f"load-learner-{user_id:032d}" for user_id in user_ids]
    _write(connection, User, (_user(*each, now) for each in zip(user_ids, tokens, strict=True)))
    for user_id in user_ids:
        _write(connection, Card, _cards(user_id, places, pasts))
        _write(connection, Review, _reviews(user_id, places, pasts))
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))  # as the server does by itself in the minutes after many rows came
    return Seeded(tokens, user_ids, _contents(connection))


def _user(user_id: int, token: str, now: int) -> Row:
    return {"id": user_id, "role": "guest", "token_hash": token_hash(token), "created_at": now, "zone": "UTC"}


def _add_questions(connection: Connection, have: int, wanted: int, now: int) -> None:
    """Copies of the built-in questions, in banks of their own."""
    originals = _originals(connection)
    bank_id, question_id = (
        _next_id(connection, Bank),
        max(_next_id(connection, Question), _next_id(connection, Version)),
    )
    banks, questions, versions = list[Row](), list[Row](), list[Row]()
    for start in range(have, wanted, CARDS_PER_BANK):
        banks.append(_bank(bank_id, start // CARDS_PER_BANK, now))
        for place in range(CARDS_PER_BANK):
            question, version = originals[(start + place) % len(originals)]
            questions.append(_question(question, question_id, bank_id, place + 1))
            versions.append({**version, "id": question_id, "question_id": question_id, "number": 1})
            question_id += 1
        bank_id += 1
    _write(connection, Bank, banks)
    _write(connection, Question, questions)
    _write(connection, Version, versions)


def _bank(bank_id: int, number: int, now: int) -> Row:
    return {
        "id": bank_id,
        "slug": f"load-{number}",
        "title": f"Load {number}",
        "visibility": PUBLIC,
        "position": 1000,
        "question_count": CARDS_PER_BANK,
        "last_position": CARDS_PER_BANK,
        "changed_at": now,
        "ordered_at": now,
    }


def _question(original: Row, question_id: int, bank_id: int, position: int) -> Row:
    return {
        **original,
        "id": question_id,
        "version_id": question_id,
        "bank_id": bank_id,
        "external_id": f"q{position}",
        "position": position,
        "sibling_key": f"{bank_id}:q{position}",
        "is_gated": False,
    }


def _originals(connection: Connection) -> list[tuple[Row, Row]]:
    """The built-in questions, each with its version."""
    asked = select(Question.__table__).join(Bank).where(Bank.is_built_in).order_by(Question.id)
    questions = [dict(row) for row in connection.execute(asked).mappings()]
    versions = {row["id"]: dict(row) for row in connection.execute(select(Version.__table__)).mappings()}
    return [(question, versions[question["version_id"]]) for question in questions]


def _places(connection: Connection) -> list[_Place]:
    asked = (
        select(Question.id, Question.version_id, Question.bank_id, Question.sibling_key, Question.facets)
        .join(Bank)
        .where(~Bank.is_built_in, Bank.slug.like("load-%"))
        .order_by(Question.id)
    )
    rows: Any = connection.execute(asked)
    return [_Place._make((*row[:4], row[4][0])) for row in rows]


def _contents(connection: Connection) -> dict[int, Content]:
    asked = select(Version.question_id, Version.content)
    rows: Any = connection.execute(asked)
    return dict(tuple(row) for row in rows)


def _cards(user_id: int, places: Sequence[_Place], pasts: Sequence[Past]) -> Iterator[Row]:
    states = [values_of(each.state) for each in pasts]
    for number, place in enumerate(places):
        yield {
            "user_id": user_id,
            "question_id": place.question_id,
            "facet": place.facet,
            "bank_id": place.bank_id,
            "sibling_key": place.sibling_key,
            **states[number % len(states)],
        }


def _reviews(user_id: int, places: Sequence[_Place], pasts: Sequence[Past]) -> Iterator[Row]:
    for number, place in enumerate(places):
        for nth, row in enumerate(pasts[number % len(pasts)].rows):
            yield {
                **row,
                "id": f"00000000-0000-7000-8000-{nth:04x}{number:08x}",
                "user_id": user_id,
                "question_id": place.question_id,
                "version_id": place.version_id,
                "facet": place.facet,
            }


def _next_id(connection: Connection, model: type[Base]) -> int:
    return int(connection.execute(select(func.coalesce(func.max(model.__table__.c.id), 0))).scalar_one()) + 1


def _write(connection: Connection, model: type[Base], rows: Iterable[Row]) -> None:
    waiting = iter(rows)
    while chunk := list(islice(waiting, _CHUNK)):
        connection.execute(insert(model), chunk)
    name = model.__tablename__
    if connection.dialect.name == "postgresql" and "id" in model.__table__.c and model is not Review:
        # why: its ids come from a sequence, which does not see rows that bring their own
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), max(id)) FROM \"{name}\""))
