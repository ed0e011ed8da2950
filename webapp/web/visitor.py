"""The cookie by which a browser is known again: a random token. The database holds only its hash."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

from webapp.web.access import viewer
from webapp.web.cookies import delete_cookie, read_cookie, set_cookie
from webapp.web.request import here, this_app

NAME = "visitor"


def visitor_token() -> str | None:
    """The token the browser sent, if it looks like one of ours."""
    token = read_cookie(NAME) or ""
    return token if 40 <= len(token) <= 64 and token.isascii() else None


def give_token() -> None:
    """See to it that the browser has a token after this response; a GET does no more than that."""
    if g.get("new_token") is None and visitor_token() is None:
        g.new_token = secrets.token_urlsafe(32)


def keep_token(token: str) -> None:
    """Start the days of a guest's cookie anew: they count from the last answer. A login's own count from its begin."""
    if not viewer().is_account:
        g.new_token = token


def give_login(token: str, *, days: int | None) -> None:
    """Put a login's token in the place of whatever the browser had, for these days or until it is closed."""
    g.new_token, g.new_token_days = token, days


def forget_token() -> None:
    """The browser shall be nobody."""
    g.new_token = None
    g.is_forgotten = True


def init_visitor(app: Flask) -> None:
    app.after_request(_send_token)


def _send_token(response: Response) -> Response:
    kept = here()
    token = kept.get("new_token")
    if token is not None:
        days = kept.get("new_token_days", this_app().config["GUEST_DAYS"])
        set_cookie(response, NAME, token, days=days)
    elif kept.get("is_forgotten"):
        delete_cookie(response, NAME)
    return response
