"""The matrix must be able to fail: a route without its row, a row without a route, and a rule taken from one route."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.access_table import CAST, TABLE
from tests.web.test_access_matrix import NAMES, ask, browser_of, ids_of, unlisted
from tests.web.world import People, World
from webapp.app import build_app, refuse_open_views
from webapp.config import CannotStart
from webapp.migrating import engine_of
from webapp.web.access import OF_ACCOUNTS, access, anyone

GUARDED = [name for name in NAMES if TABLE[name].needs_login]


def test_s03_a_route_without_its_row_is_found(app: Flask, environment: dict[str, str]) -> None:
    other = build_app(environment)
    try:
        assert unlisted(other) == ([], [])
        other.add_url_rule("/trial", "trial", access(anyone)(lambda: "x"), methods=["GET", "POST"])
        assert unlisted(other) == ([("trial", "GET"), ("trial", "POST")], [])
    finally:
        engine_of(other).dispose()


def test_s03_a_row_without_its_route_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLE, ("trial", "GET"), TABLE["site.help_page", "GET"])
    assert unlisted(app) == ([], [("trial", "GET")])


def test_s03_each_view_with_a_rule_for_accounts_is_one_that_needs_a_login(app: Flask) -> None:
    ruled = {name for name in NAMES if getattr(app.view_functions[name[0]], "access_rule", None) in OF_ACCOUNTS}
    assert ruled == set(GUARDED)


@pytest.mark.parametrize("name", GUARDED, ids=" ".join)
def test_s03_a_rule_taken_from_one_route_is_noticed(
    app: Flask, world: World, people: People, name: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, ids = TABLE[name], ids_of(world, people, name)
    view = app.view_functions[name[0]]
    with monkeypatch.context() as changed:
        changed.setattr(view, "access_rule", anyone)
        found = {who: ask(app, browser_of(world, people, who), name, row, ids).status_code for who in CAST}
    assert found != {who: row.of(who) for who in CAST}
    monkeypatch.delattr(view, "access_rule")
    with pytest.raises(CannotStart, match=f"^views without an access rule: {name[0]}$"):
        refuse_open_views(app)
