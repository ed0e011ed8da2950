"""The app's own page for everything that goes wrong; it never shows what the code was doing."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, default_exceptions

from webapp.database import db
from webapp.database_errors import (
    DatabaseDamaged,
    DatabaseGone,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StorageFull,
    translated,
)
from webapp.web.access import LoginEnded, stranger, to_login
from webapp.web.clock import now_ms
from webapp.web.events import log_event, log_exception, request_id
from webapp.web.fragments import PROBLEM, is_fragment
from webapp.web.ready import DAMAGED
from webapp.web.texts import gettext as _
from webapp.web.visitor import forget_token

PAGES = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)  # templates/errors/<status>.html

BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{message}</p><p>Error {request_id}</p><p><a href="/">Recollect</a></p></body></html>
"""


def init_errors(app: Flask) -> None:
    app.before_request(_refuse_damaged)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DatabaseUnavailable, _unavailable)
    app.register_error_handler(LoginEnded, _login_ended)
    app.register_error_handler(PoolTimeout, _pool_timeout)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)  # a redirect of the router, or an answer that a view made itself
    status = error.code or 500
    if isinstance(error, CSRFError):
        log_event("csrf_failure")
    response = error_response(status, _message(error, status))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    if isinstance(error, CSRFError):
        response.headers[PROBLEM] = "token"
    return response


def _login_ended(ended: LoginEnded) -> Response:
    """The cookie is taken away: whoever does not want to log in again goes on as somebody new."""
    g.viewer = stranger()
    forget_token()
    log_event("login_ended")
    try:
        return make_response(to_login(is_late=ended.is_late))
    except HTTPException as error:
        return error_response(error.code or 401, _("You are logged out. Log in again; what you answered waits here."))


def _unavailable(error: DatabaseUnavailable) -> Response:
    if isinstance(error, DatabaseGone) and request.method in {"GET", "HEAD"} and "is_second_try" not in g:
        return _second_try()
    log_event("unavailable", reason=error.reason)
    if isinstance(error, DatabaseDamaged):
        current_app.extensions[DAMAGED] = True
    response = error_response(503, _words(error))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _words(error: DatabaseUnavailable) -> str:
    if isinstance(error, StorageFull):
        return _(
            "The storage of this site is full. Nothing was lost: what you answered is sent again when there is room."
        )
    if isinstance(error, DatabaseReadOnly):
        return _("This site cannot save at the moment. Nothing was lost: send the answer again in a while.")
    if isinstance(error, DatabaseDamaged):
        return _("The database is damaged. Whoever runs this site puts a backup back: flask --app webapp restore FILE")
    return _("Nothing was lost. Send the answer again in a moment.")


def _refuse_damaged() -> None:
    """What a damaged file still gives may be wrong, and a write may spoil what can be saved: until the next start."""
    if DAMAGED in current_app.extensions and request.endpoint != "ready.readyz":
        raise DatabaseDamaged(DatabaseDamaged.reason)


def _second_try() -> Response:
    """A connection that broke while nothing was changed is worth one more: from the access rule on."""
    g.is_second_try = True
    g.pop("viewer", None)
    _forget_transaction()
    try:
        answer = current_app.preprocess_request()
        return current_app.make_response(current_app.dispatch_request() if answer is None else answer)
    except DatabaseUnavailable as error:
        return _unavailable(error)
    except LoginEnded as error:
        return _login_ended(error)
    except HTTPException as error:
        return _http_error(error)


def _pool_timeout(error: PoolTimeout) -> Response:
    return _unavailable(translated(error) or DatabaseUnavailable())


def _unexpected(error: Exception) -> Response:
    log_exception(error)
    return error_response(500, "")


def error_response(status: int, message: str) -> Response:
    """The page of this status; for our own scripts a short JSON body with the same words."""
    _forget_database()
    if is_fragment():
        body = {"status": status, "message": message or _title(status), "request_id": request_id()}
        return make_response(body, status)
    return make_response(_page(status, message), status)


def _page(status: int, message: str) -> str:
    when = datetime.fromtimestamp(now_ms() / 1000, UTC)
    template = f"errors/{status if status in PAGES else 400 if status < 500 else 500}.html"
    try:
        return render_template(template, request_id=request_id(), when=when, message=message)
    except Exception as error:
        # why: whatever broke the page may break this page too, and it must never become a bare server error
        log_exception(error)
        return BARE.format(title=escape(_title(status)), message=escape(message), request_id=request_id())


def _forget_database() -> None:
    """An error page asks the database nothing: it may be what is broken."""
    g.viewer = g.get("viewer") or stranger()
    _forget_transaction()


def _forget_transaction() -> None:
    try:
        db.session.rollback()
    except Exception as error:
        log_exception(error)


def _message(error: HTTPException, status: int) -> str:
    """Our own words where a view gave some: Werkzeug's say nothing to a learner, or quote what was sent."""
    if isinstance(error, CSRFError):
        return _("This page was open too long, or cookies are off. Go back, reload, and try again.")
    if status == 413:
        return _("The limit for one upload is 32 MB; a pasted text may have 2 MB.")
    # why: what a view aborts with is the plain class of its status; Werkzeug raises subclasses of it
    is_stock = type(error) is not default_exceptions.get(status) or error.description == type(error).description
    return "" if is_stock else str(error.description)


def _title(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
