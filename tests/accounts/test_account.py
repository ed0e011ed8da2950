"""The account page: S12, S13, S17, and the second step."""

from __future__ import annotations

import pyotp
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.accounts.people import (
    OTHER,
    PASSWORD,
    account,
    browser,
    change,
    errors,
    form_to,
    heading,
    is_in,
    log_in,
    logged_in,
    notice,
    open_logins,
    rows,
    token_of,
    user,
)
from tests.client import Browser
from tests.clock import START, Clock
from tests.meanwhile import meanwhile
from webapp.accounts import limits, second_step
from webapp.accounts.models import LoginSession, RateCount
from webapp.accounts.service import change_profile
from webapp.database import transaction

ACCOUNT = "/me/account"


def change_password(client: Browser, old: str = PASSWORD, new: str = OTHER) -> int:
    return client.send(f"{ACCOUNT}/password", {"password-old": old, "password-new": new}).status_code


@pytest.mark.slow  # four hashes
def test_s12_s13_a_new_password_ends_all_other_logins(app: Flask) -> None:
    user_id = account(app, "hana")
    mine, other, stolen = (logged_in(app, user_id) for _ in range(3))
    kept = token_of(stolen)
    assert change_password(mine) == 303
    assert (is_in(mine), is_in(other), open_logins(app, user_id)) == (True, False, 1)
    thief = browser(app)
    thief.set_cookie("visitor", kept)
    assert thief.get(ACCOUNT).headers["Location"] == f"/login?next={ACCOUNT}"
    assert [log_in(browser(app), "hana", each).status_code for each in (PASSWORD, OTHER)] == [422, 303]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (OTHER, "nine paper boats", ["This is not your password"]),
        ("", "nine paper boats", ["Enter the password you have now"]),
        (PASSWORD, "short", ["Password must be at least 8 characters"]),
        (PASSWORD, "hanahana1", ["Password must not be the name"]),
    ],
)
def test_s17_the_password_now_is_asked_and_the_new_one_judged(app: Flask, old: str, new: str, says: list[str]) -> None:
    user_id = account(app, "hanahana")
    before = user(app, user_id).password_hash
    client = logged_in(app, user_id)
    assert (change_password(client, old, new), errors(client)) == (422, says)
    assert user(app, user_id).password_hash == before


@pytest.mark.slow  # eleven hashes
def test_s16_guesses_at_the_password_now_are_counted(app: Flask) -> None:
    client = logged_in(app, account(app, "hana"))
    for _ in range(10):
        change_password(client, OTHER, "nine paper boats")
    assert change_password(client, PASSWORD, "nine paper boats") == 422
    assert errors(client) == ["Too many tries. Wait 15 minutes, then try again."]


def profile(client: Browser, **changed: str) -> int:
    client.get(ACCOUNT)
    fields = {f"profile-{name}": value for name, value in changed.items()}
    return client.submit(form_to(client, f"{ACCOUNT}/profile"), **fields).status_code


def test_the_shown_name_needs_no_password_and_the_address_does(app: Flask) -> None:
    user_id = account(app, "hana", email="old@example.org")
    client = logged_in(app, user_id)
    assert profile(client, shown="  Hana  K. ") == 303
    assert (user(app, user_id).display_name, user(app, user_id).email) == ("Hana K.", "old@example.org")
    assert (profile(client, email="new@example.org"), errors(client)) == (422, ["This is not your password"])
    assert profile(client, email="new@example.org", password=PASSWORD) == 303
    assert (user(app, user_id).email, user(app, user_id).email_key) == ("new@example.org", "new@example.org")
    assert profile(client, email="", password=PASSWORD) == 303
    assert (user(app, user_id).email, user(app, user_id).email_key) == (None, None)


def test_s04_the_profile_changes_what_it_shows_and_nothing_else(app: Flask) -> None:
    user_id = account(app, "hana")
    client = logged_in(app, user_id)
    assert profile(client, shown="H", role="admin", name="root") == 303
    fields = {"profile-shown": "H", "profile-email": "", "role": "admin", "user_id": "2", "name": "root"}
    assert client.send(f"{ACCOUNT}/profile", fields).status_code == 303
    assert (user(app, user_id).role, user(app, user_id).name) == ("student", "hana")


def test_s15_an_address_of_somebody_else_is_taken_like_any_other_and_opens_nothing(app: Flask) -> None:
    account(app, "other", email="taken@example.org")
    user_id = account(app, "hana", email="hana@example.org")
    client = logged_in(app, user_id)
    shown = []
    for address in ("Taken@example.org", "Free@example.org", "Taken@example.org"):
        assert profile(client, email=address, password=PASSWORD) == 303
        client.get("/me/account?saved=profile")
        shown.append((notice(client), dict(form_to(client, f"{ACCOUNT}/profile").fields)["profile-email"] == address))
    assert shown == [(shown[0][0], True)] * 3
    assert (user(app, user_id).email, user(app, user_id).email_key) == ("Taken@example.org", None)
    assert [log_in(browser(app), each).status_code for each in ("taken@example.org", "hana")] == [303, 303]
    assert [row.user_id == user_id for row in rows(app, LoginSession)] == [True, False, True]
    assert profile(client, shown="Hana") == 303  # what is shown can be sent again, without the password
    assert user(app, user_id).email == "Taken@example.org"


