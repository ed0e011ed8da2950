"""From the request to a `Desk`: who studies, in which session, with which queue. All Flask of the study pages' data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import abort, current_app, request

from webapp.accounts.service import guest_for_token, is_zone
from webapp.database import reading
from webapp.direct import Reader
from webapp.memory.days import local_day
from webapp.memory.preset import Plan, plan_from
from webapp.memory.schedule import Options
from webapp.study import queries
from webapp.study.keys import new_key
from webapp.study.log import Learner
from webapp.study.pages import Desk
from webapp.study.parameters import fitted
from webapp.study.queries import SessionHead
from webapp.study.queue import LANDING_SIZE, SESSION_SIZE, Queue, Wanted, build_queue
from webapp.study.tickets import Ticket, TicketRefused, opened, ticket_keys
from webapp.web.access import viewer
from webapp.web.clock import now_ms
from webapp.web.visitor import visitor_token

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OPTIONS = Options()


def keys() -> list[bytes]:
    """The keys of tickets, derived once."""
    kept: list[bytes] | None = current_app.extensions.get("ticket_keys")
    if kept is None:
        fallbacks = current_app.config.get("SECRET_KEY_FALLBACKS") or []
        kept = ticket_keys([current_app.config["SECRET_KEY"], *fallbacks])
        current_app.extensions["ticket_keys"] = kept
    return kept


def ticket_from(text: str | None) -> Ticket:
    """The card somebody speaks of; a ticket that was not made here is nobody's."""
    try:
        return opened(text or "", keys())
    except TicketRefused:
        viewer()  # why: the page that says so knows who is logged in, as the one for somebody else's ticket does
        abort(404)


def fresh_desk(*, bank_id: int | None, size: int, connection: Reader | None = None) -> tuple[Desk, Queue]:
    """A session that has not begun: it gets its row with its first answer."""
    who, now = viewer(), now_ms()
    connection = connection or reading()
    desk = Desk(
        connection=connection,
        user_id=who.id,
        zone=who.zone,
        day_start=who.day_start,
        keys=keys(),
        now=now,
        options=fitted(connection, who.id, OPTIONS),
        session_id=new_key(now),
        bank_id=bank_id,
        size=size,
        queue=(),
        plan=plan_from(who.study_plan),
        has_four_buttons=who.preferences.has_four_buttons,
        asks_sure=who.preferences.asks_sure,
    )
    return with_queue(desk, issued_at=now)


def with_queue(desk: Desk, *, issued_at: int) -> tuple[Desk, Queue]:
    """Build the queue of a session without a row; the same again for the same session and instant."""
    at = replace(desk, now=issued_at)
    queue = build_queue(
        desk.connection,
        Wanted(
            desk.user_id, desk.bank_id, desk.size, at.today, issued_at, desk.session_id, desk.options, plan=desk.plan
        ),
    )
    return replace(desk, queue=queue.cards, size=min(desk.size, len(queue.cards))), queue


def desk_of_session(
    session_id: str,
    *,
    user_id: int | None = None,
    connection: Reader | None = None,
    head: SessionHead | None = None,
    options: Options | None = None,
) -> Desk | None:
    """A session that has begun, with its rows; None where there is none of this learner's. `user_id` is for the
    request that has just made the guest, `head` and `options` for one that has read them."""
    who, connection = viewer(), connection or reading()
    user_id = who.id if user_id is None else user_id
    if head is None and user_id is not None:
        head = queries.session_head(connection, session_id)
    if head is None or head.user_id != user_id:
        return None
    return Desk(
        connection=connection,
        user_id=user_id,
        zone=who.zone,
        day_start=who.day_start,
        keys=keys(),
        now=now_ms(),
        options=options or fitted(connection, user_id, OPTIONS),
        session_id=head.id,
        bank_id=head.bank_id,
        size=head.size,
        queue=[(question_id, facet) for question_id, facet in head.queue],
        rows=queries.rows_of_session(connection, session_id),
        plan=plan_from(who.study_plan),
        has_four_buttons=who.preferences.has_four_buttons,
        asks_sure=who.preferences.asks_sure,
        sort=head.sort,
        load=head.load,
    )


def learner_of(session: Session | None, zone: str) -> Learner:
    """The learner who sends a POST; somebody new becomes a guest here, where there is a session for it."""
    token = visitor_token()
    if token is None:
        abort(400)
    who = viewer()
    if who.id is not None:
        return Learner(who.id, who.zone, who.day_start, plan_from(who.study_plan))
    if session is None:
        abort(400)
    wanted = zone if zone and is_zone(zone) else current_app.config["DEFAULT_ZONE"]
    known = guest_for_token(session, token, zone=wanted, now=now_ms(), address=request.remote_addr)
    return Learner(known.id, known.zone, known.day_start)


def plan_of() -> tuple[Plan, int]:
    """The viewer's plan and local day."""
    who = viewer()
    return plan_from(who.study_plan), local_day(now_ms(), who.zone, who.day_start)


def size_for(user_id: int | None) -> int:
    return LANDING_SIZE if user_id is None else SESSION_SIZE
