"""Appending to the review log, and bringing the card's memory state along: always both, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from webapp.accounts.models import User
from webapp.direct import Prepared, Reader
from webapp.memory.days import local_day, offset_minutes
from webapp.memory.log import LogRow, agrees, apply, late_outcome, phase_to_keep, replay, standing
from webapp.memory.preset import NO_PLAN, Plan
from webapp.memory.schedule import CardState, Options, Outcome
from webapp.study import queries
from webapp.study.keys import later_key
from webapp.study.models import Card, Review
from webapp.study.queries import Held, SessionRow
from webapp.study.rows import STATE_NAMES, log_row_of, values_of

_insert_review = Prepared(
    insert(Review).inline(), columns=[column.key for column in Review.__table__.columns if column.key != "seq"]
)
_insert_card = Prepared(
    insert(Card).inline(), columns=[column.key for column in Card.__table__.columns if column.key != "id"]
)
_update_card = Prepared(
    update(Card)
    .where(Card.id == bindparam("card"))
    .values({name: bindparam(name) for name in (*STATE_NAMES, "show_day")})
)
_delete_card = Prepared(delete(Card).where(Card.id == bindparam("card")))
_lock_learner = Prepared(select(User.id).where(User.id == bindparam("user_id")).with_for_update())


class CardNotFound(Exception):
    """There is no such card for this learner."""


@dataclass(frozen=True)
class Learner:
    """What the study services know of a person."""

    id: int
    zone: str
    day_start: int = 4
    plan: Plan = NO_PLAN


def lock_learner(connection: Reader, user_id: int) -> None:
    """One learner's answers are taken in one after the other. On SQLite the write transaction has seen to that."""
    if connection.dialect.name == "postgresql":
        _lock_learner.rows(connection, {"user_id": user_id})


def blank_row(learner: Learner, held: Held, *, version_id: int, at: int, now: int) -> dict[str, Any]:
    """A log row about a card that changes nothing yet: the caller fills in what it is about."""
    state = held.state
    return {
        "id": "",
        "user_id": learner.id,
        "question_id": held.question_id,
        "facet": "",
        "version_id": version_id,
        "session_id": None,
        "activity": "",
        "rating": 0,
        "answered_at": at,
        "received_at": now,
        "zone": learner.zone,
        "offset_minutes": offset_minutes(at, learner.zone),
        "local_day": local_day(at, learner.zone, learner.day_start),
        "duration_ms": 0,
        "is_scheduling": True,
        "phase": state.phase if state else "",
        "step": state.step if state else 0,
        "interval": state.interval if state else 0,
        "interval_before": state.interval if state else 0,
        "due_day": state.due_day if state else 0,
        "due_at": state.due_at if state else None,
        "parameter_set_id": None,
        "voids": None,
        "answer": None,
        "score": None,
    }


def given(outcome: Outcome) -> dict[str, Any]:
    """The columns of a row that say what was given."""
    return {
        "rating": outcome.rating,
        "phase": outcome.phase,
        "step": outcome.step,
        "interval": outcome.interval,
        "due_day": outcome.due_day,
        "due_at": outcome.due_at,
    }


def append(connection: Reader, held: Held, row: dict[str, Any], options: Options) -> CardState | None:
    """Append a row that comes after all others of its card; the state follows by one step."""
    _insert_review.run(connection, row)
    return save_state(connection, held, row["user_id"], row["facet"], apply(held.state, log_row_of(row), options))


def append_and_replay(connection: Reader, held: Held, row: dict[str, Any], options: Options) -> CardState | None:
    """Append a row that arrives late, or voids one: the card is replayed. Where later answers stand, the last of them
    gets what it would have been given in the right order, as a row of its own, so that the state does not depend on
    the order of arrival."""
    _insert_review.run(connection, row)
    log = queries.log_of_card(connection, row["user_id"], row["question_id"], row["facet"])
    state = replay(log, options)
    if state is not None and is_overtaken(log, row["voids"] or row["id"]):
        moved = reschedule_row(log, row, state, options)
        if moved is not None:
            _insert_review.run(connection, moved)
            state = replay([*log, log_row_of(moved)], options)
    return save_state(connection, held, row["user_id"], row["facet"], state)


def is_overtaken(log: Sequence[LogRow], review_id: str) -> bool:
    """Whether answers, or what an answer was given afterwards, stand behind this row."""
    about = next(each for each in log if each.id == review_id)
    behind = [each for each in log if _place(each) > _place(about)]
    return any(each.rating or each.activity == "reschedule" for each in behind)


def _place(row: LogRow) -> tuple[int, bool, str]:
    """Where a row stands in its card's log; see `memory.log.standing`."""
    return row.answered_at, not row.rating, row.id


def reschedule_row(
    log: Sequence[LogRow], row: dict[str, Any], state: CardState, options: Options
) -> dict[str, Any] | None:
    """The row that settles the schedule of the last answer; None where it stands as it should. It comes right behind
    that answer and behind earlier ones of its sort: of them the last one counts, and a later answer overrules it.
    `row` gives what the log does not decide: whose it is, version, zone, when it was received."""
    outcome = late_outcome(log, row["zone"], row["question_id"], row["facet"], options)
    if outcome is None or agrees(state, outcome):
        return None
    return {
        **row,
        **given(outcome),
        "id": later_key(row["received_at"], [each.id for each in log if each.activity == "reschedule"]),
        "activity": "reschedule",
        "phase": phase_to_keep(outcome.phase, options),
        "rating": 0,
        "answered_at": state.last_at,
        "local_day": state.last_day,
        "duration_ms": 0,
        "voids": None,
        "answer": None,
        "score": None,
    }


def save_state(connection: Reader, held: Held, user_id: int, facet: str, state: CardState | None) -> CardState | None:
    """Write the memory state; a card none of whose answers stand any more is gone, as if it had never been shown."""
    if state is None:
        if held.card_id is not None:
            _delete_card.run(connection, {"card": held.card_id})
    elif held.card_id is None:
        whose = {
            "user_id": user_id,
            "question_id": held.question_id,
            "facet": facet,
            "bank_id": held.bank_id,
            "sibling_key": held.sibling_key,
        }
        _insert_card.run(connection, {**whose, **values_of(state)})
    else:
        _update_card.run(connection, {"card": held.card_id, **values_of(state)})
    return state


def state_before(
    connection: Reader,
    user_id: int,
    question_id: int,
    facet: str,
    answer: tuple[int, str],
    options: Options,
    *,
    until: int | None = None,
) -> CardState | None:
    """What the scheduler knew of the card just before an answer, from the log; `answer` is its instant and its id."""
    log = queries.log_of_card(connection, user_id, question_id, facet, until=until)
    place = (answer[0], False, answer[1])
    return replay([each for each in standing(log) if _place(each) < place], options)


def void_row(
    connection: Reader,
    learner: Learner,
    about: SessionRow,
    session_id: str | None,
    *,
    key: str,
    now: int,
    options: Options,
) -> CardState | None:
    """Take a row back: a void row names it, and the card is replayed without it."""
    held = queries.card_to_write(connection, learner.id, about.question_id, about.facet)
    if held is None:
        raise CardNotFound
    options = learner.plan.options(options, held.bank_id)
    row = blank_row(learner, held, version_id=about.version_id, at=now, now=now)
    row.update(id=key, facet=about.facet, session_id=session_id, activity="void", voids=about.id)
    return append_and_replay(connection, held, row, options)
