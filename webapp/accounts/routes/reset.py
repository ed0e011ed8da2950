"""A new password for somebody who has lost the old one. Whatever is typed, no answer tells who has an account."""

from __future__ import annotations

from functools import partial

from flask import (
    copy_current_request_context,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from webapp.accounts import attempts, limits, passwords, policy, queries, resets
from webapp.accounts.account_forms import CodeForm, MailForm, NewPasswordForm, judge, say, text_of
from webapp.accounts.mail import Letter, Post, in_background
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.login import wait_text
from webapp.accounts.routes.visiting import limited
from webapp.accounts.tokens import typed_code
from webapp.database import reading, transaction
from webapp.web.access import access, entrance
from webapp.web.clock import now_ms
from webapp.web.events import log_event, log_exception
from webapp.web.texts import gettext as _

LINK = "reset"  # key of Flask's session, from the click on the link to the new password


def post() -> Post | None:
    """The mail server, where there is one and links can name this site."""
    found: Post | None = current_app.config["MAIL_POST"]
    return found if current_app.config["PUBLIC_URL"] else None


def _page(status: int = 200, *, code: CodeForm | None = None, mail: MailForm | None = None) -> Response:
    body = render_template(
        "accounts/reset.html",
        code=code or CodeForm(prefix="code", formdata=None),
        mail=mail or MailForm(prefix="mail", formdata=None),
        has_mail=post() is not None,
        sent="sent" in request.args,
        errors=next((form for form in (code, mail) if form is not None and form.errors), None),
        here="login",
    )
    return make_response(body, status)


@blueprint.get("/reset")
@access(entrance)
def reset() -> Response:
    return _page()


@blueprint.post("/reset")
@access(entrance)
def reset_by_code() -> Response:
    """Name, code and new password at once. Only what may be a code counts as a guess at one."""
    form = CodeForm(prefix="code")
    is_fine = form.validate()
    site = policy.setting(reading(), "site_name")
    is_fine = judge(form.password, (text_of(form.name), site, "recollect")) and is_fine
    code = typed_code(text_of(form.code))
    if is_fine and code is None:
        say(form.code, _("The code has twelve letters and figures"))
    if not is_fine or code is None:
        return _page(422, code=form)
    found = queries.credentials(reading(), text_of(form.name))
    user_id = found.id if found else None
    guess = attempts.code_guess(user_id, text_of(form.name), address=request.remote_addr)
    with transaction() as db_session:
        reached, may_be_right = attempts.count_guess(db_session, guess, now=now_ms())
    if reached is not None:
        say(form.code, wait_text(limited(reached, "reset_limited")))
        return _page(429, code=form)
    try:
        resets.usable_code(reading(), code, user_id=user_id if user_id and may_be_right else 0, now=now_ms())
        return _set(code, text_of(form.password), user_id=user_id, counters=guess.all)
    except resets.CodeRefused:
        log_event("reset_failed", reason="code")
        say(form.code, _("Name and code do not fit together, or the code is used up"))
        return _page(422, code=form)


def _set(
    code: str, password: str, *, user_id: int | None = None, counters: list[attempts.Counter] | None = None
) -> Response:
    """Raises CodeRefused."""
    hashed = passwords.hash_password(password)
    with transaction() as db_session:
        user_id = resets.use_code(db_session, code, user_id=user_id, password_hash=hashed, now=now_ms())
        attempts.give_back(db_session, counters or [])
        attempts.forgive(db_session, user_id)
    log_event("reset", user=user_id)
    return redirect(url_for("accounts.login", new=1), 303)


@blueprint.post("/reset/mail")
@access(entrance)
def ask_for_link() -> Response:
    form, server = MailForm(prefix="mail"), post()
    if server is None or not form.validate():
        return _page(422, mail=form)
    now = now_ms()
    with transaction() as db_session:
        counters = [(limits.RESET_ADDRESS, limits.address_key(request.remote_addr))]
        reached = attempts.count(db_session, counters, now=now)
    if reached is not None:
        say(form.email, wait_text(limited(reached, "reset_limited")))
        return _page(429, mail=form)
    log_event("reset_asked")
    answer = redirect(url_for("accounts.reset", sent=1), 303)
    send = copy_current_request_context(partial(_send_link, server, text_of(form.email).strip(), now))
    answer.call_on_close(lambda: in_background(send))
    return answer


def _send_link(server: Post, address: str, now: int) -> None:
    """Whatever depends on whether somebody has this address. It begins when the answer has left, on a thread of its
    own, so that the answer takes as long for an address that nobody has."""
    letter = None
    try:
        with transaction() as db_session:
            found = queries.credentials(db_session.connection(), address)
            account = attempts.account_key(found.id if found else None, address)
            is_too_often = attempts.count(db_session, [(limits.RESET, account)], now=now) is not None
            is_off = found is None or found.disabled_at is not None or found.is_late(now)
            if found and found.email and not is_off and not is_too_often:
                letter = _letter(found.email, resets.make_code(db_session, found.id, is_link=True, now=now))
        if letter is not None:
            server.send(letter)
    except OSError as error:
        log_event("mail_failed", error=type(error).__name__)
    except Exception as error:
        # why: nobody waits for this thread's answer; what broke stands in the log like that of any request
        log_exception(error)


def _letter(to: str, token: str) -> Letter:
    # why: not url_for(_external=True), which believes the Host header
    address = current_app.config["PUBLIC_URL"] + url_for("accounts.open_link", token=token)
    text = _(
        "Somebody asked for a new password for your account at %(site)s.\n\n"
        "Choose it here, within an hour:\n%(address)s\n\n"
        "If it was not you, do nothing: your password stays as it is.\n",
        site=current_app.config["PUBLIC_URL"],
        address=address,
    )
    return Letter(to, _("A new password"), text)


@blueprint.get("/reset/link/<token>")
@access(entrance)
def open_link(token: str) -> Response:
    """The secret leaves the address bar at once; nothing is used up by looking."""
    session[LINK] = token[:100]
    return redirect(url_for("accounts.new_password"), 303)


@blueprint.route("/reset/new", methods=["GET", "POST"])
@access(entrance)
def new_password() -> Response:
    form, token = NewPasswordForm(), session.get(LINK, "")
    try:
        found = resets.usable_code(reading(), token, now=now_ms())
        if not form.is_submitted():
            return _new_page(form, found.name)
        is_fine = form.validate()
        if not (judge(form.password, (found.name, policy.setting(reading(), "site_name"), "recollect")) and is_fine):
            return _new_page(form, found.name, 422)
        answer = _set(token, text_of(form.password))
    except resets.CodeRefused:
        session.pop(LINK, None)
        return make_response(render_template("accounts/link_over.html", here="login"), 410)
    session.pop(LINK, None)
    return answer


def _new_page(form: NewPasswordForm, name: str, status: int = 200) -> Response:
    return make_response(render_template("accounts/new_password.html", form=form, name=name, here="login"), status)
