"""Logging in, with a second step where somebody has one, and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import attempts, hooks, limits, passwords, queries, resets, second_step
from webapp.accounts.account_forms import LoginForm, SecondStepForm, say, text_of
from webapp.accounts.logins import begin_login, end_login, hand_on_guest, lock_account
from webapp.accounts.queries import Credentials
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.visiting import (
    browser_of,
    enter,
    guest_id,
    label,
    leave,
    limited,
    read_note,
    signed_note,
)
from webapp.accounts.service import keep_hash
from webapp.database import reading, transaction
from webapp.web.access import access, entrance, viewer
from webapp.web.clock import now_ms
from webapp.web.destinations import own_path
from webapp.web.events import log_event
from webapp.web.texts import gettext as _
from webapp.web.texts import ngettext

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SECOND_STEP_MINUTES = 10


def wanted() -> str:
    """The page that somebody was on; for the form, and where it leads afterwards."""
    return own_path(request.values.get("next"))


@blueprint.route("/login", methods=["GET", "POST"])
@access(entrance)
def login() -> Response:
    if viewer().is_account:
        return redirect(wanted() or url_for("study.landing"), 303)
    form = LoginForm()
    if form.validate_on_submit():
        return _try(form)
    return _page(form, 422 if form.errors else 200)


def _page(form: LoginForm, status: int = 200, *, wait: int = 0) -> Response:
    waiting = hooks.found(reading(), guest, 0).get("answers", 0) if (guest := guest_id()) is not None else 0
    body = render_template(
        "accounts/login.html", form=form, next=wanted(), waiting=waiting, is_out="out" in request.args, here="login"
    )
    response = make_response(body, status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def wait_text(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries. Wait %(num)s minute, then try again.",
        "Too many tries. Wait %(num)s minutes, then try again.",
        minutes,
    )


def _try(form: LoginForm) -> Response:
    found = queries.credentials(reading(), text_of(form.name))
    user_id = found.id if found else None
    guess = attempts.login_guess(user_id, text_of(form.name), address=request.remote_addr, browser=browser_of(user_id))
    with transaction() as session:
        reached, may_be_right = attempts.count_guess(session, guess, now=now_ms())
    if reached is not None:
        wait = limited(reached, "login_limited", **({"user": user_id} if user_id else {}))
        say(form.password, wait_text(wait))
        return _page(form, 429, wait=wait)
    is_right = passwords.verify_password(found.password_hash if found else None, text_of(form.password))
    if found is None or not is_right or not may_be_right:
        reason = "name" if found is None else "password" if may_be_right else "limited"
        log_event("login_failed", reason=reason, **({"user": user_id} if user_id else {}))
        say(form.password, _("Name and password do not fit together"))
        return _page(form, 422)
    if found.is_late(now_ms()):
        log_event("login_failed", reason="late", user=found.id)
        say(form.name, _("It is too late: the days to keep this account are over, and it is being erased."))
        return _page(form, 422)
    if found.disabled_at is not None:
        log_event("login_failed", reason="disabled", user=found.id)
        say(form.name, _("This account is switched off. Ask whoever runs this site."))
        return _page(form, 422)
    return _let_in(form, found, guess.all)


def _let_in(form: LoginForm, found: Credentials, counters: list[attempts.Counter]) -> Response:
    """The password is right. With a second step that comes first; its form says that the first is done."""
    renewed = None
    if found.password_hash and passwords.needs_rehash(found.password_hash):
        renewed = passwords.hash_password(text_of(form.password))
    with transaction() as session:
        attempts.give_back(session, counters)
        if renewed is not None and found.password_hash:
            keep_hash(session, found.id, renewed, before=found.password_hash)
    kept = renewed or found.password_hash
    if found.totp_secret is not None:
        note = signed_note("second-step", found.id, resets.binding(kept), bool(form.shared.data))
        return _second_page(SecondStepForm(formdata=None, note=note))
    answer = _finish(found.id, resets.binding(kept), is_shared=bool(form.shared.data))
    if answer is None:
        say(form.password, _("Name and password do not fit together"))
    return answer or _page(form, 422)


def _finish(user_id: int, bound_to: str, *, is_shared: bool) -> Response | None:
    """Open the login; None where the password was changed or the account switched off in the meantime."""
    guest, now = guest_id(), now_ms()
    with transaction() as session:
        lock_account(session, user_id)
        fresh = queries.credentials_of(session.connection(), user_id)
        if fresh.disabled_at is not None or fresh.is_late(now) or resets.binding(fresh.password_hash) != bound_to:
            return None
        has_answers = guest is not None and hooks.found(session.connection(), guest, user_id).get("answers", 0) > 0
        asked = guest if has_answers and hooks.MERGE else None
        if asked is None and hooks.MERGE:
            asked = hand_on_guest(session, user_id, role=fresh.role, now=now)
        token = begin_login(session, user_id, is_shared=is_shared, label=label(), guest_id=asked, now=now)
    enter(token, user_id, is_shared=is_shared)
    log_event("login", user=user_id, role=fresh.role)
    if asked is not None:
        return redirect(url_for("accounts.merge", next=wanted() or None), 303)
    return redirect(wanted() or url_for("study.landing"), 303)


@blueprint.route("/login/second-step", methods=["GET", "POST"])
@access(entrance)
def second_step_of_login() -> Response:
    form = SecondStepForm()
    note = read_note("second-step", form.note.data, minutes=SECOND_STEP_MINUTES)
    if request.method == "GET" or note is None:
        return redirect(url_for("accounts.login", next=wanted() or None), 303)
    if not form.validate_on_submit():
        return _second_page(form, 422)
    user_id, bound_to, is_shared = int(str(note[0])), str(note[1]), bool(note[2])
    counters = [(limits.LOGIN_ADDRESS, limits.address_key(request.remote_addr)), (limits.SECOND_STEP, str(user_id))]
    with transaction() as session:
        reached = attempts.count(session, counters, now=now_ms())
        is_right = reached is None and _is_code(session, user_id, text_of(form.code))
        if is_right:
            attempts.give_back(session, counters)
    if reached is not None:
        wait = limited(reached, "login_limited", user=user_id)
        say(form.code, wait_text(wait))
        return _second_page(form, 429)
    if not is_right:
        log_event("login_failed", reason="second step", user=user_id)
        say(form.code, _("This code does not fit, or was used. Take the one shown now"))
        return _second_page(form, 422)
    answer = _finish(user_id, bound_to, is_shared=is_shared)
    return answer or redirect(url_for("accounts.login"), 303)


def _is_code(session: Session, user_id: int, code: str) -> bool:
    secret = queries.credentials_of(session.connection(), user_id).totp_secret
    step = second_step.matching_step(secret, code, now=now_ms()) if secret else None
    return step is not None and second_step.use_step(session, user_id, step)


def _second_page(form: SecondStepForm, status: int = 200) -> Response:
    return make_response(render_template("accounts/second_step.html", form=form, next=wanted(), here="login"), status)


@blueprint.post("/logout")
@access(entrance)
def logout() -> Response:
    who = viewer()
    if who.id is not None and who.login_id is not None:
        with transaction() as session:
            end_login(session, who.id, who.login_id, now=now_ms())
        log_event("logout")
        leave()
    return redirect(url_for("accounts.login", out=1), 303)
