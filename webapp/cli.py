"""Commands of whoever hosts the app: `flask --app webapp <command>`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial

import click
from flask import Flask

from webapp.accounts.cli import group as users_group
from webapp.backups.cli import back_up_before, backup, db_copy, nightly, restore
from webapp.banks.cli import group as banks_group
from webapp.config import CannotStart, Settings
from webapp.database_errors import DatabaseUnavailable
from webapp.mydata.cli import import_export
from webapp.preparing import prepare, release
from webapp.progress.checking import check_figures
from webapp.study.cli import ALSO_CHECKED, check_progress


def init_cli(app: Flask, settings: Settings, environment: Mapping[str, str]) -> None:
    @app.cli.command("prepare")
    @click.option("--local", is_flag=True, help="On your own machine: only warn of a container's disk.")
    def prepare_command(local: bool) -> None:
        """Check settings and disk, make the secret, migrate SQLite, load the built-in banks."""
        _in_one_line(lambda: prepare(app, settings, environment, is_local=local))

    @app.cli.command("release")
    def release_command() -> None:
        """Migrate PostgreSQL and load the built-in banks; does nothing on SQLite."""
        _in_one_line(lambda: release(app, settings))

    users_group.add_command(import_export)
    app.cli.add_command(users_group)
    app.cli.add_command(banks_group)
    app.cli.add_command(check_progress)
    app.extensions[ALSO_CHECKED] = [check_figures]
    app.extensions["before_repair"] = partial(back_up_before, "repair")
    for command in (backup, restore, db_copy, nightly):
        app.cli.add_command(command)


def _in_one_line(step: Callable[[], None]) -> None:
    try:
        step()
    except CannotStart as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except DatabaseUnavailable as error:
        click.echo(f"The database cannot be used: {error.reason} ({error.__cause__ or error})", err=True)
        sys.exit(1)
