"""Rows about many cards of a learner, written together: whoever does something to a thousand holds the lock briefly."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from webapp.banks.models import Question
from webapp.memory.schedule import CardState
from webapp.study.models import Card, Review
from webapp.study.queries import CardKey, Held
from webapp.study.rebuilding import chunked
from webapp.study.rows import STATE_COLUMNS, STATE_NAMES, state_of, values_of

_CHUNK = 500
_ids: BindParameter[Any] = bindparam("question_ids", expanding=True)
_held = (
    select(
        Question.id,
        Question.bank_id,
        Question.sibling_key,
        Question.status,
        Question.version_id,
        Card.facet,
        Card.id,
        *STATE_COLUMNS,
    )
    .join_from(Card, Question, Question.id == Card.question_id)
    .where(Card.user_id == bindparam("user_id"), Card.question_id.in_(_ids))
)
_update = (
    update(Card)
    .where(Card.id == bindparam("card"))
    .values({name: bindparam(name) for name in (*STATE_NAMES, "show_day")})
)
_drop = delete(Card).where(Card.id == bindparam("card"))


class Change(NamedTuple):
    """A row for the log, and the state of its card that follows from it."""

    held: Held
    row: Mapping[str, Any]
    state: CardState | None


def held_cards(connection: Connection, user_id: int, cards: Collection[CardKey]) -> dict[CardKey, Held]:
    """Those that the learner has, in the order asked for; without what only the pages of studying need."""
    found: dict[CardKey, Held] = {}
    for chunk in chunked(sorted({question_id for question_id, _facet in cards}), _CHUNK):
        for row in connection.execute(_held, {"user_id": user_id, "question_ids": chunk}):
            question_id, bank_id, sibling_key, status, version_id, facet, card_id = row[:7]
            found[question_id, facet] = Held(
                question_id,
                bank_id,
                sibling_key,
                status,
                version_id or 0,
                "",
                None,
                0,
                card_id,
                None,
                state_of(row[7:]),
            )
    return {card: found[card] for card in dict.fromkeys(cards) if card in found}


def write(connection: Connection, changes: Iterable[Change]) -> None:
    """Rows that come after all others of their cards, one for a card."""
    every = list(changes)
    if not every:
        return
    connection.execute(insert(Review), [dict(each.row) for each in every])
    stays = [each for each in every if each.state is not None and each.held.card_id is not None]
    gone = [{"card": each.held.card_id} for each in every if each.state is None and each.held.card_id is not None]
    back = [_inserted(each) for each in every if each.state is not None and each.held.card_id is None]
    if stays:
        states = [{"card": each.held.card_id, **values_of(each.state)} for each in stays if each.state is not None]
        connection.execute(_update, states)
    if gone:
        connection.execute(_drop, gone)
    if back:
        connection.execute(insert(Card), back)


def _inserted(change: Change) -> dict[str, Any]:
    assert change.state is not None
    return {
        "user_id": change.row["user_id"],
        "question_id": change.held.question_id,
        "facet": change.row["facet"],
        "bank_id": change.held.bank_id,
        "sibling_key": change.held.sibling_key,
        **values_of(change.state),
    }
