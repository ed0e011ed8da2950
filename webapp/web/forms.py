"""The token of every form. Flask-WTF makes and checks it; what it has made or found right is kept for a while.

The token does not age (`WTF_CSRF_TIME_LIMIT`), so the one made a minute ago for the same browser is as good as new.
"""

from __future__ import annotations

import hmac

from flask import Flask, Request, g, session
from flask_wtf.csrf import CSRFProtect, generate_csrf, same_origin

from webapp.web.request import here, sent, this_app

MOST = 10_000  # browsers of late


class Protection(CSRFProtect):  # type: ignore[misc] # the package has no types
    """Compares a token that is known already; whatever else comes takes Flask-WTF's way."""

    def protect(self, apply_exemptions: bool = False) -> None:
        asked = sent()
        if asked.method not in this_app().config["WTF_CSRF_METHODS"]:
            return
        token = asked.form.get("csrf_token")
        if token and _is_known(token) and _is_of_this_site(asked):
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if token and "csrf_valid" in g:
            _keep(session["csrf_token"], token)


def _is_known(token: str) -> bool:
    """Whether this browser's token has been made, or found right, here of late."""
    known = this_app().extensions["form_tokens"].get(session.get("csrf_token"))
    return known is not None and hmac.compare_digest(token.encode("utf-8", "surrogatepass"), known.encode())


def _is_of_this_site(asked: Request) -> bool:
    """Under https a form of ours says where it stood."""
    if not asked.is_secure:
        return True
    return bool(asked.referrer) and bool(same_origin(asked.referrer, f"https://{asked.host}/"))


def _keep(secret: str, token: str) -> None:
    kept = this_app().extensions["form_tokens"]
    if len(kept) >= MOST:
        kept.clear()
    kept[secret] = token


def init_forms(app: Flask) -> None:
    Protection(app)
    app.extensions["form_tokens"] = {}
    app.jinja_env.globals["csrf_token"] = form_token
    app.context_processor(lambda: {"csrf_token": form_token})


def form_token() -> str:
    """For a hidden field `csrf_token`."""
    kept = here()
    token: str | None = kept.get("csrf_token")
    if token is None:
        secret = session.get("csrf_token")
        token = this_app().extensions["form_tokens"].get(secret) if secret else None
        if token is None:
            token = str(generate_csrf())  # a new browser gets its secret here
            _keep(session["csrf_token"], token)
        kept.csrf_token = token
    return token
