"""What a learner does while studying: answer, undo, count as right, set aside, report. Each is a row in the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from webapp.banks.rules import is_open
from webapp.direct import Prepared, Reader
from webapp.kinds.contract import Grade
from webapp.memory.days import local_day
from webapp.memory.preset import SUSPEND
from webapp.memory.schedule import (
    LEARNING,
    NEW,
    RELEARNING,
    CardState,
    Options,
    becomes_leech,
    fuzz_draw,
    outcomes,
)
from webapp.study import queries
from webapp.study.answering import known_before
from webapp.study.introductions import save_mark
from webapp.study.keys import related_id
from webapp.study.loads import load_ahead, load_for
from webapp.study.log import (
    CardNotFound,
    Learner,
    append,
    append_and_replay,
    blank_row,
    given,
    lock_learner,
    state_before,
    void_row,
)
from webapp.study.models import StudySession
from webapp.study.parameters import fitted
from webapp.study.queries import CardKey, Held, SessionHead
from webapp.study.queue import Wanted, build_queue
from webapp.study.sorts import DAILY, does_count
from webapp.study.sureness import back_tomorrow
from webapp.study.tickets import Ticket

LEECH = "leech"


class KeyUsedOtherwise(Exception):
    """The same key came before with another answer."""


class NothingToUndo(Exception):
    """No action of this session stands any more."""


@dataclass(frozen=True)
class Submission:
    """A graded answer on its way into the log."""

    key: str
    ticket: Ticket
    answer: dict[str, Any]
    grade: Grade
    rating: int
    answered_at: int
    received_at: int
    duration_ms: int


@dataclass(frozen=True)
class Recorded:
    review: Mapping[str, Any]
    is_repeat: bool
    options: Options  # with the learner's own parameters
    head: SessionHead | None = None  # of the session, where it had to be read


_insert_session = Prepared(insert(StudySession).inline(), columns=SessionHead._fields)


def record_answer(connection: Reader, learner: Learner, sent: Submission, options: Options) -> Recorded:
    """Append the answer and schedule the card. A key that is known already gets its first result again."""
    lock_learner(connection, learner.id)
    options = fitted(connection, learner.id, options)
    ticket = sent.ticket
    known = known_before(connection, learner.id, ticket, sent.key)
    if known is None or known.is_repeat:
        earlier = queries.review_for_user(connection, learner.id, sent.key)
        if earlier is not None:
            return _repeated(earlier, sent, options)
    if known is None or not is_open(known.held.visibility, known.held.owner_id, learner.id):
        raise CardNotFound
    held = known.held
    head = join_session(connection, learner, ticket, options, now=sent.received_at, head=known.head)
    options = learner.plan.options(options, held.bank_id)
    row = _answer_row(connection, learner, held, sent, options, head)
    if not row["is_scheduling"]:
        append(connection, held, row, options)
    elif held.state is not None and row["answered_at"] <= held.state.last_at:
        _record_late(connection, learner, held, row, options)
    else:
        state = append(connection, held, row, options)
        _set_leech_aside(connection, learner, held, row, state, options)
    return Recorded(row, is_repeat=False, options=options, head=head)


def _set_leech_aside(
    connection: Reader,
    learner: Learner,
    held: Held,
    answer: Mapping[str, Any],
    state: CardState | None,
    options: Options,
) -> None:
    """A card that will not stick is set aside where the learner wants that; it goes with the answer that is taken
    back."""
    if state is None or held.state is None or state.lapses == held.state.lapses:
        return
    is_asked = learner.plan.preset(held.bank_id).leech_action == SUSPEND
    if not is_asked or not becomes_leech(state.lapses, options.leech_threshold):
        return
    row = {
        **answer,
        "id": related_id(answer["id"], LEECH),
        "activity": "suspend",
        "rating": 0,
        "due_day": 0,
        "duration_ms": 0,
        "answer": None,
        "score": None,
    }
    found = queries.card_for_user(connection, learner.id, held.question_id, answer["facet"])
    assert found is not None  # it has just been answered
    append(connection, found, row, options)


def _repeated(earlier: Mapping[str, Any], sent: Submission, options: Options) -> Recorded:
    same = (earlier["question_id"], earlier["facet"], earlier["session_id"], earlier["answer"]) == (
        *sent.ticket.card,
        sent.ticket.session_id,
        sent.answer,
    )
    if not same:
        raise KeyUsedOtherwise
    return Recorded(earlier, is_repeat=True, options=options)


def _answer_row(
    connection: Reader, learner: Learner, held: Held, sent: Submission, options: Options, session: SessionHead
) -> dict[str, Any]:
    at = max(sent.ticket.issued_at, min(sent.answered_at, sent.received_at))
    row = blank_row(learner, held, version_id=sent.ticket.version_id, at=at, now=sent.received_at)
    row.update(
        id=sent.key,
        facet=sent.ticket.facet,
        session_id=sent.ticket.session_id,
        duration_ms=max(0, min(sent.duration_ms, learner.plan.preset(held.bank_id).answer_cap * 1000)),
        answer=sent.answer,
        score=sent.grade.score,
        parameter_set_id=options.parameter_set,
    )
    if does_count(session.sort, held.state, row["local_day"]):
        load = load_for(session.load, held, learner.plan, options)
        draw = fuzz_draw(held.question_id, sent.ticket.facet, held.state)
        outcome = outcomes(held.state, at, learner.zone, draw, options, load)[sent.rating]
        card = (held.question_id, sent.ticket.facet)
        row.update(given(back_tomorrow(connection, learner.id, card, held.state, outcome, row["local_day"])))
        row["activity"] = activity_of(held.state, row["local_day"])
    else:
        row.update(activity="cram", rating=sent.rating, is_scheduling=False)
    return row


def activity_of(state: CardState | None, today: int) -> str:
    """What kind of answer this is, in the words of the log."""
    if state is None or state.phase in (NEW, LEARNING):
        return "learn"
    if state.phase == RELEARNING:
        return "relearn"
    return "early" if today < state.due_day else "review"


def _record_late(connection: Reader, learner: Learner, held: Held, row: dict[str, Any], options: Options) -> None:
    """An answer not younger than the card's last one: scheduled from the state that it met, then the card is
    replayed."""
    place = (row["answered_at"], row["id"])
    from_log = state_before(connection, learner.id, held.question_id, row["facet"], place, options)
    draw = fuzz_draw(held.question_id, row["facet"], from_log)
    row.update(given(outcomes(from_log, row["answered_at"], learner.zone, draw, options)[row["rating"]]))
    row["activity"] = activity_of(from_log, row["local_day"])
    row["interval_before"] = from_log.interval if from_log else 0
    append_and_replay(connection, held, row, options)


def join_session(
    connection: Reader, learner: Learner, ticket: Ticket, options: Options, *, now: int, head: SessionHead | None
) -> SessionHead:
    """The session's row comes with its first answer, so `head` is None before; the queue is built again as the page
    built it, from its seed."""
    if head is not None:
        if head.user_id != learner.id:
            raise CardNotFound
        return head
    today = local_day(ticket.issued_at, learner.zone, learner.day_start)
    bank_id = ticket.bank_id or None
    queue = build_queue(
        connection,
        Wanted(
            learner.id, bank_id, ticket.size, today, ticket.issued_at, ticket.session_id, options, plan=learner.plan
        ),
    )
    cards = [ticket.card, *(card for card in queue.cards if card != ticket.card)][: ticket.size]
    head = SessionHead(
        id=ticket.session_id,
        user_id=learner.id,
        bank_id=bank_id,
        size=len(cards),
        queue=[list(card) for card in cards],
        started_at=now,
        sort=DAILY,
        load=load_ahead(connection, learner.id, learner.plan, today),
    )
    begin_session(connection, head)
    for mark in queue.marks.values():
        save_mark(connection, learner.id, mark, now=now)
    return head


def begin_session(connection: Reader, head: SessionHead) -> None:
    _insert_session.run(connection, head._asdict())


def undo_last(session: Session, learner: Learner, session_id: str, *, key: str, now: int, options: Options) -> CardKey:
    """Void the last action of the session that still stands, and say which card it was about."""
    connection = session.connection()
    lock_learner(connection, learner.id)
    options = fitted(connection, learner.id, options)
    head = own_session(connection, learner, session_id)
    rows = queries.rows_of_session(connection, head.id)
    done = next((row for row in rows if row.id == key), None)
    if done is not None:
        return done.card
    if queries.review_for_user(connection, learner.id, key) is not None:
        raise KeyUsedOtherwise
    voided = {row.voids for row in rows}
    standing = [row for row in rows if row.activity not in ("void", "reschedule") and row.id not in voided]
    if not standing:
        raise NothingToUndo
    last = standing[-1]
    if last.activity == "suspend" and len(standing) > 1 and last.id == related_id(standing[-2].id, LEECH):
        # Set aside by the answer: both go.
        void_row(connection, learner, last, session_id, key=related_id(key, LEECH), now=now, options=options)
        last = standing[-2]
    void_row(connection, learner, last, session_id, key=key, now=now, options=options)
    return last.card


def own_session(connection: Reader, learner: Learner, session_id: str) -> SessionHead:
    head = queries.session_head(connection, session_id)
    if head is None or head.user_id != learner.id:
        raise CardNotFound
    return head
