"""Answers given in this browser before the login: they join the account, or they do not."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import hooks, queries
from webapp.accounts.logins import forget_guest
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
        _settle(who.id, who.login_id, request.form.get("merge", ""))
        return redirect(onward, 303)
    found = hooks.found(reading(), guest, who.id)
    when = [_when(found[name], who.zone) for name in ("first_at", "last_at") if name in found]
    return render_template("accounts/merge.html", found=found, when=when, next=wanted())


def _settle(user_id: int, login_id: int, choice: str) -> None:
    if choice not in {JOIN, LEAVE}:
        abort(400)
    counts: dict[str, int] = {}
    with transaction() as session:
        guest = queries.guest_of_login(session.connection(), login_id)
        forget_guest(session, login_id)
        if choice == JOIN and guest is not None:
            counts = hooks.merge(session, guest, user_id, now=now_ms())
    log_event("merged" if choice == JOIN else "merge_declined", **counts)


def _when(at: int, zone: str) -> str:
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'd MMMM')}, {local:%H:%M}"
