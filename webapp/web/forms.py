"""The token of every form. Flask-WTF makes and checks it; what it has made or found right is kept for a while.

The token does not age (`WTF_CSRF_TIME_LIMIT`), so the one made a minute ago for the same browser is as good as new.
"""

from __future__ import annotations

import hmac

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf, same_origin

MOST = 10_000  # browsers of late


class Protection(CSRFProtect):  # type: ignore[misc] # the package has no types
    """Compares a token that is known already; whatever else comes takes Flask-WTF's way."""

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return
        token = request.form.get("csrf_token")
        if token and _is_known(token) and _is_of_this_site():
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if token and "csrf_valid" in g:
            _keep(session["csrf_token"], token)


def _is_known(token: str) -> bool:
    """Whether this browser's token has been made, or found right, here of late."""
    known = current_app.extensions["form_tokens"].get(session.get("csrf_token"))
    return known is not None and hmac.compare_digest(token.encode("utf-8", "surrogatepass"), known.encode())


def _is_of_this_site() -> bool:
    """Under https a form of ours says where it stood."""
    if not request.is_secure:
        return True
    return bool(request.referrer) and bool(same_origin(request.referrer, f"https://{request.host}/"))


def _keep(secret: str, token: str) -> None:
    kept = current_app.extensions["form_tokens"]
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
    if "csrf_token" not in g:
        secret, kept = session.get("csrf_token"), current_app.extensions["form_tokens"]
        known = kept.get(secret) if secret else None
        if known is not None:
            g.csrf_token = known
        else:
            token = generate_csrf()  # a new browser gets its secret here
            _keep(session["csrf_token"], token)
    return str(g.csrf_token)
