"""`/readyz` says in words what keeps an answer from being saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.client import Browser
from webapp.web import ready


def test_ready(client: Browser) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.get_data(as_text=True), response.mimetype) == (
        200,
        "ready\n",
        "text/plain",
    )


def test_little_space(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "MINIMUM_FREE", 2**62)
    response = client.get("/readyz")
    assert (response.status_code, response.get_data(as_text=True)) == (503, "little space\n")


def test_another_revision(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "revision", lambda: "0000")
    response = client.get("/readyz")
    assert (response.status_code, response.get_data(as_text=True)) == (503, "revision\n")


def test_a_database_that_is_not_there(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DATABASE_PATH", Path("/nowhere/recollect.db"))
    response = client.get("/readyz")
    assert (response.status_code, response.get_data(as_text=True)) == (503, "read-only\n")
