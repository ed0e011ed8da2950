"""The token of forms: made once, compared when it is known, and refused as Flask-WTF refuses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.exceptions import BadRequest

from webapp.web.forms import form_token

SECURE = "https://localhost/"


@pytest.fixture(autouse=True)
def _none_known(app: Flask) -> Iterator[None]:
    app.extensions["form_tokens"].clear()
    yield
    app.extensions["form_tokens"].clear()


def sent(app: Flask, token: str, secret: str | None, base_url: str = "http://localhost/", referrer: str = "") -> bool:
    """Whether a form with this token is taken from a browser with this secret."""
    headers = {"Referer": referrer} if referrer else {}
    with app.test_request_context(
        "/study/answer", method="POST", data={"csrf_token": token}, base_url=base_url, headers=headers
    ):
        if secret is not None:
            session["csrf_token"] = secret
        try:
            app.extensions["csrf"].protect(apply_exemptions=True)
        except BadRequest:
            return False
        return bool(g.get("csrf_valid"))


def made(app: Flask, secret: str) -> str:
    """A right token that this process does not know, as another process makes it."""
    with app.test_request_context("/"):
        session["csrf_token"] = secret
        return str(generate_csrf())


def test_a_token_is_made_once_for_a_browser(app: Flask) -> None:
    found = []
    for _request in range(2):
        with app.test_request_context("/"):
            session["csrf_token"] = "secret"
            found.append(form_token())
            validate_csrf(found[0])
    assert found[0] == found[1]
    assert app.extensions["form_tokens"] == {"secret": found[0]}


def test_a_right_token_is_taken_and_then_known(app: Flask) -> None:
    token = made(app, "secret")
    assert sent(app, token, "secret")
    assert app.extensions["form_tokens"] == {"secret": token}
    assert sent(app, token, "secret")


@pytest.mark.parametrize("wrong", ["", "x", "é"])
def test_a_wrong_token_is_refused_and_not_kept(app: Flask, wrong: str) -> None:
    token = made(app, "secret")
    assert sent(app, token, "secret")
    assert not sent(app, wrong, "secret")
    assert app.extensions["form_tokens"] == {"secret": token}


def test_a_token_of_another_browser_is_refused(app: Flask) -> None:
    token = made(app, "secret")
    assert sent(app, token, "secret")
    assert not sent(app, token, "another")
    assert not sent(app, token, None)


@pytest.mark.parametrize(
    ("referrer", "is_taken"),
    [
        ("https://localhost/study", True),
        ("", False),
        ("https://elsewhere.example/", False),
        ("http://localhost/", False),
    ],
)
@pytest.mark.parametrize("is_known", [False, True])
def test_under_https_a_form_comes_from_this_site(app: Flask, referrer: str, is_taken: bool, is_known: bool) -> None:
    token = made(app, "secret")
    if is_known:
        assert sent(app, token, "secret")
    assert sent(app, token, "secret", SECURE, referrer) is is_taken
