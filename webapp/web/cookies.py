"""Cookies that scripts cannot read; under https they bear the `__Host-` prefix and travel encrypted only."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from webapp.web.request import sent as asked

_is_plain = re.compile(r"[A-Za-z0-9_-]+").fullmatch

SESSION = "form"  # Flask's signed cookie: it holds the secret of the forms, and says nothing of who somebody is


def cookie_name(name: str) -> str:
    # why: asked for each request, since the same process may be reached with and without https
    return _name(name, asked())


def _name(name: str, sent: Request) -> str:
    return f"__Host-{name}" if sent.is_secure else name


def read_cookie(name: str) -> str | None:
    found = asked()
    return found.cookies.get(_name(name, found))


def set_cookie(response: Response, name: str, value: str, *, days: int | None = None) -> None:
    """Set a cookie for this many days, or until the browser ends."""
    if days is not None and _is_plain(value):  # as the learner's is with each answer
        secure = "Secure; " if asked().is_secure else ""
        rules = f"Max-Age={days * 86_400}; {secure}HttpOnly; Path=/; SameSite=Lax"
        response.headers.add("Set-Cookie", f"{cookie_name(name)}={value}; {rules}")
        return
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=None if days is None else days * 86_400,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def delete_cookie(response: Response, name: str) -> None:
    response.delete_cookie(cookie_name(name), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


class PrefixedSession(SecureCookieSessionInterface):
    """Flask's session under the same rules. A cookie whose signature was checked a moment ago is not checked again."""

    trusted_for = 60.0  # seconds: nothing beside the age of a month that a cookie may have
    most = 10_000  # cookies of late

    def __init__(self) -> None:
        self._read: dict[str, tuple[float, dict[str, Any]]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        value = request.cookies.get(_name(SESSION, request))
        known = self._read.get(value) if value else None
        if known is not None and monotonic() - known[0] < self.trusted_for:
            return self.session_class(_copy(known[1]))
        opened = super().open_session(app, request)
        if opened and value:  # an empty one was refused, or holds nothing
            if len(self._read) >= self.most:
                self._read.clear()
            self._read[value] = monotonic(), _copy(opened)
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """One that was only read is not sent again (`SESSION_REFRESH_EACH_REQUEST`), so most of Flask's questions need
        not be asked."""
        if session.modified or app.config["SESSION_REFRESH_EACH_REQUEST"]:
            super().save_session(app, session, response)
        elif session.accessed:
            add_vary(response, "Cookie")

    def get_cookie_name(self, app: Flask) -> str:
        return cookie_name(SESSION)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def add_vary(response: Response, name: str) -> None:
    """Say that the answer depends on this header of the request."""
    headers = response.headers
    if "Vary" in headers:
        response.vary.add(name)
    else:
        headers["Vary"] = name


def _copy(data: Any) -> Any:
    """What JSON can hold, anew: a view may change what it was given."""
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(value) for value in data] if isinstance(data, list) else data
