"""S25: a form leads to a page of this site and nowhere else."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.people import account, browser, log_in
from webapp.web.destinations import own_path, path_of_referrer

EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https://evil.example",
    "HTTPS://evil.example/banks",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "banks\r\nSet-Cookie: a=b",
    "/banks\r\nSet-Cookie: a=b",
    "http://localhost.evil.example/",
    "//localhost@evil.example",
    "/\x00/evil.example",
    "\u2028//evil.example",
    "",
    "banks",
    "?q=1",
    "/" + "x" * 1000,
]
OWN = ["/", "/banks", "/banks?q=a%20b&level=x#top", "/study/s/1/r/2", "/%09/evil.example", "/@evil.example", "/é"]


@pytest.mark.parametrize("text", EVIL)
def test_s25_another_place_is_none_of_ours(text: str) -> None:
    assert own_path(text, "/home") == "/home"


@pytest.mark.parametrize("text", OWN)
def test_a_path_of_ours_stays_as_it_is(text: str) -> None:
    assert own_path(text) == text


@given(st.text(alphabet="/\\:.@?#%09 \t\r\nabe", max_size=12))
def test_s25_what_passes_begins_with_one_slash(text: str) -> None:
    found = own_path(text)
    assert found in {"", text}
    assert not found or (found[0] == "/" and found[1:2] not in {"/", "\\"} and not set(found) & set("\\ \t\r\n"))


@pytest.mark.slow  # a login for each
def test_s25_the_login_leads_to_the_front_page_instead(app: Flask) -> None:
    account(app, "hana")
    answers = [log_in(browser(app), "hana", next=text) for text in ["//evil.example", "/\\evil", "/\t/evil", "/banks"]]
    assert [(each.status_code, each.headers["Location"]) for each in answers] == [
        (303, "/"),
        (303, "/"),
        (303, "/"),
        (303, "/banks"),
    ]


@pytest.mark.parametrize(
    ("referrer", "path"),
    [
        ("http://localhost/banks?q=x", "/banks?q=x"),
        ("http://localhost.evil.example/banks", ""),
        ("http://evil.example/banks", ""),
        ("http://localhost//evil.example", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_s25_the_page_a_form_came_from_is_ours_or_none(app: Flask, referrer: str, path: str) -> None:
    with app.test_request_context(headers={"Referer": referrer}):
        assert path_of_referrer() == path
