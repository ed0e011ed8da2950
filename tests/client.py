"""A browser without scripts: it reads each page strictly, and sends forms with their token."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from tests.html import Form, forms_of, read_strictly

# On PostgreSQL the pages are those that were read on SQLite: only what a test looks into is read once more.
IS_SECOND_RUN = bool(os.environ.get("TEST_DATABASE_URL"))
Fields = Mapping[str, Any] | Iterable[tuple[str, str]]


class Browser(FlaskClient):
    _body: str | None = None
    _is_fragment = False

    @property
    def last(self) -> Element | None:
        """The tree of the last page or fragment."""
        return None if self._body is None else read_strictly(self._body, is_fragment=self._is_fragment)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)  # a file that is sent is closed again
        response = super().open(*args, **kwargs)
        self._body = None
        # A redirect's own short text is Werkzeug's; no browser shows it.
        is_shown = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if is_shown and response.get_data():
            self._body, self._is_fragment = _text(response), "X-Recollect" in response.request.headers
            if not IS_SECOND_RUN:
                assert self.last is not None
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
