"""Default deny: the rule of each view, and the viewer it is asked about."""

from __future__ import annotations

import pytest
from flask import Flask, g

from tests.client import Browser
from tests.web.conftest import Lines
from webapp import app as application
from webapp.config import CannotStart
from webapp.web.access import Viewer, access, anyone, stranger, viewer, views_without_rule


def test_each_view_of_the_app_has_a_rule(app: Flask) -> None:
    assert views_without_rule(app) == []


def test_s03_the_app_does_not_start_with_a_view_that_has_none() -> None:
    app = Flask("trial", static_folder=None)
    app.add_url_rule("/open", "open", access(anyone)(lambda: "x"))
    application.refuse_open_views(app)
    app.add_url_rule("/b", "b", lambda: "x")
    app.add_url_rule("/a", "a", lambda: "x")
    with pytest.raises(CannotStart, match=r"^views without an access rule: a, b$"):
        application.refuse_open_views(app)


def test_who_may_not_open_a_page_does_not_learn_of_it(
    app: Flask, client: Browser, caplines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Viewer] = []

    def nobody(who: Viewer) -> bool:
        asked.append(who)
        return False

    monkeypatch.setattr(app.view_functions["site.help_page"], "access_rule", nobody)
    assert client.get("/help").status_code == 404
    with app.test_request_context():
        assert asked == [stranger()]
    denied, _request = caplines()
    assert (denied["event"], denied["endpoint"]) == ("denied", "site.help_page")


def test_the_viewer_is_loaded_once_a_request(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[int] = []

    def load() -> Viewer:
        loads.append(1)
        return stranger()

    monkeypatch.setitem(app.extensions, "viewer_loader", load)
    with app.test_request_context():
        assert "viewer" not in g
        assert viewer() is viewer()
    assert loads == [1]
