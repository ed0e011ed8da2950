"""Parameters fitted to a learner: made from the log, kept with their measures, chosen, and taken back.

New parameters change stability and difficulty of every card at once and leave the days on which cards are due. What
takes long (reading the log, fitting, replaying) is done before the write transaction, which looks whether the log has
grown meanwhile.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.direct import Prepared
from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, interval_for
from webapp.memory.log import LogRow, asked, memories
from webapp.memory.schedule import Options
from webapp.memory.training import Item, Optimizer, Trial, items_of, tried
from webapp.study.log import lock_learner
from webapp.study.models import Card, ParameterSet, ParameterWish, Review
from webapp.study.parameters import Chosen, chosen_for, weights_of, written
from webapp.study.queries import CardKey
from webapp.study.rows import LOG_COLUMNS

IN_REQUEST = 2_000  # rows of a log that are fitted while somebody waits: less than a tenth of a second

# A truth value would be converted row by row; a number serves as well.
_log = Prepared(
    select(
        Review.question_id,
        Review.facet,
        *(
            case((Review.is_scheduling, 1), else_=0) if column is Review.is_scheduling else column
            for column in LOG_COLUMNS
        ),
    ).where(Review.user_id == bindparam("user_id"), Review.seq <= bindparam("last"))
)

_set_memory = (
    update(Card)
    .where(Card.id == bindparam("card"))
    .values(stability=bindparam("new_stability"), difficulty=bindparam("new_difficulty"))
)

Logs = Mapping[CardKey, Sequence[LogRow]]


class TooFew(Exception):
    """There are not answers enough to learn from."""


class LogHasGrown(Exception):
    """Somebody has answered since the log was read: it is to be read again."""


class Read(NamedTuple):
    """A learner's log as it stood at its row `last`, and the parameters in use then."""

    user_id: int
    last: int
    chosen: Chosen
    logs: Logs
    stabilities: Sequence[float]  # of all cards, under the parameters in use


def row_count(connection: Connection, user_id: int) -> int:
    return connection.execute(select(func.count()).where(Review.user_id == user_id)).scalar_one()


def read_log(connection: Connection, user_id: int) -> Read:
    logs: dict[CardKey, list[LogRow]] = {}
    last = _last_row(connection, user_id)
    for question_id, facet, *row in _log.rows(connection, {"user_id": user_id, "last": last}):
        logs.setdefault((question_id, facet), []).append(LogRow(*row))
    held = select(Card.stability).where(Card.user_id == user_id, Card.reps > 0)
    return Read(user_id, last, chosen_for(connection, user_id), logs, list(connection.execute(held).scalars()))


def _last_row(connection: Connection, user_id: int) -> int:
    return connection.execute(select(func.max(Review.seq)).where(Review.user_id == user_id)).scalar() or 0


def items_in(read: Read) -> list[Item]:
    return [item for log in read.logs.values() for item in items_of(log)]


class Fitted(NamedTuple):
    """A fit that is ready to be kept: what came of it, and the memories of all cards under it."""

    read: Read
    trial: Trial
    answers: int
    memories: Mapping[CardKey, Memory]  # none where it is not better
    load: tuple[float, float]  # reviews a day before and with it


def fit(read: Read, items: Sequence[Item], optimizer: Optimizer, options: Options, *, least: int) -> Fitted:
    """`items` are those in the log. Raises TooFew below `least` of them."""
    if len(items) < least:
        raise TooFew
    trial = tried(items, read.chosen.values, optimizer)
    now: Mapping[CardKey, Memory] = {}
    load = (0.0, 0.0)
    if trial.is_better:
        now = memories_under(read.logs, trial.weights)
        after = [memory.stability for memory in now.values()]
        load = (_load(read.stabilities, read.chosen.values, options), _load(after, trial.weights, options))
    answers = sum(row.rating > 0 for log in read.logs.values() for row in log)
    return Fitted(read, trial, answers, now, load)


def memories_under(logs: Logs, weights: Sequence[float]) -> dict[CardKey, Memory]:
    """Stability and difficulty of each card that has answers that count."""
    found: dict[CardKey, Memory] = {}
    for card, log in logs.items():
        for _answer, _before, after in memories(asked(log), weights):
            found[card] = after
    return found


def _load(stabilities: Sequence[float], weights: Sequence[float], options: Options) -> float:
    """Reviews a day that cards of these stabilities lead to at the retention asked for."""
    days = interval_for(1.0, options.retention, weights)
    return sum(1.0 / max(1.0, stability * days) for stability in stabilities)


