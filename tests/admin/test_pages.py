"""People, roles, codes, policy, backups: S9, S10, S13, S42."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.accounts.people import (
    OTHER,
    account,
    browser,
    change,
    errors,
    heading,
    is_in,
    log_in,
    logged_in,
    notice,
    open_logins,
    rows,
    user,
)
from tests.client import Browser
from tests.clock import START, Clock
from tests.html import text_of
from webapp.accounts.models import OneTimeCode, User
from webapp.accounts.policy import setting
from webapp.admin.health import Backups
from webapp.admin.routes import overview
from webapp.database import db, reading

HOUR = 3_600_000


@pytest.fixture
def admin(app: Flask) -> Browser:
    return logged_in(app, account(app, "warden", role="admin"))


def id_of(app: Flask, name: str) -> int:
    return next(int(row.id) for row in rows(app, User) if row.name == name)


def names(client: Browser) -> list[str]:
    """The people on the page, as they stand."""
    assert client.last is not None
    links = [each for each in client.last.iter("a") if (each.get("href") or "").startswith("/admin/people/")]
    return [text_of(each) for each in links]


def test_people_stand_in_the_order_of_their_names(app: Flask, admin: Browser) -> None:
    for name, role in (("Zoe", "student"), ("adam", "teacher"), ("Mo", "student")):
        account(app, name, role=role)
    admin.get("/admin")
    assert names(admin) == ["adam", "Mo", "warden", "Zoe"]
    admin.get("/admin?role=student")
    assert names(admin) == ["Mo", "Zoe"]
    admin.get("/admin?q=O")
    assert names(admin) == ["Mo", "Zoe"]


def test_a_page_begins_behind_the_last_name_of_the_one_before(
    app: Flask, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PAGE", 2)
    for name in ("a", "b", "c", "d"):
        account(app, name)
    seen = []
    address = "/admin"
    while address:
        admin.get(address)
        seen.append(names(admin))
        assert admin.last is not None
        address = next((each.get("href", "") for each in admin.last.iter("a") if text_of(each) == "Next"), "")
    assert seen == [["a", "b"], ["c", "d"], ["warden"]]


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --", "x" * 10_000])
def test_s42_signs_of_a_pattern_mean_themselves(app: Flask, admin: Browser, words: str) -> None:
    account(app, "hana")
    assert admin.get("/admin", query_string={"q": words}).status_code == 200
    assert names(admin) == []


@pytest.mark.parametrize("number", ["10000000000000000000", "2147483648", "0", "999"])
def test_s42_a_number_that_nobody_has_is_no_page(admin: Browser, number: str) -> None:
    assert admin.get(f"/admin/people/{number}").status_code == 404


def test_a_guest_is_counted_and_has_no_page(app: Flask, admin: Browser, client: Browser) -> None:
    client.get("/me/settings")
    client.submit(client.forms()[0])
    (guest,) = (row.id for row in rows(app, User) if row.role == "guest")
    assert admin.get(f"/admin/people/{guest}").status_code == 404
    admin.get("/admin")
    assert admin.last is not None
    assert [text_of(each) for each in admin.last.iter("dd")] == ["1", "1"]


@pytest.mark.slow  # a hash at each end
def test_a_one_time_code_is_shown_once_and_lets_its_owner_choose(app: Flask, admin: Browser, client: Browser) -> None:
    user_id = account(app, "hana")
    answer = admin.send(f"/admin/people/{user_id}/code")
    assert answer.status_code == 200
    assert admin.last is not None
    code = next(text_of(each) for each in admin.last.iter("span") if each.get("class") == "secret")
    fields = {"code-name": "hana", "code-code": code, "code-password": OTHER}
    assert client.send("/reset", fields).status_code == 303
    assert log_in(client, "hana", OTHER).status_code == 303
    admin.get(f"/admin/people/{user_id}")
    assert [each for each in admin.last.iter("span") if each.get("class") == "secret"] == []
    assert code not in [row.code_hash for row in rows(app, OneTimeCode)]


@pytest.mark.slow  # hashes ten guesses
def test_a_code_forgives_wrong_guesses(app: Flask, admin: Browser, client: Browser) -> None:
    user_id = account(app, "hana")
    assert [log_in(client, "hana", OTHER).status_code for _ in range(11)][-1] == 429
    admin.send(f"/admin/people/{user_id}/code")
    assert log_in(client, "hana").status_code == 303


def test_an_account_that_is_being_erased_is_not_switched_on(app: Flask, admin: Browser) -> None:
    user_id = account(app, "hana")
    change(app, user_id, disabled_at=1, delete_after=START)
    assert admin.send(f"/admin/people/{user_id}/state", {"state": "on"}).status_code == 409
    assert admin.last is not None
    assert "it is too late to keep it" in text_of(admin.last)
    assert user(app, user_id).disabled_at == 1


def test_s13_an_admin_ends_the_logins_of_a_user(app: Flask, admin: Browser) -> None:
    user_id = account(app, "hana")
    clients = [logged_in(app, user_id) for _ in range(3)]
    assert admin.send(f"/admin/people/{user_id}/logins").status_code == 303
    assert [is_in(each) for each in [*clients, admin]] == [False, False, False, True]
    admin.get(f"/admin/people/{user_id}?done=ended")
    assert notice(admin) == ["The logins are ended."]


def test_an_admins_own_list_keeps_the_login_in_use(app: Flask, admin: Browser) -> None:
    me = id_of(app, "warden")
    other = logged_in(app, me)
    admin.send(f"/admin/people/{me}/logins")
    assert (is_in(admin), is_in(other)) == (True, False)


def test_s09_switched_off_and_on_again(app: Flask, admin: Browser) -> None:
    user_id = account(app, "hana")
    client = logged_in(app, user_id)
    assert admin.send(f"/admin/people/{user_id}/state", {"state": "off"}).status_code == 303
    assert (is_in(client), user(app, user_id).disabled_at is None) == (False, False)
    assert admin.send(f"/admin/people/{user_id}/code").status_code == 409
    assert admin.send(f"/admin/people/{user_id}/state", {"state": "on"}).status_code == 303
    assert (is_in(client), log_in(browser(app), "hana").status_code) == (False, 303)


def test_a_role_takes_effect_at_the_next_request(app: Flask, admin: Browser) -> None:
    user_id = account(app, "hana")
    client = logged_in(app, user_id)
    admin.send(f"/admin/people/{user_id}/role", {"role": "admin"})
    assert client.get("/admin").status_code == 200
    admin.send(f"/admin/people/{user_id}/role", {"role": "student"})
    assert client.get("/admin").status_code == 404
    assert admin.send(f"/admin/people/{user_id}/role", {"role": "guest"}).status_code == 400


def test_the_only_admin_stays_one(app: Flask, admin: Browser) -> None:
    me = id_of(app, "warden")
    for path, fields in (("role", {"role": "teacher"}), ("state", {"state": "off"})):
        assert admin.send(f"/admin/people/{me}/{path}", fields).status_code == 409
        assert notice(admin) == ["This is the only admin. Make somebody else one first."]
    second = account(app, "second", role="admin")
    assert admin.send(f"/admin/people/{second}/state", {"state": "off"}).status_code == 303
    assert admin.send(f"/admin/people/{me}/role", {"role": "teacher"}).status_code == 409
    assert user(app, me).role == "admin"


def test_a_lost_phone(app: Flask, admin: Browser) -> None:
    user_id = account(app, "hana", role="teacher")
    change(app, user_id, totp_secret="JBSWY3DPEHPK3PXP", totp_confirmed_at=1)
    assert admin.send(f"/admin/people/{user_id}/second-step").status_code == 303
    assert user(app, user_id).totp_secret is None
    assert log_in(browser(app), "hana").status_code == 303


def test_an_admin_is_out_after_twelve_hours(app: Flask, admin: Browser, clock: Clock) -> None:
    clock.advance(hours=12)
    assert admin.get("/admin").headers["Location"] == "/login?next=/admin"


def kept(app: Flask, name: str) -> object:
    with app.app_context():
        found = setting(reading(), name)
        db.session.rollback()
    return found


def test_who_may_sign_up_is_chosen_and_a_code_made_anew(app: Flask, admin: Browser) -> None:
    admin.send("/admin/policy", {"policy": "code"})
    first = kept(app, "sign_up_code")
    admin.send("/admin/policy", {"policy": "code"})
    same = kept(app, "sign_up_code")
    admin.send("/admin/policy", {"policy": "code", "new_code": "1"})
    assert (first == same, kept(app, "sign_up_code") == first) == (True, False)
    admin.send("/admin/policy", {"policy": "open"})
    assert kept(app, "sign_up_policy") == "open"
    assert admin.send("/admin/policy", {"policy": "everybody"}).status_code == 400


@pytest.mark.parametrize(
    ("verified", "nightly", "title", "warns"),
    [
        (9 * HOUR, 9 * HOUR, "All works, but look at this: HTTPS", False),
        (48 * HOUR, 48 * HOUR, "All works, but look at this: HTTPS", False),
        (48 * HOUR + 1, 9 * HOUR, "The newest backup is too old", True),
        (9 * HOUR, 48 * HOUR + 1, "The newest backup is too old", True),
        (None, 9 * HOUR, "The newest backup is too old", True),
        (None, None, "Nothing is backed up yet", True),
    ],
)
def test_backups_that_are_too_old_are_warned_of(
    app: Flask, admin: Browser, verified: int | None, nightly: int | None, title: str, warns: bool
) -> None:
    before = app.extensions.pop("backups", None)
    app.extensions["backups"] = lambda: Backups(verified, nightly)
    admin.get("/admin")
    app.extensions.pop("backups")
    if before is not None:
        app.extensions["backups"] = before
    assert heading(admin) == title
    assert bool(notice(admin)) is warns
    assert errors(admin) == []


@pytest.mark.parametrize(
    ("state", "title", "warnings"),
    [
        (Backups(HOUR, HOUR, failed=("guests", "logins")), "All works, but look at this: HTTPS", 1),
        (Backups(None, HOUR, is_elsewhere=True), "All works, but look at this: HTTPS", 0),
        (Backups(None, 48 * HOUR + 1, is_elsewhere=True), "The newest backup is too old", 1),
    ],
)
def test_what_the_last_nightly_run_left_undone_is_named(
    app: Flask, admin: Browser, monkeypatch: pytest.MonkeyPatch, state: Backups, title: str, warnings: int
) -> None:
    monkeypatch.setitem(app.extensions, "backups", lambda: state)
    admin.get("/admin")
    assert heading(admin) == title
    assert admin.last is not None
    said = [text_of(each) for each in admin.last.iter("div") if each.get("class") == "notice is-warning"]
    assert len(said) == warnings
    failed = "In the last nightly run these steps failed: guests, logins. The log says why."
    assert (failed in said) is bool(state.failed)


def test_over_https_all_is_well(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "backups", lambda: Backups(HOUR, HOUR))
    user_id = account(app, "warden", role="admin")
    client = logged_in(app, user_id)
    token = client.get_cookie("visitor")
    assert token is not None
    client.set_cookie("__Host-visitor", token.value, secure=True)
    client.get("/admin", base_url="https://localhost")
    assert heading(client) == "All is well"
    assert open_logins(app, user_id) == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "is_well"), [(0, "", True), (0, "10.0.0.9", False), (1, "10.0.0.9", True)]
)
def test_the_address_that_is_seen_stands_among_the_checks(
    app: Flask, admin: Browser, monkeypatch: pytest.MonkeyPatch, proxies: int, forwarded: str, is_well: bool
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_PROXIES", proxies)
    admin.get("/admin", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert admin.last is not None
    page = text_of(admin.last)
    assert "Your address" in page
    assert "127.0.0.1" in page
    assert ("There is a proxy in front" in page) is not is_well
