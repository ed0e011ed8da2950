from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from flask import Flask

from tests.client import Browser
from tests.web.world import People, World, build_people, build_world
from webapp.app import build_app
from webapp.migrating import engine_of

Lines = Callable[[], list[dict[str, Any]]]


class Build(Protocol):
    def __call__(self, **variables: str) -> Browser: ...


@pytest.fixture
def world(app: Flask) -> World:
    return build_world(app)


@pytest.fixture
def people(app: Flask) -> People:
    return build_people(app)


@pytest.fixture
def caplines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The log lines since the last look."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return read


@pytest.fixture
def build(app: Flask, environment: dict[str, str]) -> Iterator[Build]:
    """Browsers for more apps on the same database, with other settings."""
    made: list[Flask] = []

    def with_settings(**variables: str) -> Browser:
        other = build_app({**environment, **variables})
        other.test_client_class = Browser
        made.append(other)
        client = other.test_client()
        assert isinstance(client, Browser)
        return client

    yield with_settings
    for other in made:
        engine_of(other).dispose()
