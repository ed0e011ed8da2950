"""The pages of plain words."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.client import Browser
from tests.database_guard import Guard
from tests.html import text_of


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/help", "Help"),
        ("/about", "About Recollect"),
        ("/privacy", "Privacy, in short"),
        ("/accessibility", "Accessibility"),
    ],
)
def test_a_page_has_one_heading_and_its_own_place_in_the_foot(client: Browser, address: str, title: str) -> None:
    assert client.get(address).status_code == 200
    assert client.last is not None
    assert [text_of(each) for each in client.last.iter("h1")] == [title]
    assert [a.get("href") for a in client.last.iter("a") if a.get("aria-current") == "page"] == [address]


@pytest.mark.parametrize("address", ["/help", "/about", "/privacy", "/accessibility"])
def test_a_page_asks_the_database_nothing_and_gives_no_cookie(client: Browser, guard: Guard, address: str) -> None:
    answer = client.get(address)
    assert (guard.statements, answer.headers.getlist("Set-Cookie")) == ([], [])


@pytest.mark.parametrize("address", ["/help", "/about", "/privacy", "/accessibility"])
def test_s24_a_page_takes_no_post(client: Browser, address: str) -> None:
    assert client.send(address).status_code == 405


def test_the_privacy_page_states_the_days_as_they_are_set(app: Flask, client: Browser) -> None:
    kept = app.config["GUEST_DAYS"]
    try:
        for days, words in ((30, "30 days"), (1, "1 day"), (90, "90 days")):
            app.config["GUEST_DAYS"] = days
            client.get("/privacy")
            assert client.last is not None
            said = [text_of(each) for each in client.last.iter("p") if "last answer" in text_of(each)]
            assert said == [
                f"Without an account: {words} after your last answer. Then this browser no longer finds your place."
            ]
    finally:
        app.config["GUEST_DAYS"] = kept


def test_the_keys_of_the_help_page_can_be_linked_to(client: Browser) -> None:
    client.get("/help")
    assert client.last is not None
    assert [each.get("id") for each in client.last.iter("section") if each.get("id")] == ["keys", "locked-out"]