@pytest.mark.slow  # seven hashes
def test_s15_five_other_addresses_an_hour(app: Flask, clock: Clock) -> None:
    account(app, "other", email="taken@example.org")
    user_id = account(app, "hana", email="hana@example.org")
    client = logged_in(app, user_id)
    tried = ["taken@example.org", *(f"h{number}@example.org" for number in range(5))]
    assert [profile(client, email=each, password=PASSWORD) for each in tried] == [303] * 5 + [429]
    assert errors(client) == ["Too many tries. Wait 60 minutes, then try again."]
    assert profile(client, shown="Still mine") == 303
    assert (user(app, user_id).email, user(app, user_id).display_name) == ("h3@example.org", "Still mine")
    clock.advance(minutes=60)
    assert profile(client, email="h4@example.org", password=PASSWORD) == 303


def test_two_who_take_one_address_at_once_are_both_saved(app: Flask) -> None:
    first, second = account(app, "hana"), account(app, "other")

    def take(session: Session, user_id: int) -> None:
        change_profile(session, user_id, display_name="H", email="same@example.org")

    with (
        meanwhile(app, "email_key = ", lambda session: take(session, second)) as found,
        app.app_context(),
        transaction() as session,
    ):
        take(session, first)
    assert found == ["done"]
    assert [(user(app, each).email, user(app, each).email_key) for each in (first, second)] == [
        ("same@example.org", None),
        ("same@example.org", "same@example.org"),
    ]


def test_the_list_of_logins_ends_one_or_all_others(app: Flask) -> None:
    user_id = account(app, "hana")
    mine, second, third, fourth = (logged_in(app, user_id) for _ in range(4))
    mine.get(ACCOUNT)
    assert mine.last is not None
    ends = [each.get("value") for each in mine.last.iter("button") if each.get("name") == "end"]
    ids = [str(row.id) for row in rows(app, LoginSession)]
    assert ends == [*reversed(ids[1:]), "others"]
    assert mine.send(f"{ACCOUNT}/logins", {"end": ids[1]}).status_code == 303
    assert [is_in(each) for each in (mine, second, third, fourth)] == [True, False, True, True]
    mine.send(f"{ACCOUNT}/logins", {"end": "others"})
    assert [is_in(each) for each in (mine, third, fourth)] == [True, False, False]
    mine.get(f"{ACCOUNT}?saved=ended")
    assert notice(mine) == ["Ended."]


def test_a_login_of_somebody_else_is_as_missing_as_one_that_never_was(app: Flask) -> None:
    mine, theirs = logged_in(app, account(app, "hana")), logged_in(app, account(app, "other"))
    (_, foreign) = rows(app, LoginSession)
    found = [mine.send(f"{ACCOUNT}/logins", {"end": str(end)}).status_code for end in (foreign.id, 10**9, "x", "", "²")]
    assert (found, is_in(theirs)) == ([404, 404, 400, 400, 400], True)


def test_a_device_is_named_by_browser_and_system(app: Flask, client: Browser) -> None:
    account(app, "hana")
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.send("/login", {"name": "hana", "password": PASSWORD}, headers={"User-Agent": agent})
    assert [row.label for row in rows(app, LoginSession)] == ["Firefox on Windows"]


# --- the second step -----------------------------------------------------------------------------------------------


