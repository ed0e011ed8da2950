"""`flask --app webapp users …`: people, for whoever has the machine."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.accounts import attempts, limits, policy, queries, resets, second_step, service
from webapp.accounts import setup as first_start
from webapp.accounts.admins import LastAdmin
from webapp.accounts.logins import end_others
from webapp.accounts.models import ACCOUNT_ROLES
from webapp.accounts.names import LONGEST_NAME, is_email, is_name
from webapp.accounts.queries import Credentials
from webapp.accounts.signup import NameTaken, NewAccount, make_account
from webapp.accounts.tokens import in_groups
from webapp.database import reading, transaction
from webapp.web.clock import now_ms
from webapp.web.events import log_event

ROLE = click.Choice(ACCOUNT_ROLES)


@click.group("users")
def group() -> None:
    """Accounts: list them, help their owners back in, switch them off."""


def _account(name: str) -> Credentials:
    found = queries.credentials(reading(), name)
    if found is None:
        raise click.ClickException(f"{name}: there is no such account")
    return found


@group.command("list")
@click.option("--role", type=ROLE, default=None, help="Only these.")
@with_appcontext
def list_users(role: str | None) -> None:
    """Name, role and state of every account, in the order of their names."""
    after = ""
    while rows := queries.people(reading(), role=role or "", after=after, most=500):
        for row in rows:
            states = [
                "off" if row.disabled_at else "",
                "no password" if row.password_hash is None else "",
                "second step" if row.totp_confirmed_at else "",
            ]
            click.echo("\t".join([row.name, row.role, ", ".join(state for state in states if state)]).rstrip())
        after = rows[-1].name_key


@group.command("create")
@click.argument("name")
@click.option("--role", type=ROLE, default="student", show_default=True)
@click.option("--email", default="", help="Only to reset a lost password.")
@with_appcontext
def create(name: str, role: str, email: str) -> None:
    """Make an account and print a one-time code, with which its owner chooses the password at /reset."""
    if not is_name(name):
        raise click.ClickException(f"A name has 1 to {LONGEST_NAME} characters and no @")
    if email and not is_email(email):
        raise click.ClickException("This is no e-mail address")
    now = now_ms()
    account = NewAccount(name, None, email=email, zone=current_app.config["DEFAULT_ZONE"])
    try:
        with transaction() as session:
            user_id = make_account(session, account, role=role, now=now)
            code = resets.make_code(session, user_id, now=now)
    except NameTaken:
        raise click.ClickException(f"{name}: there is such an account") from None
    log_event("created", about=user_id, role=role)
    _show_code(name, code)


@group.command("password-code")
@click.argument("name")
@with_appcontext
def password_code(name: str) -> None:
    """Print a one-time code for somebody who has lost the password."""
    found = _account(name)
    if found.disabled_at is not None:
        raise click.ClickException(f"{name} is switched off: `users enable` first")
    with transaction() as session:
        code = resets.make_code(session, found.id, now=now_ms())
        attempts.forgive(session, found.id)
    log_event("code_made", about=found.id)
    _show_code(found.name, code)


def _show_code(name: str, code: str) -> None:
    minutes = resets.LIFETIME // limits.MINUTE
    click.echo(
        f"{in_groups(code)}\n{name} enters it with a new password at /reset. It works once, for {minutes} minutes."
    )


@group.command("role")
@click.argument("name")
@click.argument("role", type=ROLE)
@with_appcontext
def role(name: str, role: str) -> None:
    """Make somebody a student, a teacher or an admin."""
    found = _account(name)
    try:
        with transaction() as session:
            service.change_role(session, found.id, role)
    except LastAdmin:
        raise click.ClickException(f"{name} is the only admin") from None
    log_event("role_changed", about=found.id, before=found.role, after=role)
    click.echo(f"{found.name}: {role}")


@group.command("disable")
@click.argument("name")
@with_appcontext
def disable(name: str) -> None:
    """Switch an account off and end its logins; answers are kept."""
    found = _account(name)
    try:
        with transaction() as session:
            service.disable(session, found.id, now=now_ms())
    except LastAdmin:
        raise click.ClickException(f"{name} is the only admin") from None
    log_event("disabled", about=found.id)
    click.echo(f"{found.name}: off")


@group.command("enable")
@click.argument("name")
@with_appcontext
def enable(name: str) -> None:
    """Switch an account on again."""
    found = _account(name)
    with transaction() as session:
        is_on = service.enable(session, found.id, now=now_ms())
    if not is_on:
        raise click.ClickException(f"{name} asked to be erased, and it is too late to keep the account")
    log_event("enabled", about=found.id)
    click.echo(f"{found.name}: on")


@group.command("end-logins")
@click.argument("name")
@with_appcontext
def end_logins(name: str) -> None:
    """Log somebody out everywhere."""
    found = _account(name)
    with transaction() as session:
        ended = end_others(session, found.id, but=None, now=now_ms())
    log_event("logins_ended", about=found.id, count=ended)
    click.echo(f"{found.name}: {ended} ended")


@group.command("second-step-off")
@click.argument("name")
@with_appcontext
def second_step_off(name: str) -> None:
    """For somebody whose phone is lost: the password alone is enough again."""
    found = _account(name)
    with transaction() as session:
        second_step.switch_off(session, found.id)
    log_event("second_step_off", about=found.id)
    click.echo(f"{found.name}: second step off")


@group.command("setup-code")
@with_appcontext
def setup_code() -> None:
    """Print another set-up code, when the first one is lost and there is no admin yet."""
    with transaction() as session:
        token = first_start.renew_setup(session)
    if token is None:
        raise click.ClickException("There is an admin already: see `users password-code`")
    click.echo(f"Open /setup/{token}")


@group.command("sign-up")
@click.argument("who", type=click.Choice(policy.POLICIES))
@with_appcontext
def sign_up(who: str) -> None:
    """Who may make an account: nobody (closed), whoever has the code, or everybody (open)."""
    with transaction() as session:
        policy.save_policy(session, who)
        code = policy.setting(session.connection(), "sign_up_code")
    log_event("policy_changed", policy=who)
    click.echo(f"{who}: {code}" if who == "code" else who)
