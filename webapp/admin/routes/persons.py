"""One person: open logins, a one-time code, role, on and off."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import attempts, logins, queries, resets, second_step, service
from webapp.accounts.admins import LastAdmin
from webapp.accounts.times import ago, day
from webapp.accounts.tokens import in_groups
from webapp.admin.routes.blueprint import blueprint
from webapp.admin.routes.overview import ROLES
from webapp.database import reading, transaction
from webapp.web.access import access, admin, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import gettext as _

LARGEST = 2**31 - 1  # of an id on PostgreSQL
DONE = ("ended", "off", "on", "role", "step")


def _person(user_id: int) -> queries.Person:
    found = queries.person(reading(), user_id) if user_id <= LARGEST else None
    if found is None:
        abort(404)
    return found


def _page(user_id: int, status: int = 200, *, code: str = "", problem: str = "") -> Response:
    found, now, zone = _person(user_id), now_ms(), viewer().zone
    open_logins = [
        {"login": each, "since": ago(each.created_at, now, zone), "used": ago(each.seen_at, now, zone)}
        for each in logins.logins_for_user(reading(), user_id, role=found.role, now=now)
    ]
    body = render_template(
        "admin/person.html",
        person=found,
        since=day(found.created_at, zone),
        logins=open_logins,
        roles=ROLES,
        code=code,
        problem=problem,
        done=request.args.get("done") if request.args.get("done") in DONE else "",
        is_me=user_id == viewer().id,
        here="admin",
    )
    return make_response(body, status)


@blueprint.get("/admin/people/<int:user_id>")
@access(admin)
def person(user_id: int) -> Response:
    return _page(user_id)


def _done(user_id: int, what: str) -> Response:
    return redirect(url_for("admin.person", user_id=user_id, done=what), 303)


@blueprint.post("/admin/people/<int:user_id>/logins")
@access(admin)
def end_logins(user_id: int) -> Response:
    _person(user_id)
    kept = viewer().login_id if user_id == viewer().id else None
    with transaction() as session:
        ended = logins.end_others(session, user_id, but=kept, now=now_ms())
    log_event("logins_ended", about=user_id, count=ended)
    return _done(user_id, "ended")


@blueprint.post("/admin/people/<int:user_id>/code")
@access(admin)
def make_code(user_id: int) -> Response:
    """Shown once, in the answer itself: it stands in no address and in no log."""
    if _person(user_id).disabled_at is not None:
        return _page(user_id, 409, problem=_("Switch the account on first."))
    with transaction() as session:
        code = resets.make_code(session, user_id, now=now_ms())
        attempts.forgive(session, user_id)
    log_event("code_made", about=user_id)
    return _page(user_id, code=in_groups(code))


@blueprint.post("/admin/people/<int:user_id>/role")
@access(admin)
def change_role(user_id: int) -> Response:
    role = request.form.get("role", "")
    if role not in ROLES:
        abort(400)
    before = _person(user_id).role
    try:
        with transaction() as session:
            service.change_role(session, user_id, role)
    except LastAdmin:
        return _page(user_id, 409, problem=_("This is the only admin. Make somebody else one first."))
    log_event("role_changed", about=user_id, before=before, after=role)
    return redirect(url_for("study.landing"), 303) if user_id == viewer().id else _done(user_id, "role")


@blueprint.post("/admin/people/<int:user_id>/state")
@access(admin)
def change_state(user_id: int) -> Response:
    """Switch the account off, which ends its logins, or on again."""
    _person(user_id)
    is_off = request.form.get("state") == "off"
    if not is_off and request.form.get("state") != "on":
        abort(400)
    try:
        with transaction() as session:
            if is_off:
                service.disable(session, user_id, now=now_ms())
            is_done = is_off or service.enable(session, user_id, now=now_ms())
    except LastAdmin:
        return _page(user_id, 409, problem=_("This is the only admin. Make somebody else one first."))
    if not is_done:
        return _page(user_id, 409, problem=_("This account is being erased, and it is too late to keep it."))
    log_event("disabled" if is_off else "enabled", about=user_id)
    return _done(user_id, "off" if is_off else "on")


@blueprint.post("/admin/people/<int:user_id>/second-step")
@access(admin)
def end_second_step(user_id: int) -> Response:
    """For somebody whose phone is lost."""
    _person(user_id)
    with transaction() as session:
        second_step.switch_off(session, user_id)
    log_event("second_step_off", about=user_id)
    return _done(user_id, "step")