def code_at(secret: str, now: int) -> str:
    return pyotp.TOTP(secret).at(now // 1000)


def switch_on(client: Browser, now: int, *, password: str = PASSWORD) -> tuple[int, str]:
    """Through the page: the secret stands on it in letters."""
    client.get(ACCOUNT)
    assert client.last is not None
    secret = next("".join(each.itertext()) for each in client.last.iter("p") if each.get("class") == "secret")
    secret = secret.replace(" ", "")
    form = form_to(client, f"{ACCOUNT}/second-step")
    fields = {"switch-password": password, "switch-code": code_at(secret, now)}
    return client.submit(form, **fields).status_code, secret


def test_a_teacher_switches_it_on_logs_in_with_it_and_switches_it_off(app: Flask, clock: Clock) -> None:
    user_id = account(app, "hana", role="teacher")
    client, entering = logged_in(app, user_id), browser(app)
    status, secret = switch_on(client, clock.now)
    assert (status, user(app, user_id).totp_secret, user(app, user_id).totp_confirmed_at) == (303, secret, START)
    assert log_in(entering, "hana", next="/banks").status_code == 200
    assert (heading(entering), is_in(entering)) == ("The code from your phone", False)
    log_in(entering, "hana", next="/banks")
    clock.advance(minutes=1)
    form = form_to(entering, "/login/second-step")
    answer = entering.submit(form, code=code_at(secret, clock.now))
    assert (answer.status_code, answer.headers["Location"], is_in(entering)) == (303, "/banks", True)
    assert client.send(f"{ACCOUNT}/second-step", {"switch-password": PASSWORD}).status_code == 303
    assert user(app, user_id).totp_secret is None


def test_a_code_works_once_and_for_a_minute_and_a_half(app: Flask, clock: Clock) -> None:
    user_id = account(app, "hana", role="admin")
    secret = second_step.new_secret()
    change(app, user_id, totp_secret=secret, totp_confirmed_at=1)

    def enter(code: str) -> int:
        entering = browser(app)
        log_in(entering, "hana")
        return entering.submit(form_to(entering, "/login/second-step"), code=code).status_code

    first = code_at(secret, clock.now)
    assert [enter(first), enter(first), enter("123 45"), enter("")] == [303, 422, 422, 422]
    old = code_at(secret, clock.now)
    clock.advance(minutes=2)
    assert [enter(old), enter(code_at(secret, clock.now - 30_000))] == [422, 303]


@pytest.mark.slow  # a hash
def test_s16_codes_are_counted(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana", role="admin")
    secret = second_step.new_secret()
    change(app, user_id, totp_secret=secret, totp_confirmed_at=1)
    log_in(client, "hana")
    form = form_to(client, "/login/second-step")
    found = [client.submit(form, code="000000").status_code for _ in range(11)]
    assert found == [422] * 10 + [429]
    assert client.submit(form, code=code_at(secret, START)).status_code == 429


def test_s16_codes_are_counted_for_the_address_as_well_and_right_ones_given_back(app: Flask, client: Browser) -> None:
    user_id = account(app, "hana", role="admin")
    secret = second_step.new_secret()
    change(app, user_id, totp_secret=secret, totp_confirmed_at=1)
    log_in(client, "hana")
    form, key = form_to(client, "/login/second-step"), limits.LOGIN_ADDRESS.key("127.0.0.1")
    with app.app_context(), transaction() as session:
        limits.take(session.connection(), key, limit=300, window_ms=15 * limits.MINUTE, now=START, amount=299)
    tried = [client.submit(form, code=code).status_code for code in (code_at(secret, START), "000000", "000000")]
    assert tried == [303, 422, 429]
    assert [row.count for row in rows(app, RateCount) if row.key == key] == [301]


def test_the_note_of_the_first_step_is_ours_and_good_for_ten_minutes(app: Flask, client: Browser, clock: Clock) -> None:
    user_id = account(app, "hana", role="admin")
    secret = second_step.new_secret()
    change(app, user_id, totp_secret=secret, totp_confirmed_at=1)
    log_in(client, "hana")
    form = form_to(client, "/login/second-step")
    forged = client.submit(form, note=form["note"][:-2] + "xx", code=code_at(secret, clock.now))
    clock.advance(minutes=11)
    late = client.submit(form, code=code_at(secret, clock.now))
    assert [(each.status_code, each.headers["Location"]) for each in (forged, late)] == [(303, "/login")] * 2
    assert is_in(client) is False


def test_a_note_dies_with_the_password_it_was_given_for(app: Flask, client: Browser, clock: Clock) -> None:
    user_id = account(app, "hana", role="admin")
    secret = second_step.new_secret()
    change(app, user_id, totp_secret=secret, totp_confirmed_at=1)
    log_in(client, "hana")
    form = form_to(client, "/login/second-step")
    change(app, user_id, password_hash="another")
    assert client.submit(form, code=code_at(secret, clock.now)).headers["Location"] == "/login"
    assert open_logins(app, user_id) == 0


def test_students_are_not_offered_it(app: Flask) -> None:
    client = logged_in(app, account(app, "hana"))
    client.get(ACCOUNT)
    assert [form.action for form in client.forms() if "second" in form.action] == []
    assert client.send(f"{ACCOUNT}/second-step", {"switch-password": PASSWORD}).status_code == 404


@pytest.mark.parametrize(("password", "status"), [(OTHER, 422), ("", 422)])
def test_it_asks_for_the_password(app: Flask, clock: Clock, password: str, status: int) -> None:
    user_id = account(app, "hana", role="teacher")
    assert switch_on(logged_in(app, user_id), clock.now, password=password)[0] == status
    assert user(app, user_id).totp_secret is None


def test_a_secret_that_is_not_ours_is_refused(app: Flask, clock: Clock) -> None:
    user_id = account(app, "hana", role="teacher")
    client = logged_in(app, user_id)
    own = second_step.new_secret()
    fields = {"switch-password": PASSWORD, "switch-code": code_at(own, clock.now), "switch-note": own}
    assert client.send(f"{ACCOUNT}/second-step", fields).status_code == 422
    assert user(app, user_id).totp_secret is None
