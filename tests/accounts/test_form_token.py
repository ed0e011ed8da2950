"""A fresh form token for a page that has outlived its own."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.accounts.people import account, log_in
from tests.client import Browser


def test_it_is_never_kept_and_changes_with_a_logout(app: Flask, client: Browser) -> None:
    account(app, "hana")
    log_in(client, "hana")
    first = client.get("/form-token")
    assert first.json is not None
    assert list(first.json) == ["token"]
    assert first.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in first.headers
    again = client.get("/form-token")
    assert again.json == first.json
    client.send("/logout", {})
    assert client.get("/form-token").json != first.json


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("none", 200), ("same-site", 404), ("cross-site", 404)]
)
def test_other_sites_get_none(client: Browser, site: str, status: int) -> None:
    assert client.get("/form-token", headers={"Sec-Fetch-Site": site}).status_code == status
