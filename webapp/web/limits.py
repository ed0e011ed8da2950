"""How much one request may bring."""

from __future__ import annotations

from io import BytesIO

from flask import Flask, abort

from webapp.web.request import sent, this_app


def init_limits(app: Flask) -> None:
    """Register before whatever reads a form (the check of its token does)."""
    app.before_request(_limit_body)


def _limit_body() -> None:
    # why: Werkzeug keeps MAX_FORM_MEMORY_SIZE for multipart forms alone; any other body would be read whole,
    # up to the size of an upload
    asked = sent()
    if not asked.environ.get("CONTENT_TYPE") or asked.mimetype != "multipart/form-data":
        most = asked.max_content_length = this_app().config["MAX_FORM_MEMORY_SIZE"]
        if "HTTP_TRANSFER_ENCODING" in asked.environ:
            _count_body(most)


def _count_body(most: int) -> None:
    """A body without a length: Werkzeug would cut it at the limit and take the rest for all."""
    environ = sent().environ
    body = environ["wsgi.input"].read(most + 1)
    if len(body) > most:
        abort(413)
    environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