def keep_fit(session: Session, fitted: Fitted, *, now: int) -> ParameterSet:
    """Keep what was fitted; it is put to use if it is better than the average and than what is in use."""
    trial, read = fitted.trial, fitted.read
    connection = session.connection()
    _lock(connection, read)
    made = ParameterSet(
        user_id=read.user_id,
        weights=written(trial.weights),
        made_at=now,
        items=trial.items,
        log_loss=trial.own.log_loss,
        rmse_bins=trial.own.rmse_bins,
        measured={
            "answers": fitted.answers,
            "newest": trial.newest,
            "in_use": list(trial.in_use),
            "average": list(trial.average),
            "constant": trial.constant,
            "moving": trial.moving,
            "recalled": trial.recalled,
            "own_said": trial.own_said,
            "in_use_said": trial.in_use_said,
            "load": list(fitted.load),
            "before": read.chosen.id,
        },
        chosen_at=_next_choice(connection, read.user_id, now) if trial.is_better else None,
    )
    session.add(made)
    session.flush()
    if trial.is_better:
        _save(connection, read.user_id, fitted.memories)
    _drop_wish(connection, read.user_id)
    return made


class Ready(NamedTuple):
    """An earlier set, with the memories of all cards under it."""

    read: Read
    set_id: int
    memories: Mapping[CardKey, Memory]


def ready(connection: Connection, read: Read, set_id: int) -> Ready | None:
    """None where this learner has no such set."""
    text = connection.execute(
        select(ParameterSet.weights).where(ParameterSet.id == set_id, ParameterSet.user_id == read.user_id)
    ).scalar()
    return None if text is None else Ready(read, set_id, memories_under(read.logs, weights_of(text)))


def choose(session: Session, wanted: Ready, *, now: int) -> None:
    """Go back to an earlier set: the one chosen last is in use."""
    connection, user_id = session.connection(), wanted.read.user_id
    _lock(connection, wanted.read)
    at = _next_choice(connection, user_id, now)
    connection.execute(update(ParameterSet).where(ParameterSet.id == wanted.set_id).values(chosen_at=at))
    _save(connection, user_id, wanted.memories)
    _drop_wish(connection, user_id)
    session.expire_all()


def is_mine(connection: Connection, user_id: int, set_id: int) -> bool:
    mine = select(ParameterSet.id).where(ParameterSet.user_id == user_id, ParameterSet.id == set_id)
    return connection.execute(mine).first() is not None


def average_set(session: Session, user_id: int, *, now: int) -> int:
    """The learner's row for the average learner's parameters, which is made when it is first asked for."""
    connection = session.connection()
    mine = select(ParameterSet.id).where(ParameterSet.user_id == user_id, ParameterSet.items == 0).limit(1)
    found = connection.execute(mine).scalar()
    if found is None:
        average = {"user_id": user_id, "weights": written(DEFAULT_PARAMETERS), "made_at": now, "items": 0}
        connection.execute(insert(ParameterSet), average)
        found = connection.execute(mine).scalar_one()
    return found


def wish(session: Session, user_id: int, set_id: int | None, *, now: int) -> None:
    """Leave a fit, or going back to a set, to the nightly work; the last wish counts."""
    connection = session.connection()
    _drop_wish(connection, user_id)
    connection.execute(insert(ParameterWish), {"user_id": user_id, "set_id": set_id, "asked_at": now})


def _drop_wish(connection: Connection, user_id: int) -> None:
    connection.execute(delete(ParameterWish).where(ParameterWish.user_id == user_id))


def withdraw(session: Session, user_id: int) -> None:
    _drop_wish(session.connection(), user_id)


def _lock(connection: Connection, read: Read) -> None:
    """Nobody answers meanwhile, and nobody has since the log was read."""
    lock_learner(connection, read.user_id)
    is_same = _last_row(connection, read.user_id) == read.last
    if not is_same or chosen_for(connection, read.user_id).id != read.chosen.id:
        raise LogHasGrown


def _next_choice(connection: Connection, user_id: int, now: int) -> int:
    """An instant behind all choices before, whatever the clock says."""
    latest = select(func.max(ParameterSet.chosen_at)).where(ParameterSet.user_id == user_id)
    return max(now, (connection.execute(latest).scalar() or 0) + 1)


def _save(connection: Connection, user_id: int, found: Mapping[CardKey, Memory]) -> None:
    """Stability and difficulty, and nothing else: the days stay."""
    ids: Any = connection.execute(
        select(Card.id, Card.question_id, Card.facet).where(Card.user_id == user_id, Card.reps > 0)
    )
    rows = [
        {"card": card_id, "new_stability": memory.stability, "new_difficulty": memory.difficulty}
        for card_id, question_id, facet in ids
        if (memory := found.get((question_id, facet))) is not None
    ]
    if rows:
        connection.execute(_set_memory, rows)
