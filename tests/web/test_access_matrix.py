"""S3: every address for everybody; S1: others' things look like things that are not there; S24: no foreign forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.client import Browser
from tests.web.access_row import Row
from tests.web.access_table import CAST, TABLE
from tests.web.world import People, World, rows_of

SAFE = {"GET", "HEAD", "OPTIONS"}
NAMES = sorted(TABLE)
UNSAFE = [(endpoint, method) for endpoint, method in NAMES if method not in SAFE]
OWN = [name for name in NAMES if TABLE[name].own]
MISSING: dict[str, Any] = {
    "session_id": "01a20cff-0000-7000-8000-000000000000",
    "review_id": "01a20cff-0000-7000-8000-000000000001",
    "ticket": "nobody's",
    "login_id": 999,
    "user_id": 999,
    "question_id": 999,
    "set_id": 999,
    "break_id": 999,
    "exam_id": 999,
    "handle": "nobodys",
    "upload_id": 999,
    "batch_id": 999,
    "report_id": 999,
}


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def ask(
    app: Flask, browser: Browser, name: tuple[str, str], row: Row, ids: dict[str, Any], **kwargs: Any
) -> TestResponse:
    method = name[1]
    rule = next(rule for rule, m in rules(app) if (rule.endpoint, m) == name)
    _domain, path = rule.build({argument: ids[argument] for argument in rule.arguments}) or ("", "")
    filled = {key: value.format(**ids) for key, value in row.fields.items()}
    query = {key: value.format(**ids) for key, value in row.query.items()}
    if method in SAFE:
        return browser.open(path, method=method, query_string=query, **kwargs)
    return browser.send(path, filled, query_string=query, **kwargs)


def ids_of(world: World, people: People, name: tuple[str, str]) -> dict[str, Any]:
    names = ("slug", "session_id", "review_id", "ticket", "open_ticket", "token", "question_id", "set_id", "file_name")
    whose = {name: getattr(people, name) for name in ("login_id", "user_id")}
    taught = asdict(people.taught) if name[0].startswith("teaching.") else {}
    return {each: getattr(world, each) for each in names} | whose | taught | {"break_id": 1, "exam_id": 1}


def browser_of(world: World, people: People, who: str) -> Browser:
    found = getattr(world, who, None) or getattr(people, who)
    assert isinstance(found, Browser)
    return found


def unlisted(app: Flask) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Addresses without a row, and rows without an address."""
    found = {(rule.endpoint, method) for rule, method in rules(app)}
    return sorted(found - set(TABLE)), sorted(set(TABLE) - found)


def test_s03_the_table_has_a_row_for_each_address(app: Flask) -> None:
    assert unlisted(app) == ([], [])


@pytest.mark.parametrize("name", NAMES, ids=" ".join)
def test_s03_each_address_answers_each_as_the_table_says(
    app: Flask, world: World, people: People, name: tuple[str, str]
) -> None:
    row, ids = TABLE[name], ids_of(world, people, name)
    found = {who: ask(app, browser_of(world, people, who), name, row, ids).status_code for who in CAST}
    assert found == {who: row.of(who) for who in CAST}


@pytest.mark.parametrize("name", [name for name in NAMES if TABLE[name].needs_login], ids=" ".join)
def test_s03_who_is_not_in_is_led_to_the_login_or_a_script_told(
    app: Flask, world: World, people: People, name: tuple[str, str]
) -> None:
    row, ids = TABLE[name], ids_of(world, people, name)
    answers = [ask(app, browser_of(world, people, who), name, row, ids) for who in ("stranger", "guest", "disabled")]
    assert {answer.headers["Location"].partition("?")[0] for answer in answers} == {"/login"}
    told = ask(app, world.stranger, name, row, ids, headers={"X-Recollect": "fragment"})
    assert told.status_code == 401


@pytest.mark.parametrize("name", OWN, ids=" ".join)
def test_s01_anothers_thing_is_answered_like_a_missing_one(
    app: Flask, world: World, people: People, name: tuple[str, str]
) -> None:
    row, ids = TABLE[name], ids_of(world, people, name)
    who = browser_of(world, people, row.foreign)
    before = rows_of(app)
    foreign = ask(app, who, name, row, ids)
    missing = ask(app, who, name, row, ids | MISSING | {"open_ticket": MISSING["ticket"]})
    assert (foreign.status_code, said(foreign)) == (missing.status_code, said(missing))
    assert foreign.status_code == row.of(row.foreign)
    assert rows_of(app) == before


def said(response: TestResponse) -> str:
    """What a page says, but for the request's own number, time and form tokens."""
    own = r'request [0-9a-f]{16}|<time.*?</time>|name="csrf_token" value="[^"]*"'
    return re.sub(own, "", response.get_data(as_text=True))


@pytest.mark.parametrize("name", UNSAFE, ids=" ".join)
@pytest.mark.parametrize("token", ["", "none", "foreign"])
def test_s24_a_form_without_our_token_changes_nothing(
    app: Flask, world: World, people: People, name: tuple[str, str], token: str
) -> None:
    """As the one who may: the guest for her answers, the admin for the pages of the admin."""
    row, ids = TABLE[name], ids_of(world, people, name)
    method = name[1]
    rule = next(rule for rule, m in rules(app) if (rule.endpoint, m) == name)
    _domain, path = rule.build({argument: ids[argument] for argument in rule.arguments}) or ("", "")
    fields = {key: value.format(**ids) for key, value in row.fields.items()}
    headers = {}
    if token:
        given = world.other.token() if token == "foreign" else token
        fields["csrf_token"] = headers["X-CSRFToken"] = given
    before = rows_of(app)
    for who in (world.guest, people.student, people.admin):
        assert who.open(path, method=method, data=fields).status_code == 400
        assert who.open(path, method=method, json=fields, headers=headers).status_code == 400
    assert rows_of(app) == before


@pytest.mark.parametrize("name", [name for name in NAMES if name[1] == "GET"], ids=" ".join)
def test_s24_looking_changes_nothing(app: Flask, world: World, people: People, name: tuple[str, str]) -> None:
    ids, before = ids_of(world, people, name), rows_of(app)
    for who in CAST:
        ask(app, browser_of(world, people, who), name, TABLE[name], ids)
    assert rows_of(app) == before


def test_s24_logging_out_is_no_link(app: Flask, people: People) -> None:
    assert people.student.get("/logout").status_code == 405
    assert people.student.get("/me/account").status_code == 200
