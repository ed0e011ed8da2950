"""The first admin, made by whoever can read the server's log."""

from __future__ import annotations

from flask import abort, current_app, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp.accounts import attempts, limits, passwords
from webapp.accounts import setup as first_start
from webapp.accounts.account_forms import SetupForm, judge, say, text_of
from webapp.accounts.logins import begin_login
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.login import wait_text
from webapp.accounts.routes.visiting import enter, label, limited
from webapp.accounts.signup import NameTaken, NewAccount
from webapp.database import reading, transaction
from webapp.web.access import access, entrance
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import gettext as _

CODE = "setup"  # key of Flask's session, from the link in the log to the form


@blueprint.get("/setup/<token>")
@access(entrance)
def open_setup(token: str) -> Response:
    """The secret leaves the address bar at once."""
    if first_start.has_admin(reading()):
        abort(404)
    session[CODE] = token[:100]
    return redirect(url_for("accounts.setup"), 303)


@blueprint.route("/setup", methods=["GET", "POST"])
@access(entrance)
def setup() -> Response:
    if first_start.has_admin(reading()):
        abort(404)
    form = SetupForm(zone=current_app.config["DEFAULT_ZONE"])
    if request.method == "POST":
        return _try(form)
    return _page(form)


def _page(form: SetupForm, status: int = 200) -> Response:
    body = render_template("accounts/setup.html", form=form, has_code=CODE in session)
    return make_response(body, status)


def _try(form: SetupForm) -> Response:
    is_fine = form.validate()
    if not (judge(form.password, (text_of(form.name), text_of(form.site), "recollect")) and is_fine):
        return _page(form, 422)
    token = (text_of(form.code)).strip() or session.get(CODE, "")
    counters = [(limits.SIGN_UP_ADDRESS, limits.address_key(request.remote_addr))]
    with transaction() as db_session:
        reached = attempts.count(db_session, counters, now=now_ms())
        is_code = first_start.is_setup_token(db_session.connection(), token)
    if reached is not None:
        say(form.name, wait_text(limited(reached, "setup_limited")))
        return _page(form, 429)
    if not is_code:
        return _refuse(form)
    account = NewAccount(text_of(form.name), passwords.hash_password(text_of(form.password)), zone=form.zone.data)
    now = now_ms()
    try:
        with transaction() as db_session:
            user_id = first_start.set_up(db_session, token, account, site_name=text_of(form.site).strip(), now=now)
            login = begin_login(db_session, user_id, is_shared=False, label=label(), now=now)
    except first_start.SetupRefused:
        return _refuse(form)
    except NameTaken:
        say(form.name, _("Somebody has this username already"))
        return _page(form, 422)
    session.pop(CODE, None)
    enter(login, user_id, is_shared=False)
    log_event("setup_used", user=user_id)
    return redirect(url_for("admin.check"), 303)


def _refuse(form: SetupForm) -> Response:
    """Wrong, or used while this form was open."""
    log_event("setup_refused")
    session.pop(CODE, None)
    say(form.code, _("This is not the set-up code. It stands in the log of the first start"))
    return _page(form, 422)
