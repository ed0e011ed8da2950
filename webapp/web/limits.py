"""How much one request may bring."""

from __future__ import annotations

from flask import Flask

from webapp.web.request import sent, this_app


def init_limits(app: Flask) -> None:
    """Register before whatever reads a form (the check of its token does)."""
    app.before_request(_limit_body)


def _limit_body() -> None:
    # why: Werkzeug keeps MAX_FORM_MEMORY_SIZE for multipart forms alone; any other body would be read whole,
    # up to the size of an upload
    asked = sent()
    if not asked.environ.get("CONTENT_TYPE") or asked.mimetype != "multipart/form-data":
        asked.max_content_length = this_app().config["MAX_FORM_MEMORY_SIZE"]
