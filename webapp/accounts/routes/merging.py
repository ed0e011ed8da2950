"""Answers given in this browser before the login: they join the account, or they do not."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import hooks, queries
from webapp.accounts.logins import ask_about, forget_guest, hand_on_guest
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.login import wanted
from webapp.database import reading, transaction
from webapp.web.access import access, learner, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import format_date

JOIN, LEAVE = "join", "leave"


@blueprint.route("/merge", methods=["GET", "POST"])
@access(learner)
def merge() -> Response | str:
    who = viewer()
    assert who.id is not None and who.login_id is not None  # the rule has seen to that
    onward = wanted() or url_for("study.landing")
    guest = queries.guest_of_login(reading(), who.login_id)
    if guest is None or not hooks.MERGE:
        return redirect(onward, 303)
    if request.method == "POST":
        is_done = _settle(who.id, who.login_id, role=who.role, choice=request.form.get("merge", ""))
        return redirect(onward if is_done else url_for("accounts.merge", next=wanted() or None), 303)
    found = hooks.found(reading(), guest, who.id)
    when = [_when(found[name], who.zone) for name in ("first_at", "last_at") if name in found]
    return render_template("accounts/merge.html", here="merge", found=found, when=when, next=wanted())


def _settle(user_id: int, login_id: int, *, role: str, choice: str) -> bool:
    """Whether nothing else is to be asked: an earlier login may have left a question of its own."""
    if choice not in {JOIN, LEAVE}:
        abort(400)
    counts: dict[str, int] = {}
    now = now_ms()
    with transaction() as session:
        guest = queries.guest_of_login(session.connection(), login_id)
        following = hand_on_guest(session, user_id, role=role, now=now)
        if choice == JOIN and guest is not None:
            counts = hooks.merge(session, guest, user_id, now=now)
            forget_guest(session, guest)
        ask_about(session, login_id, following if following != guest else None)
    log_event("merged" if choice == JOIN else "merge_declined", **counts)
    return following in {None, guest}


def _when(at: int, zone: str) -> str:
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'd MMMM')}, {local:%H:%M}"
