"""The account: name and e-mail, password, second step, open logins. What could lock its owner out needs a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import attempts, limits, logins, passwords, policy, proof, queries, resets, second_step, service
from webapp.accounts.account_forms import PasswordForm, ProfileForm, SwitchForm, judge, say, text_of
from webapp.accounts.names import email_key
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.login import wait_text
from webapp.accounts.routes.visiting import limited, read_note, signed_note
from webapp.accounts.times import ago
from webapp.database import reading, transaction
from webapp.web.access import access, learner, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import gettext as _

if TYPE_CHECKING:
    from flask_wtf import FlaskForm

SECRET_MINUTES = 60
STAFF = ("teacher", "admin")  # to whom the second step is offered: pupils have no second device
NOTICES = ("profile", "password", "on", "off", "ended")


def _me() -> int:
    user_id = viewer().id
    assert user_id is not None  # the rule has seen to that
    return user_id


@blueprint.get("/me/account")
@access(learner)
def account() -> Response:
    return _page()


def _page(status: int = 200, **forms: FlaskForm) -> Response:
    who, now = viewer(), now_ms()
    person = queries.person(reading(), _me())
    assert person is not None
    shown = ProfileForm(prefix="profile", formdata=None, shown=person.display_name, email=person.email)
    values: dict[str, Any] = {
        "person": person,
        "profile": forms.get("profile") or shown,
        "password": forms.get("password") or PasswordForm(prefix="password", formdata=None),
        "switch": forms.get("switch") or SwitchForm(prefix="switch", formdata=None),
        "is_staff": who.role in STAFF,
        "logins": [
            {"login": each, "since": ago(each.created_at, now, who.zone), "used": ago(each.seen_at, now, who.zone)}
            for each in logins.logins_for_user(reading(), _me(), role=who.role, now=now)
        ],
        "saved": request.args.get("saved") if request.args.get("saved") in NOTICES else None,
        "errors": next((each for each in forms.values() if each.errors), None),
    }
    if who.role in STAFF and person.totp_confirmed_at is None:
        values |= _new_secret(values["switch"], person.name)
    return make_response(render_template("accounts/account.html", here="settings", **values), status)


def _new_secret(form: SwitchForm, name: str) -> dict[str, Any]:
    """A secret to scan, the same until it is confirmed. The form carries it, signed: looking writes nothing."""
    kept = read_note("totp", form.note.data, minutes=SECRET_MINUTES)
    secret = str(kept[0]) if kept else second_step.new_secret()
    form.note.data = signed_note("totp", secret)
    site = policy.setting(reading(), "site_name")
    size, path = second_step.square(second_step.address(secret, name=name, site=site))
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"secret": groups, "square": {"size": size, "path": path}}


def _is_owner(field: Any) -> bool:
    """Whether the password is right; if not, its field says so."""
    try:
        proof.prove_owner(_me(), text_of(field), now=now_ms())
    except limits.LimitReached as reached:
        say(field, wait_text(limited(reached, "password_limited")))
    except proof.WrongPassword:
        log_event("password_failed", reason="current password")
        say(field, _("This is not your password"))
    else:
        return True
    return False


def _done(what: str) -> Response:
    return redirect(url_for("accounts.account", saved=what), 303)


@blueprint.post("/me/account/profile")
@access(learner)
def change_profile() -> Response:
    form = ProfileForm(prefix="profile")
    if not form.validate():
        return _page(422, profile=form)
    before = queries.credentials_of(reading(), _me()).email or ""
    is_new_email = email_key(before) != email_key(text_of(form.email))
    if is_new_email and not _is_owner(form.password):
        return _page(422, profile=form)
    with transaction() as session:
        counters = [(limits.EMAIL, str(_me()))] if is_new_email else []
        reached = attempts.count(session, counters, now=now_ms())
        if reached is None:
            email = text_of(form.email) if is_new_email else None
            service.change_profile(session, _me(), display_name=text_of(form.shown), email=email)
    if reached is not None:
        say(form.email, wait_text(limited(reached, "email_limited")))
        return _page(429, profile=form)
    log_event("email_changed" if is_new_email else "profile_changed")
    return _done("profile")


@blueprint.post("/me/account/password")
@access(learner)
def change_password() -> Response:
    form, who = PasswordForm(prefix="password"), viewer()
    is_fine = form.validate()
    is_fine = judge(form.new, (who.name or "", policy.setting(reading(), "site_name"), "recollect")) and is_fine
    if not (is_fine and _is_owner(form.old)):
        return _page(422, password=form)
    hashed = passwords.hash_password(text_of(form.new))
    with transaction() as session:
        ended = resets.set_password(session, _me(), hashed, but=who.login_id, now=now_ms())
    log_event("password_changed", ended=ended)
    return _done("password")


@blueprint.post("/me/account/second-step")
@access(learner)
def switch_second_step() -> Response:
    form, now = SwitchForm(prefix="switch"), now_ms()
    is_on = queries.credentials_of(reading(), _me()).totp_secret is not None
    if not form.validate() or not _is_owner(form.password):
        return _page(422, switch=form)
    if is_on:
        with transaction() as session:
            second_step.switch_off(session, _me())
        log_event("second_step_off")
        return _done("off")
    if viewer().role not in STAFF:
        abort(404)
    kept = read_note("totp", form.note.data, minutes=SECRET_MINUTES)
    secret = str(kept[0]) if kept else ""
    step = second_step.matching_step(secret, text_of(form.code), now=now) if secret else None
    if step is None:
        say(form.code, _("This code does not fit. Scan the square again and take the code shown now"))
        return _page(422, switch=form)
    with transaction() as session:
        second_step.switch_on(session, _me(), secret, step=step, now=now)
    log_event("second_step_on")
    return _done("on")


@blueprint.post("/me/account/logins")
@access(learner)
def end_logins() -> Response:
    """End one login, or all but this one."""
    which, now = request.form.get("end", ""), now_ms()
    if which != "others" and not (which.isascii() and which.isdecimal() and len(which) < 16):
        abort(400)
    with transaction() as session:
        if which == "others":
            ended = logins.end_others(session, _me(), but=viewer().login_id, now=now)
        elif logins.end_login(session, _me(), int(which), now=now):
            ended = 1
        else:
            abort(404)
    log_event("logins_ended", count=ended)
    return _done("ended")
