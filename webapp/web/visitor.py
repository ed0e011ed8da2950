"""The cookie by which a browser is known again: a random token. The database holds only its hash."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g

from webapp.web.cookies import read_cookie, set_cookie

NAME = "visitor"


def visitor_token() -> str | None:
    """The token the browser sent, if it looks like one of ours."""
    token = read_cookie(NAME) or ""
    return token if 40 <= len(token) <= 64 and token.isascii() else None


def give_token() -> None:
    """See to it that the browser has a token after this response; a GET does no more than that."""
    if "new_token" not in g and visitor_token() is None:
        g.new_token = secrets.token_urlsafe(32)


def keep_token(token: str) -> None:
    """Start the cookie's days anew: they count from the last answer."""
    g.new_token = token


def init_visitor(app: Flask) -> None:
    app.after_request(_send_token)


def _send_token(response: Response) -> Response:
    token = g.get("new_token")
    if token is not None:
        set_cookie(response, NAME, token, days=current_app.config["GUEST_DAYS"])
    return response
