"""`flask --app webapp users import`: an export of this or another Recollect, read back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.accounts import queries, resets, service
from webapp.accounts.names import LONGEST_NAME, is_name
from webapp.accounts.signup import NewAccount, make_account
from webapp.accounts.tokens import in_groups
from webapp.database import reading, transaction
from webapp.mydata.reading import read_export
from webapp.study.import_checks import UnreadableExport
from webapp.study.importing import import_learner
from webapp.web.clock import now_ms
from webapp.web.events import log_event


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--name", required=True, help="Whose account: one that is there, or a new one.")
@with_appcontext
def import_export(file: Path, name: str) -> None:
    """Read what somebody has taken along (the ZIP of /me/data, or its data.json) into an account.

    Nothing that is there is changed or doubled. A new account gets the settings of the file and a one-time code with
    which its owner chooses a password at /reset; role and logins are not taken over.
    """
    if not is_name(name):
        raise click.ClickException(f"A name has 1 to {LONGEST_NAME} characters and no @")
    now = now_ms()
    known = queries.credentials(reading(), name)
    code = None
    try:
        data = read_export(file)
        with transaction() as session:
            user_id = known.id if known else make_account(session, _account(name, data), role="student", now=now)
            counts = import_learner(session, user_id, data, now=now)
            if known is None:
                _take_settings(session, user_id, data)
                code = resets.make_code(session, user_id, now=now)
    except UnreadableExport as refused:
        log_event("import_refused", reasons=len(refused.reasons))
        reasons = [f"{file.name} was not read, nothing is changed:", *refused.reasons]
        raise click.ClickException("\n".join(reasons)) from None
    log_event("imported", about=user_id, **counts)
    click.echo(", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items()))
    if code is not None:
        click.echo(f"{in_groups(code)}\n{name} enters it with a new password at /reset. It works once.")


def _said(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the file says of the account; an export without it is whole all the same."""
    found = data.get("account")
    first = found[0] if isinstance(found, list) and found else {}
    return first if isinstance(first, dict) else {}


def _account(name: str, data: Mapping[str, Any]) -> NewAccount:
    zone = str(_said(data).get("zone"))
    return NewAccount(name, None, email="", zone=zone if service.is_zone(zone) else current_app.config["DEFAULT_ZONE"])


def _take_settings(session: Any, user_id: int, data: Mapping[str, Any]) -> None:
    said = _said(data)
    zone = str(said.get("zone"))
    service.change_preferences(
        session,
        user_id,
        zone=zone if service.is_zone(zone) else current_app.config["DEFAULT_ZONE"],
        has_shortcuts=said.get("has_shortcuts") is not False,
        has_intervals=said.get("has_intervals") is not False,
    )
