"""`flask --app webapp users …`."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask

from tests.accounts.people import OTHER, account, browser, change, is_in, log_in, logged_in, rows, user
from tests.clock import START
from webapp.accounts.models import User


def users(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["users", *arguments])


def said(result: Result) -> list[str]:
    """The lines that are for the reader, without the log's."""
    return [line for line in result.output.splitlines() if not line.startswith("{")]


def use(app: Flask, name: str, code: str) -> int:
    fields = {"code-name": name, "code-code": code, "code-password": OTHER}
    return browser(app).send("/reset", fields).status_code


@pytest.mark.slow  # two hashes
def test_an_account_is_made_without_a_password_and_its_owner_chooses_one(app: Flask) -> None:
    made = users(app, "create", "Hana K.", "--role", "teacher", "--email", "h@example.org")
    code, how = said(made)
    assert (made.exit_code, how) == (
        0,
        "Hana K. enters it with a new password at /reset. It works once, for 60 minutes.",
    )
    (row,) = rows(app, User)
    assert (row.name, row.role, row.email, row.password_hash) == ("Hana K.", "teacher", "h@example.org", None)
    assert use(app, "hana k.", code) == 303
    assert log_in(browser(app), "Hana K.", OTHER).status_code == 303


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["create", "a@b"], "Error: A name has 1 to 80 characters and no @"),
        (["create", "x", "--email", "x"], "Error: This is no e-mail address"),
        (["create", "HANA"], "Error: HANA: there is such an account"),
        (["password-code", "nobody"], "Error: nobody: there is no such account"),
        (["role", "warden", "student"], "Error: warden is the only admin"),
        (["disable", "warden"], "Error: warden is the only admin"),
        (["password-code", "off"], "Error: off is switched off: `users enable` first"),
        (["setup-code"], "Error: There is an admin already: see `users password-code`"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(app: Flask, arguments: list[str], says: str) -> None:
    account(app, "hana")
    account(app, "warden", role="admin")
    users(app, "disable", str(user(app, account(app, "off")).name))
    result = users(app, *arguments)
    assert (result.exit_code, said(result)) == (1, [says])


def test_the_list_is_in_the_order_of_names_and_tells_the_state(app: Flask) -> None:
    account(app, "Zoe")
    account(app, "adam", role="teacher")
    users(app, "create", "Mo")
    users(app, "disable", "Zoe")
    assert said(users(app, "list")) == ["adam\tteacher", "Mo\tstudent\tno password", "Zoe\tstudent\toff"]
    assert said(users(app, "list", "--role", "teacher")) == ["adam\tteacher"]


def test_off_on_and_out(app: Flask) -> None:
    user_id = account(app, "hana")
    client = logged_in(app, user_id)
    assert said(users(app, "end-logins", "hana")) == ["hana: 1 ended"]
    assert is_in(client) is False
    client = logged_in(app, user_id)
    assert (said(users(app, "disable", "hana")), is_in(client)) == (["hana: off"], False)
    assert (said(users(app, "enable", "hana")), log_in(client, "hana").status_code) == (["hana: on"], 303)


def test_a_role_a_second_step_and_who_may_sign_up(app: Flask) -> None:
    user_id = account(app, "hana")
    assert said(users(app, "role", "hana", "admin")) == ["hana: admin"]
    assert user(app, user_id).role == "admin"
    assert said(users(app, "second-step-off", "hana")) == ["hana: second step off"]
    assert said(users(app, "sign-up", "open")) == ["open"]
    (line,) = said(users(app, "sign-up", "code"))
    assert (line[:6], len(line)) == ("code: ", 12)


@pytest.mark.slow  # a hash
def test_a_lost_password(app: Flask) -> None:
    account(app, "hana")
    code, _how = said(users(app, "password-code", "HANA"))
    assert (use(app, "hana", code), use(app, "hana", code)) == (303, 422)


def test_an_account_that_is_being_erased_is_not_switched_on(app: Flask) -> None:
    user_id = account(app, "hana")
    change(app, user_id, disabled_at=1, delete_after=START)
    result = users(app, "enable", "hana")
    says = ["Error: hana asked to be erased, and it is too late to keep the account"]
    assert (result.exit_code, said(result), user(app, user_id).disabled_at) == (1, says, 1)


def test_a_set_up_code_where_there_is_no_admin(app: Flask) -> None:
    (line,) = said(users(app, "setup-code"))
    assert browser(app).get(line.removeprefix("Open ")).headers["Location"] == "/setup"
