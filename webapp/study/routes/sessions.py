"""The first card, a session's next card, and how a session ends."""

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.policy import can_sign_up
from webapp.banks.queries import bank_for_user
from webapp.database import db, direct, reading
from webapp.memory.queue import Line
from webapp.study import pages, sheets, summaries, today
from webapp.study.desk import desk_of_session, fresh_desk, size_for, ticket_from, with_queue
from webapp.study.pages import Desk
from webapp.study.queries import CardKey
from webapp.study.queue import LANDING_SIZE, SESSION_SIZE, Queue
from webapp.study.routes.blueprint import blueprint
from webapp.study.views import CardView
from webapp.web.access import access, anyone, viewer
from webapp.web.visitor import give_token


@blueprint.get("/")
@access(anyone)
def landing() -> Response | str:
    who = viewer()
    give_token()
    desk, queue = fresh_desk(bank_id=None, size=size_for(who.id))
    return _first_card(desk, queue, is_landing=True)


@blueprint.get("/try/<slug>")
@access(anyone)
def try_bank(slug: str) -> Response | str:
    give_token()
    desk, queue = fresh_desk(bank_id=_bank_id(slug), size=LANDING_SIZE)
    return _first_card(desk, queue, is_landing=True)


@blueprint.get("/study")
@access(anyone)
def study() -> Response | str:
    give_token()
    slug = request.args.get("bank", "")
    desk, queue = fresh_desk(bank_id=_bank_id(slug) if slug else None, size=SESSION_SIZE, connection=direct())
    return _first_card(desk, queue, is_landing=False)


def can_save() -> bool:
    """Whether this learner can be offered to keep the progress under a name."""
    return not viewer().is_account and can_sign_up(reading())


def _bank_id(slug: str) -> int:
    bank = bank_for_user(db.session(), viewer().id, slug)
    if bank is None:
        abort(404)
    return bank.id


def _first_card(desk: Desk, queue: Queue, *, is_landing: bool) -> Response | str:
    line = pages.line_of(desk)
    cards = pages.first_views(desk, line, most=2, with_key=True)
    if cards and not is_landing:
        return card_page(desk, line, cards)
    context: dict[str, Any] = {"is_returning": desk.user_id is not None, "here": "landing" if is_landing else "study"}
    if is_landing:
        context["can_save"] = can_save()
    if not cards:
        banks = today.bank_links(db.session(), desk)
        context |= {"card": None, "nothing": today.nothing_due(desk, queue, has_banks=bool(banks)), "banks": banks}
        return render_template("study/landing.html", **context)
    context |= today.landing_words(db.session(), desk, queue, cards[0].looks[0])
    return render_template("study/landing.html", card=cards[0], **context)


@blueprint.get("/study/s/<session_id>")
@access(anyone)
def session(session_id: str) -> Response | str:
    """The card that is next in a session; `reveal` shows the back of a self-graded one."""
    give_token()
    text = request.args.get("card")
    desk = desk_of_session(session_id, connection=direct())
    if desk is None:
        return _card_of_unbegun(session_id, text)
    line = pages.line_of(desk)
    cards = pages.first_views(desk, line, most=2, with_key=True)
    if not cards:
        return redirect(url_for("study.done", session_id=session_id), 303)
    is_same = text is None or pages.card_id(ticket_from(text).card) == cards[0].card_id
    is_revealed = "reveal" in request.args and is_same
    return card_page(desk, line, cards, is_revealed=is_revealed)


def _card_of_unbegun(session_id: str, text: str | None) -> Response:
    """Show answer without script on the very first card: its session has no row yet, the ticket says all."""
    ticket = ticket_from(text)
    if ticket.session_id != session_id:
        abort(404)
    desk, _queue = fresh_desk(bank_id=ticket.bank_id or None, size=ticket.size)
    desk, _queue = with_queue(replace(desk, session_id=session_id, size=ticket.size), issued_at=ticket.issued_at)
    queue = [ticket.card, *(card for card in desk.queue if card != ticket.card)][: ticket.size]
    desk = replace(desk, queue=queue)
    line = pages.line_of(desk)
    cards = pages.first_views(desk, line, most=2, with_key=True, issued_at=ticket.issued_at)
    if not cards:
        abort(404)
    return card_page(desk, line, cards, is_revealed="reveal" in request.args)


def card_page(desk: Desk, line: Line[CardKey], cards: list[CardView], *, is_revealed: bool = False) -> Response:
    card, held = cards[0], cards[1] if len(cards) > 1 else None
    progress = pages.progress_view(desk, line)
    return sheets.card_page(card, held, progress, is_revealed=is_revealed and card.is_self_graded)


@blueprint.get("/study/s/<session_id>/done")
@access(anyone)
def done(session_id: str) -> Response | str:
    """The summary; a session that was ended before its first answer leads to the banks, like one that never was."""
    desk = desk_of_session(session_id)
    if desk is None:
        return redirect(url_for("study.banks"), 303)
    return render_template(
        "study/summary.html",
        summary=summaries.summary(desk),
        is_guest=not viewer().is_account,
        can_save=can_save(),
        here="study",
    )
