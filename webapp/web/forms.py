"""The token of every form. Flask-WTF makes and checks it; what it has made is kept for a while.

The token does not age (`WTF_CSRF_TIME_LIMIT`), so the one made a minute ago for the same browser is as good as new.
"""

from __future__ import annotations

from flask import Flask, current_app, g, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

MOST = 10_000  # browsers of late


def init_forms(app: Flask) -> None:
    CSRFProtect(app)
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
            if len(kept) >= MOST:
                kept.clear()
            kept[session["csrf_token"]] = token
    return str(g.csrf_token)
