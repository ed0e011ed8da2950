"""A browser without scripts: it reads each page strictly, and sends forms with their token."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from tests.html import Form, forms_of, read_strictly

Fields = Mapping[str, Any] | Iterable[tuple[str, str]]


class Browser(FlaskClient):
    last: Element | None = None  # the tree of the last page or fragment

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)  # a file that is sent is closed again
        response = super().open(*args, **kwargs)
        self.last = None
        # A redirect's own short text is Werkzeug's; no browser shows it.
        is_shown = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if is_shown and response.get_data():
            is_fragment = "X-Recollect" in response.request.headers
            self.last = read_strictly(_text(response), is_fragment=is_fragment)
        return response

    def token(self) -> str:
        """A form token of this browser's session, as a page would carry it."""
        with self.session_transaction() as kept, self.application.test_request_context():
            session.update(kept)
            token: str = generate_csrf()
            kept.update(session)
        return token

    def send(self, address: str, fields: Fields = (), **kwargs: Any) -> TestResponse:
        """POST with a valid token."""
        pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        data: dict[str, list[str]] = {"csrf_token": [self.token()]}
        for name, value in pairs:
            data.setdefault(name, []).extend(value if isinstance(value, list) else [str(value)])
        return self.post(address, data=data, **kwargs)

    def forms(self) -> list[Form]:
        assert self.last is not None, "the last answer was no page"
        return forms_of(self.last)

    def submit(self, form: Form, /, **changed: Any) -> TestResponse:
        """Send a form of the last page, with these fields changed or added."""
        data: dict[str, list[str]] = {}
        for name, value in form.fields:
            data.setdefault(name, []).append(value)
        for name, value in changed.items():
            data[name] = value if isinstance(value, list) else [str(value)]
        if form.method == "get":
            return self.open(form.action or "/", query_string=data)
        return self.open(form.action or "/", method="POST", data=data)


def _text(response: TestResponse) -> str:
    body = response.get_data()
    return (gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body).decode()
