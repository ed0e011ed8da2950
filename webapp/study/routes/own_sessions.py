"""A session of the learner's own: each kind says before it starts whether its answers count."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.banks.queries import banks_for_user
from webapp.database import db, reading, transaction
from webapp.study import own_sessions, plans
from webapp.study.desk import learner_of, plan_of
from webapp.study.own_sessions import Own
from webapp.study.routes.blueprint import blueprint
from webapp.study.routes.options import open_bank_id, whole
from webapp.study.sorts import CRAM, LOOK
from webapp.study.today import minutes_for
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext
from webapp.web.visitor import give_token

LONGEST = 365


def _wanted(source: Any) -> Own:
    kind = source.get("kind", own_sessions.FAILED)
    if kind not in own_sessions.SORTS:
        abort(400)
    usual = {own_sessions.FAILED: 3, own_sessions.AHEAD: 2, own_sessions.ADDED: 7}.get(kind, 3)
    slug, state = source.get("bank", ""), source.get("state", "begun")
    return Own(
        kind=kind,
        bank_id=open_bank_id(slug) if slug else None,
        days=max(1, whole(f"days_{kind}", usual, most=LONGEST) or usual),
        topic=source.get("topic", "")[:200].replace("\0", ""),
        state=state if state in own_sessions.STATES else "begun",
    )


@blueprint.get("/study/own")
@access(anyone)
def own() -> str:
    who = viewer()
    plan, today = plan_of()
    wanted = _wanted(request.args)
    give_token()
    cards = []
    if who.id is not None:
        cards = own_sessions.cards_for(reading(), who.id, plan, wanted, today=today, now=now_ms())
    return render_template(
        "study/own.html",
        wanted=wanted,
        bank=request.args.get("bank", ""),
        banks=banks_for_user(db.session(), who.id),
        topics=own_sessions.topics_for_user(reading(), who.id) if who.id is not None else [],
        count=len(cards),
        minutes=minutes_for(len(cards), 0),
        says=_says(wanted),
        is_empty="empty" in request.args,
        here="study",
    )


def _says(wanted: Own) -> str:
    if wanted.sort == LOOK:
        return gettext("The answers change nothing: every card keeps its day.")
    if wanted.sort == CRAM:
        return gettext("For cards that are due the answer counts; every other card keeps its day.")
    return gettext("The answers count, and change when the cards come back.")


@blueprint.post("/study/own")
@access(anyone)
def start_own() -> Response:
    wanted, now = _wanted(request.form), now_ms()
    _plan, today = plan_of()
    with transaction() as session:
        learner = learner_of(session, "")
        if request.form.get("deed") == "more":
            return _more(session, learner.id, today)
        cards = own_sessions.cards_for(session.connection(), learner.id, learner.plan, wanted, today=today, now=now)
        session_id = own_sessions.start(session, learner, wanted, cards, today=today, now=now) if cards else ""
    if not session_id:
        return redirect(url_for("study.own", kind=wanted.kind, empty=1), 303)
    return redirect(url_for("study.session", session_id=session_id), 303)


def _more(session: Any, user_id: int, today: int) -> Response:
    """Ten new cards more than the limit, of one bank or of all, today only."""
    slug = request.form.get("bank", "")
    banks = [open_bank_id(slug)] if slug else [bank.id for bank in banks_for_user(session, user_id)]
    for bank_id in banks:
        plans.more_today(session, user_id, bank_id, day=today, new=10, reviews=0)
    return redirect(url_for("study.study", bank=slug or None), 303)
