"""S3: every address for everybody; S1: others' things look like things that are not there; S24: no foreign forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.client import Browser
from tests.web.access_table import TABLE, Row
from tests.web.world import World, rows_of

SAFE = {"GET", "HEAD", "OPTIONS"}
NAMES = sorted(TABLE)
UNSAFE = [(endpoint, method) for endpoint, method in NAMES if method not in SAFE]
OWN = [name for name in NAMES if TABLE[name].own]
MISSING = {
    "session_id": "01a20cff-0000-7000-8000-000000000000",
    "review_id": "01a20cff-0000-7000-8000-000000000001",
    "ticket": "nobody's",
}


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def ask(
    app: Flask, browser: Browser, name: tuple[str, str], row: Row, ids: dict[str, str], **kwargs: Any
) -> TestResponse:
    method = name[1]
    rule = next(rule for rule, m in rules(app) if (rule.endpoint, m) == name)
    _domain, path = rule.build({argument: ids[argument] for argument in rule.arguments}) or ("", "")
    filled = {key: value.format(**ids) for key, value in row.fields.items()}
    query = {key: value.format(**ids) for key, value in row.query.items()}
    if method in SAFE:
        return browser.open(path, method=method, query_string=query, **kwargs)
    return browser.send(path, filled, query_string=query, **kwargs)


def ids_of(world: World) -> dict[str, str]:
    return {name: getattr(world, name) for name in ("slug", "session_id", "review_id", "ticket", "open_ticket")}


def test_s03_the_table_has_a_row_for_each_address(app: Flask) -> None:
    assert sorted((rule.endpoint, method) for rule, method in rules(app)) == NAMES


@pytest.mark.parametrize("name", NAMES, ids=" ".join)
def test_s03_each_address_answers_each_as_the_table_says(app: Flask, world: World, name: tuple[str, str]) -> None:
    row, ids = TABLE[name], ids_of(world)
    found = {who: ask(app, getattr(world, who), name, row, ids).status_code for who in ("stranger", "other", "guest")}
    assert found == {"stranger": row.stranger, "other": row.other, "guest": row.guest}


@pytest.mark.parametrize("name", OWN, ids=" ".join)
def test_s01_anothers_thing_is_answered_like_a_missing_one(app: Flask, world: World, name: tuple[str, str]) -> None:
    row, ids = TABLE[name], ids_of(world)
    before = rows_of(app)
    foreign = ask(app, world.other, name, row, ids)
    missing = ask(app, world.other, name, row, ids | MISSING | {"open_ticket": MISSING["ticket"]})
    assert (foreign.status_code, said(foreign)) == (missing.status_code, said(missing))
    assert foreign.status_code == row.other
    assert rows_of(app) == before


def said(response: TestResponse) -> str:
    """What a page says, but for the request's own number and time."""
    return re.sub(r"request [0-9a-f]{16}", "request", response.get_data(as_text=True))


@pytest.mark.parametrize("name", UNSAFE, ids=" ".join)
@pytest.mark.parametrize("token", ["", "none", "foreign"])
def test_s24_a_form_without_our_token_changes_nothing(
    app: Flask, world: World, name: tuple[str, str], token: str
) -> None:
    row, ids = TABLE[name], ids_of(world)
    method = name[1]
    rule = next(rule for rule, m in rules(app) if (rule.endpoint, m) == name)
    _domain, path = rule.build({argument: ids[argument] for argument in rule.arguments}) or ("", "")
    fields = {key: value.format(**ids) for key, value in row.fields.items()}
    if token:
        fields["csrf_token"] = world.other.token() if token == "foreign" else token
    before = rows_of(app)
    assert world.guest.open(path, method=method, data=fields).status_code == 400
    assert world.guest.open(path, method=method, json=fields).status_code == 400
    assert rows_of(app) == before


@pytest.mark.parametrize("name", [name for name in NAMES if name[1] == "GET"], ids=" ".join)
def test_s24_looking_changes_nothing(app: Flask, world: World, name: tuple[str, str]) -> None:
    before = rows_of(app)
    for who in (world.stranger, world.guest, world.other):
        ask(app, who, name, TABLE[name], ids_of(world))
    assert rows_of(app) == before
