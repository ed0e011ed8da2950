"""Cookies that scripts cannot read; under https they bear the `__Host-` prefix and travel encrypted only."""

from __future__ import annotations

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface

SESSION = "form"  # Flask's signed cookie: it holds the secret of the forms, and says nothing of who somebody is


def cookie_name(name: str) -> str:
    # why: asked for each request, since the same process may be reached with and without https
    return f"__Host-{name}" if request.is_secure else name


def read_cookie(name: str) -> str | None:
    return request.cookies.get(cookie_name(name))


def set_cookie(response: Response, name: str, value: str, *, days: int | None = None) -> None:
    """Set a cookie for this many days, or until the browser ends."""
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
    """Flask's session under the same rules."""

    def get_cookie_name(self, app: Flask) -> str:
        return cookie_name(SESSION)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure
