"""A guest who keeps what was answered, or somebody new: a name and a password."""

from __future__ import annotations

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import attempts, hooks, limits, passwords, policy
from webapp.accounts.account_forms import SignUpForm, judge, say, text_of
from webapp.accounts.logins import begin_login
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.login import wait_text, wanted
from webapp.accounts.routes.visiting import browser_mark, enter, guest_id, label, limited
from webapp.accounts.service import is_zone
from webapp.accounts.signup import GuestGone, NameTaken, NewAccount, make_account
from webapp.database import reading, transaction
from webapp.web.access import access, entrance, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import gettext as _


@blueprint.route("/signup", methods=["GET", "POST"])
@access(entrance)
def signup() -> Response:
    if viewer().is_account:
        return redirect(wanted() or url_for("study.landing"), 303)
    chosen = policy.settings(reading())
    form = SignUpForm(code=request.args.get("code"))
    if request.method == "POST":
        if chosen["sign_up_policy"] == "closed":
            abort(404)
        return _try(form, chosen)
    return _page(form, chosen)


def _page(form: SignUpForm, chosen: dict[str, str], status: int = 200) -> Response:
    guest = guest_id()
    kept = hooks.found(reading(), guest, 0) if guest is not None else {}
    body = render_template(
        "accounts/signup.html",
        form=form,
        next=wanted(),
        policy=chosen["sign_up_policy"],
        answers=kept.get("answers", 0),
        cards=kept.get("cards", 0),
        here="login",
    )
    return make_response(body, status)


def _try(form: SignUpForm, chosen: dict[str, str]) -> Response:
    is_fine = form.validate()
    is_fine = judge(form.password, (text_of(form.name), chosen["site_name"], "recollect")) and is_fine
    if not is_fine:
        return _page(form, chosen, 422)
    needs_code = chosen["sign_up_policy"] == "code"
    address = limits.address_key(request.remote_addr)
    guesses = [(limits.JOIN_CODE, _guesser()), (limits.JOIN_CODE_ADDRESS, address)] if needs_code else []
    with transaction() as session:
        reached = attempts.count(session, [(limits.SIGN_UP_ADDRESS, address), *guesses], now=now_ms())
        is_code = not needs_code or policy.is_sign_up_code(session.connection(), text_of(form.code))
        if is_code and reached is None:
            attempts.give_back(session, guesses)
    if reached is not None:
        say(form.name, wait_text(limited(reached, "signup_limited")))
        return _page(form, chosen, 429)
    if not is_code:
        log_event("signup_failed", reason="code")
        say(form.code, _("This is not the code of this site. Ask whoever gave it to you"))
        return _page(form, chosen, 422)
    return _make(form, chosen)


def _guesser() -> str:
    """Who tries codes: a guest, or a browser that may hide by forgetting its cookies, but not its address."""
    guest = guest_id()
    return f"guest-{guest}" if guest is not None else f"browser-{browser_mark()}"


def _make(form: SignUpForm, chosen: dict[str, str]) -> Response:
    # why: hashed before it is known whether the name is free, so that both take the same time
    hashed = passwords.hash_password(text_of(form.password))
    zone = form.zone.data if form.zone.data and is_zone(form.zone.data) else current_app.config["DEFAULT_ZONE"]
    account = NewAccount(text_of(form.name), hashed, email=text_of(form.email), zone=zone)
    guest, now = guest_id(), now_ms()
    try:
        with transaction() as session:
            user_id = make_account(session, account, guest_id=guest, now=now)
            token = begin_login(session, user_id, is_shared=False, label=label(), now=now)
    except NameTaken:
        say(form.name, _("Somebody has this username already. Take another, or log in if it is you"))
        return _page(form, chosen, 422)
    except GuestGone:
        return redirect(url_for("accounts.login"), 303)
    enter(token, user_id, is_shared=False)
    log_event("signup", user=user_id, role="student", was_guest=guest is not None)
    return redirect(wanted() or url_for("study.landing"), 303)
