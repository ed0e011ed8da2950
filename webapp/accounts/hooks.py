"""What merging, exporting and erasing a person means in the parts above accounts: `webapp.app` puts it in here.

Each is called for all its functions, in order, inside the caller's transaction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

Counts = Mapping[str, int]

# merge(session, from_id, to_id, now): everything of the one becomes the other's.
MERGE: list[Callable[[Session, int, int, int], Counts]] = []
# found(connection, from_id, to_id): what a merge would bring; `answers`, `cards`, `shared`, `first_at`, `last_at`.
FOUND: list[Callable[[Connection, int, int], Counts]] = []
# export(connection, user_id): tables of rows by name, to be read in their order; ends the read of its own connection.
EXPORT: list[Callable[[Connection, int], Mapping[str, Iterable[Any]]]] = []
# files(connection, user_id): the files beside them, names and bytes, one after the other.
FILES: list[Callable[[Connection, int], Iterable[tuple[str, bytes]]]] = []
# anonymise(session, user_id, now): nothing that tells who it was stays; figures of a class do.
DELETE: list[Callable[[Session, int, int], Counts]] = []
# last_answers(connection, user_ids): when each has answered last; who never has is left out.
LAST_ANSWERS: list[Callable[[Connection, Sequence[int]], Mapping[int, int]]] = []


class Stop(NamedTuple):
    """One of the answers to "How sure do you want to be?", with what it means for this learner in words."""

    value: str
    name: str
    share: str
    text: str


class HowMuch(NamedTuple):
    new_per_day: int
    retention: str
    stops: Sequence[Stop]


# how_much(connection, user_id, study_plan): what the settings page shows of the options of studying.
HOW_MUCH: list[Callable[[Connection, int | None, str | None], HowMuch]] = []
# save_how_much(session, user_id, new_per_day, retention): and how it saves them, and the plan that follows from them.
SAVE_HOW_MUCH: list[Callable[[Session, int, int, float], object]] = []


def merge(session: Session, from_id: int, to_id: int, *, now: int) -> dict[str, int]:
    return _sum(each(session, from_id, to_id, now) for each in MERGE)


def found(connection: Connection, from_id: int, to_id: int) -> dict[str, int]:
    result: dict[str, int] = {}
    for each in FOUND:
        result |= each(connection, from_id, to_id)
    return result


def anonymise(session: Session, user_id: int, *, now: int) -> dict[str, int]:
    return _sum(each(session, user_id, now) for each in DELETE)


def last_answers(connection: Connection, user_ids: Sequence[int]) -> dict[int, int]:
    result: dict[int, int] = {}
    for each in LAST_ANSWERS:
        for user_id, at in each(connection, user_ids).items():
            result[user_id] = max(at, result.get(user_id, 0))
    return result


def _sum(counts: Any) -> dict[str, int]:
    result: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            result[name] = result.get(name, 0) + count
    return result
