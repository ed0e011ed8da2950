"""The settings page, without script."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.client import Browser
from tests.html import Form, text_of
from webapp.accounts.models import User
from webapp.accounts.service import token_hash
from webapp.database import db, transaction
from webapp.memory.preferences import KEYS
from webapp.web.cookies import SESSION
from webapp.web.visitor import NAME

SETTINGS = "/me/settings"


def form(client: Browser) -> Form:
    client.get(SETTINGS)
    (found,) = client.forms()
    return found


def saved(client: Browser, **changed: Any) -> Form:
    """Send the settings with these changes and open them again; a field set to None is left out, as an empty tick."""
    shown = form(client)
    fields = [(name, value) for name, value in shown.fields if name not in changed]
    fields += [(name, value) for name, value in changed.items() if value is not None]
    answer = client.post(SETTINGS, data=dict(fields))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SETTINGS}?saved=1")
    return form(client)


USUAL = {
    "goal": "10",
    "new_per_day": "10",
    "retention": "0.9",
    "buttons": "2",
    "text_size": "100",
    "motion": "auto",
    "day_start": "4",
    **{f"key_{action}": key for action, key in KEYS.items()},
}


def values(shown: Form) -> dict[str, str]:
    """What is otherwise than usual, beside the fields that every test here looks at."""
    return {name: value for name, value in shown.fields if name != "csrf_token" and USUAL.get(name) != value}


def users(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context():
        rows = db.session.execute(select(User.role, User.zone, User.has_shortcuts, User.has_intervals)).all()
        db.session.rollback()
    return [tuple(row) for row in rows]


def root(client: Browser) -> dict[str, str]:
    assert client.last is not None
    return dict(client.last.attrib if client.last.tag == "html" else next(client.last.iter("html")).attrib)


def test_a_stranger_sees_the_defaults_and_nothing_is_stored(app: Flask, client: Browser) -> None:
    assert values(form(client)) == {"theme": "auto", "has_intervals": "y", "has_shortcuts": "y", "zone": "UTC"}
    assert users(app) == []


def test_saving_makes_the_guest_and_keeps_what_was_chosen(app: Flask, client: Browser) -> None:
    shown = saved(client, zone="Asia/Seoul", has_shortcuts=None, has_intervals=None)
    assert values(shown) == {"theme": "auto", "zone": "Asia/Seoul"}
    assert users(app) == [("guest", "Asia/Seoul", False, False)]


def test_saving_twice_is_one_guest(app: Flask, client: Browser) -> None:
    saved(client, zone="Asia/Seoul")
    saved(client, zone="Europe/Berlin")
    assert users(app) == [("guest", "Europe/Berlin", True, True)]


def test_the_page_says_that_it_saved(client: Browser) -> None:
    client.get(SETTINGS)
    client.submit(client.forms()[0])
    client.get(f"{SETTINGS}?saved=1")
    assert client.last is not None
    assert [text_of(each) for each in client.last.iter() if each.get("role") == "status"] == ["Saved."]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_written_into_every_page_by_the_server(client: Browser, theme: str) -> None:
    assert "data-theme" not in (client.get("/help"), root(client))[1]
    saved(client, theme=theme)
    client.get("/help")
    assert root(client) == {"lang": "en", "data-theme": theme}


def test_the_theme_of_the_device_takes_the_cookie_away(client: Browser) -> None:
    saved(client, theme="dark")
    assert client.get_cookie("theme") is not None
    saved(client, theme="auto")
    assert client.get_cookie("theme") is None
    client.get("/help")
    assert root(client) == {"lang": "en"}


@pytest.mark.parametrize("value", ["auto", "neon", '"><script>', ""])
def test_a_theme_that_nobody_offers_is_no_theme(client: Browser, value: str) -> None:
    client.set_cookie("theme", value)
    client.get("/help")
    assert root(client) == {"lang": "en"}


def test_shortcuts_off_are_off_on_every_page(client: Browser) -> None:
    def has_shortcuts() -> bool:
        client.get("/help")
        assert client.last is not None
        return "data-shortcuts" in next(client.last.iter("body")).attrib

    before = has_shortcuts()
    saved(client, has_shortcuts=None)
    assert (before, has_shortcuts()) == (True, False)


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"zone": "Mars/Olympus"}, "zone", "Not a valid choice."),
        ({"zone": ""}, "zone", "Not a valid choice."),
        ({"theme": "neon"}, "theme-0", "Not a valid choice."),
    ],
)
def test_a_value_that_is_not_offered_is_said_twice_and_changes_nothing(
    app: Flask, client: Browser, changed: dict[str, str], field: str, says: str
) -> None:
    shown = form(client)
    answer = client.post(SETTINGS, data={**dict(shown.fields), **changed})
    assert (answer.status_code, users(app)) == (200, [])
    assert client.last is not None
    (summary,) = (each for each in client.last.iter("div") if "data-problem" in each.attrib)
    (link,) = summary.iter("a")
    assert (text_of(link), link.get("href")) == (says, f"#{field}")
    assert [text_of(each) for each in client.last.iter("p") if each.get("class") == "error"] == [says]
    assert text_of(next(client.last.iter("title"))) == "Error: Settings – Recollect"


def test_s04_extra_fields_do_nothing(app: Flask, client: Browser) -> None:
    saved(client, role="admin", is_admin="1", user_id="1", anonymised_at="0", token_hash="x", id="99")
    with app.app_context():
        user = db.session.execute(select(User)).scalar_one()
        kept = (user.role, user.anonymised_at, len(user.token_hash or ""))
        db.session.rollback()
    assert kept == ("guest", None, 64)


def test_a_zone_that_the_list_does_not_offer_stays_the_learners_own(app: Flask, client: Browser) -> None:
    saved(client, theme="dark")
    with app.app_context(), transaction() as session:
        session.execute(update(User).values(zone="US/Eastern"))
    assert values(saved(client, has_intervals=None))["zone"] == "US/Eastern"
    assert users(app) == [("guest", "US/Eastern", True, False)]


def test_two_browsers_have_two_sets_of_settings(app: Flask, client: Browser) -> None:
    another = app.test_client()
    assert isinstance(another, Browser)
    saved(client, zone="Asia/Seoul")
    saved(another, zone="Europe/Berlin")
    assert (values(form(client))["zone"], values(form(another))["zone"]) == ("Asia/Seoul", "Europe/Berlin")


def test_the_guests_days_start_anew_with_the_settings(client: Browser) -> None:
    client.get(SETTINGS)
    before = client.get_cookie(NAME)
    answer = client.submit(client.forms()[0])
    assert before is not None
    kept = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{NAME}={before.value};")]
    assert [("Max-Age=2592000" in line) for line in kept] == [True]


# --- S21 -----------------------------------------------------------------------------------------------------------


def cookies(client: Browser, base_url: str) -> dict[str, set[str]]:
    """Name and attributes of every cookie that the settings set, the days of each left out."""
    found: dict[str, set[str]] = {}
    first = client.get(SETTINGS, base_url=base_url)
    fields = {**dict(client.forms()[0].fields), "theme": "dark"}
    second = client.post(SETTINGS, data=fields, base_url=base_url, headers={"Referer": base_url + SETTINGS})
    assert second.status_code == 303
    for line in first.headers.getlist("Set-Cookie") + second.headers.getlist("Set-Cookie"):
        pair, *attributes = line.split("; ")
        found[pair.partition("=")[0]] = {each for each in attributes if not each.startswith(("Max-Age=", "Expires="))}
    return found


def test_s21_over_http_cookies_are_hidden_from_scripts_and_stay_on_the_site(client: Browser) -> None:
    each = {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert cookies(client, "http://localhost") == {SESSION: each, NAME: each, "theme": each}


def test_s21_over_https_cookies_travel_encrypted_only_and_belong_to_this_host(client: Browser) -> None:
    each = {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"}
    assert cookies(client, "https://localhost") == {f"__Host-{SESSION}": each, f"__Host-{NAME}": each, "theme": each}


def test_s21_over_https_a_cookie_without_the_prefix_is_nobody(app: Flask, client: Browser) -> None:
    saved(client, zone="Asia/Seoul")
    token = client.get_cookie(NAME)
    assert token is not None
    another = app.test_client()
    assert isinstance(another, Browser)
    another.set_cookie(NAME, token.value, secure=True)
    another.get(SETTINGS, base_url="https://localhost")
    assert values(another.forms()[0])["zone"] == "UTC"


def test_s21_a_claim_to_be_https_is_not_believed_without_a_trusted_proxy(client: Browser) -> None:
    answer = client.get(SETTINGS, headers={"X-Forwarded-Proto": "https"})
    names = sorted(line.partition("=")[0] for line in answer.headers.getlist("Set-Cookie"))
    assert (names, "Strict-Transport-Security" in answer.headers) == (sorted([SESSION, NAME]), False)


def test_the_cookie_is_what_the_guest_is_found_by(app: Flask, client: Browser) -> None:
    saved(client)
    token = client.get_cookie(NAME)
    assert token is not None
    with app.app_context():
        hashes = list(db.session.execute(select(User.token_hash)).scalars())
        db.session.rollback()
    assert hashes == [token_hash(token.value)]


@pytest.mark.parametrize("token", ["", "short", "x" * 39, "x" * 65, "é" * 43])
def test_a_cookie_that_is_none_of_ours_is_replaced(app: Flask, client: Browser, token: str) -> None:
    client.set_cookie(NAME, token)
    client.get(SETTINGS)
    given = client.get_cookie(NAME)
    assert given is not None
    assert (given.value == token, len(given.value)) == (False, 43)


def test_the_day_may_begin_at_another_hour(app: Flask, client: Browser) -> None:
    saved(client, day_start="0", goal="20", buttons="4", key_undo="z")
    with app.app_context():
        user = db.session.execute(select(User)).scalar_one()
        kept = (user.day_start, user.preferences, user.study_plan)
        db.session.rollback()
    assert kept == (0, '{"goal":20,"has_four_buttons":true,"keys":{"undo":"z"}}', '{"goal":20}')
    body = next(client.last.iter("body")) if client.last is not None else None
    assert body is not None
    assert body.get("data-keymap") == "undo:z"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"key_undo": "zz"}, "Undo: a key is one letter or digit"),
        ({"key_undo": "A"}, "Undo: A, S, D and F always choose 1 to 4"),
        ({"key_undo": "p"}, "Undo: this key is given twice"),
        ({"new_per_day": "many"}, "New cards a day must be a number from 0 to 9999"),
        ({"retention": "2"}, "Choose how sure you want to be"),
    ],
)
def test_settings_that_make_no_sense_say_so(client: Browser, fields: dict[str, str], message: str) -> None:
    shown = form(client)
    assert client.submit(shown, **fields).status_code == 200
    assert client.last is not None
    assert message in [text_of(each) for each in client.last.iter("p") if each.get("class") == "error"]


def test_text_size_and_motion_are_this_browsers(client: Browser) -> None:
    shown = saved(client, text_size="130", motion="none")
    assert (shown["text_size"], shown["motion"]) == ("130", "none")
    assert (root(client)["data-size"], root(client)["data-motion"]) == ("130", "none")
    saved(client, text_size="100", motion="auto")
    client.get("/")
    assert "data-size" not in root(client)
