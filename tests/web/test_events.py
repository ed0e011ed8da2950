"""S41: one line an event, and nothing in it that was typed."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from tests.client import Browser
from tests.web.conftest import Lines
from tests.web.world import World
from webapp.web.events import log_event


def test_a_request_is_one_line(client: Browser, caplines: Lines) -> None:
    response = client.get("/banks/nothing?code=JOIN42")
    (line,) = caplines()
    assert line.pop("time").endswith("Z")
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request",
        "id": response.headers["X-Request-Id"],
        "endpoint": "study.bank",
        "method": "GET",
        "address": "127.0.0.1",
        "status": 404,
    }


def test_a_known_learner_is_named_by_number(world: World, caplines: Lines) -> None:
    caplines()
    world.guest.get("/me/settings")
    (line,) = caplines()
    assert (line["role"], line["status"]) == ("guest", 200)
    assert isinstance(line["user"], int)


def test_s41_lines_cannot_be_forged(capsys: pytest.CaptureFixture[str]) -> None:
    log_event("trial", name='a\r\n{"event": "forged"}\x1b[31m\u2028')
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["name"] == 'a\r\n{"event": "forged"}\x1b[31m\u2028'
    assert all(ord(character) >= 32 for character in out.rstrip("\n"))


def test_s41_the_log_of_an_answer_holds_no_secret(capsys: pytest.CaptureFixture[str], app: Flask, world: World) -> None:
    out = capsys.readouterr().out
    assert out.count('"endpoint": "study.answer"') == 2
    cookie = world.guest.get_cookie("visitor")
    assert cookie is not None
    for secret in (cookie.value, world.guest.token(), world.ticket, "smoke", app.config["SECRET_KEY"]):
        assert secret not in out
