"""How much one request may bring."""

from __future__ import annotations

from flask import Flask, current_app, request


def init_limits(app: Flask) -> None:
    """Register before whatever reads a form (the check of its token does)."""
    app.before_request(_limit_body)


def _limit_body() -> None:
    # why: Werkzeug keeps MAX_FORM_MEMORY_SIZE for multipart forms alone; any other body would be read whole,
    # up to the size of an upload
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
