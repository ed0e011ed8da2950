"""The app's own page for everything that goes wrong (S40), and short words for its scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.client import Browser
from tests.html import text_of
from tests.web.conftest import Lines
from webapp.database import reading
from webapp.database_errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseGone,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StorageFull,
)
from webapp.web.access import anyone

View = Callable[[], ResponseReturnValue]


@pytest.fixture
def help_does(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[View], None]:
    """Put another view in the place of the help page: a page of ours that fails in a chosen way."""

    def put(view: View) -> None:
        view.access_rule = anyone  # type: ignore[attr-defined] # as @access does
        monkeypatch.setitem(app.view_functions, "site.help_page", view)

    return put


Put = Callable[[View], None]


def failing(error: BaseException) -> View:
    def view() -> ResponseReturnValue:
        raise error

    return view


def page_of(client: Browser) -> str:
    assert client.last is not None
    return text_of(client.last)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500, 503])
def test_s40_each_status_has_a_page_with_the_number_of_the_request(
    client: Browser, help_does: Put, status: int
) -> None:
    help_does(lambda: abort(status))
    response = client.get("/help")
    assert response.status_code == status
    assert response.headers["X-Request-Id"] in page_of(client)
    assert f"Error {status}" in page_of(client)


@pytest.mark.parametrize("status", [401, 410, 418, 501])
def test_a_status_without_a_page_of_its_own_has_a_page_all_the_same(
    client: Browser, help_does: Put, status: int
) -> None:
    help_does(lambda: abort(status))
    response = client.get("/help")
    assert response.status_code == status
    assert response.headers["X-Request-Id"] in page_of(client)


def test_a_views_own_words_are_shown_and_werkzeugs_are_not(client: Browser, help_does: Put) -> None:
    help_does(lambda: abort(409, "This answer was sent before."))
    client.get("/help")
    assert "This answer was sent before." in page_of(client)
    client.get("/nothing/here")
    assert "The requested URL was not found" not in page_of(client)


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (DatabaseBusy(), "2"),
        (DatabaseGone(), "5"),
        (StorageFull(), "60"),
        (DatabaseReadOnly(), "60"),
        (DatabaseDamaged(), "600"),
        (PoolTimeout(), "2"),
    ],
)
def test_a_database_that_cannot_be_used_is_503_with_a_time(
    client: Browser, help_does: Put, error: Exception, wait: str
) -> None:
    help_does(failing(error))
    response = client.get("/help")
    assert (response.status_code, response.headers["Retry-After"]) == (503, wait)
    assert response.headers["X-Request-Id"] in page_of(client)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DatabaseBusy("busy"), "Nothing was lost. Send the answer again in a moment."),
        (StorageFull("full"), "The storage of this site is full."),
        (DatabaseReadOnly("read-only"), "This site cannot save at the moment."),
        (DatabaseDamaged("damaged"), "flask --app webapp restore FILE"),
    ],
)
def test_it_says_why_and_what_to_do(client: Browser, help_does: Put, error: Exception, words: str) -> None:
    help_does(failing(error))
    client.get("/help")
    assert words in page_of(client)


def test_once_damaged_nothing_is_served_until_the_next_start(client: Browser, help_does: Put) -> None:
    help_does(failing(DatabaseDamaged("damaged")))
    before = client.get("/banks").status_code
    client.get("/help")
    found = {path: client.get(path).status_code for path in ("/banks", "/readyz", "/healthz")}
    assert (before, found) == (200, {"/banks": 503, "/readyz": 503, "/healthz": 200})
    assert client.get("/readyz").get_data(as_text=True).splitlines()[-1] == "damaged"


def test_s40_a_mistake_shows_its_number_and_nothing_else(client: Browser, help_does: Put, caplines: Lines) -> None:
    help_does(failing(ValueError("the words of a learner")))
    response = client.get("/help")
    assert response.status_code == 500
    assert "ValueError" not in page_of(client)
    assert "the words of a learner" not in page_of(client)
    error, request = caplines()
    assert (error["event"], error["error"], error["id"]) == ("error", "builtins.ValueError", request["id"])
    assert request["id"] == response.headers["X-Request-Id"]
    assert "the words of a learner" not in str(error)


def test_an_error_page_asks_the_database_nothing(
    app: Flask, client: Browser, help_does: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise DatabaseGone

    monkeypatch.setitem(app.extensions, "viewer_loader", unreachable)
    assert client.get("/help").status_code == 503  # the page itself needs the viewer
    assert client.get("/nothing").status_code == 404


def test_a_broken_error_page_is_still_a_page(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.jinja_env.globals, "asset", None)
    response = client.get("/nothing")
    assert response.status_code == 404
    assert page_of(client) == f"404 Not Found 404 Not FoundError {response.headers['X-Request-Id']}Recollect"


def test_our_scripts_get_short_words(client: Browser, help_does: Put) -> None:
    help_does(lambda: abort(409, "This answer was sent before."))
    response = client.get("/help", headers={"X-Recollect": "fragment"})
    assert response.status_code == 409
    assert response.get_json() == {
        "status": 409,
        "message": "This answer was sent before.",
        "request_id": response.headers["X-Request-Id"],
    }
    missing = client.get("/nothing", headers={"X-Recollect": "fragment"})
    assert missing.get_json()["message"] == "404 Not Found"


def test_s36_a_text_that_is_too_long_is_refused_with_the_limit(client: Browser) -> None:
    response = client.send("/study/answer", {"text": "x" * (2 * 1024 * 1024 + 1)})
    assert response.status_code == 413
    assert "2 MB" in page_of(client)


def test_s36_a_form_with_too_many_parts_is_refused(client: Browser) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\nx\r\n'
    body = (part * 1001 + "--b--\r\n").encode()
    response = client.post("/study/answer", data=body, content_type="multipart/form-data; boundary=b")
    assert response.status_code == 413


def test_a_wrong_method_names_the_right_ones(client: Browser) -> None:
    response = client.delete("/help")
    assert response.status_code == 405
    assert sorted(response.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS"]


def test_s24_a_stale_form_says_what_to_do(client: Browser, caplines: Lines) -> None:
    response = client.post("/study/answer", data={"csrf_token": "old"})
    assert response.status_code == 400
    assert "reload" in page_of(client)
    assert [line["event"] for line in caplines()] == ["csrf_failure", "request"]


@pytest.fixture
def breaks_once() -> Iterator[View]:
    tries: list[int] = []

    def view() -> ResponseReturnValue:
        tries.append(1)
        if len(tries) == 1:
            raise DatabaseGone
        reading().exec_driver_sql("SELECT 1")
        return f"<!doctype html><title>t</title>{len(tries)} tries"

    yield view


def test_a_page_is_tried_once_more_when_the_connection_breaks(
    client: Browser, help_does: Put, breaks_once: View
) -> None:
    help_does(breaks_once)
    response = client.get("/help")
    assert (response.status_code, page_of(client)) == (200, "t2 tries")


def test_a_page_is_not_tried_a_third_time(client: Browser, help_does: Put) -> None:
    tries: list[int] = []

    def view() -> ResponseReturnValue:
        tries.append(1)
        raise DatabaseUnavailable if len(tries) > 2 else DatabaseGone

    help_does(view)
    assert client.get("/help").status_code == 503
    assert tries == [1, 1]


def test_the_second_try_keeps_the_access_rule(
    app: Flask, client: Browser, help_does: Put, breaks_once: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    help_does(breaks_once)
    monkeypatch.setattr(breaks_once, "access_rule", lambda viewer: False)
    assert client.get("/help").status_code == 404


@pytest.mark.parametrize("path", ["/", "/help", "/nothing"])
def test_f20_each_page_warns_of_a_disk_that_is_thrown_away(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def banners() -> list[str]:
        client.get(path)
        assert client.last is not None
        found = [element for element in client.last.iter() if element.get("class") == "risk"]
        return [text_of(element) for element in found]

    assert banners() == []
    monkeypatch.setitem(app.config, "HAS_DATA_LOSS_RISK", True)
    assert len(banners()) == 1
