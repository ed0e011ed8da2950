"""`flask --app webapp backup | restore | db-copy | nightly`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url

from webapp.accounts.after_restore import close_all
from webapp.backups import nightly as work
from webapp.backups import places
from webapp.backups.copying import address_of, copy_database
from webapp.backups.engines import reading_engine
from webapp.backups.making import Home, Made, back_up
from webapp.backups.progress import check_progress, told
from webapp.backups.refusals import Refused
from webapp.backups.remembering import remember, remembered
from webapp.backups.restoring import restore as restore_file
from webapp.backups.restoring_postgres import drop_old_asides
from webapp.backups.retention import LONGEST, drop_old
from webapp.backups.serving_lock import stopped
from webapp.backups.space import MEGABYTE
from webapp.banks.contents import forget_contents
from webapp.config import CannotStart, database_url
from webapp.database import db, init_database, transaction
from webapp.database_errors import DatabaseUnavailable
from webapp.migrating import engine_of, migrate, one_at_a_time
from webapp.web.clock import now_ms
from webapp.web.events import log_event, log_exception
from webapp.web.kept import forget_pieces

FILE = click.Path(path_type=Path)
EXTENSION = "retention"  # key in app.extensions
STEPS = "nightly_steps"  # likewise


def add_retention(app: Flask, name: str, hook: work.Hook) -> None:
    """Have the nightly work run it, after those added before."""
    app.extensions.setdefault(EXTENSION, {})[name] = hook


def add_step(app: Flask, name: str, step: Callable[[int], str]) -> None:
    """Have the nightly work run it after what is dropped: (now in ms) -> a line that says what it did. It opens its own
    transactions."""
    app.extensions.setdefault(STEPS, {})[name] = step


def back_up_before(what: str) -> None:
    """A checked copy before something that cannot be undone, on SQLite; without one the command ends here."""
    home = _home()
    if home.kind == "sqlite":
        with _one_line():
            _echo(_told(back_up(home, now_ms(), label=f"{places.BEFORE}{what}")))


@click.command("backup")
@click.argument("file", type=FILE, required=False)
@with_appcontext
def backup(file: Path | None) -> None:
    """Make a backup and check it: to FILE, or to DATA_DIR/backups. The app may be running."""
    with _one_line():
        made = back_up(_home(), now_ms(), file=file)
        log_event("backup", file=str(made.path), bytes=made.size, rows=made.manifest.rows)
        _echo(_told(made))


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@with_appcontext
def restore(file: Path, is_sure: bool) -> None:
    """Put a backup in the place of the database, which is kept aside. Stop the app first."""
    home, app = _home(), current_app._get_current_object()  # type: ignore[attr-defined] # Flask's own way to the app
    if not is_sure:
        click.confirm(f"Replace {address_of(home.engine)} by {file}?", abort=True)
    with _one_line():
        migrated = partial(migrate, app, home.engine, home.data_dir)
        restore_file(home, file, now_ms(), migrate=migrated, tell=_echo)
        forget_contents()
        forget_pieces(app)
        with transaction() as session:
            ended = close_all(session, now_ms())
        log_event("restore", file=str(file), logins_ended=ended)
        _echo("Everybody logs in again, and one-time codes are void: those that were ended since would be open again.")
        _echo("Whoever was erased since this backup is in it again: look under Admin.")
        _echo(_progress_of(home))


@click.command("db-copy")
@click.argument("from_url")
@click.argument("to_url")
@with_appcontext
def db_copy(from_url: str, to_url: str) -> None:
    """Copy a database into an empty one: SQLite to PostgreSQL or back. Stop the app first.

    An address is sqlite:////absolute/path.db or postgresql://user:password@host/name. Killed, it goes on where it was.
    """
    with _one_line(), ExitStack() as held:
        source_url, target_url = _address(from_url), _address(to_url)
        if source_url == target_url:
            raise Refused("Both addresses are the same")
        data_dir = _home().data_dir
        held.enter_context(stopped(data_dir))
        source, app = reading_engine(source_url), _bare_app(target_url)
        target = engine_of(app)
        held.callback(target.dispose)
        held.enter_context(one_at_a_time(target, data_dir))
        sums = copy_database(source, target, make_schema=partial(migrate, app, target, data_dir), tell=_echo)
        rows = sum(each.rows for each in sums.values())
        _echo(f"{rows} rows in {len(sums)} tables copied to {address_of(target)}, checksums equal")
        checked = check_progress(target)
        _echo(told(checked))
        if checked.differences:
            raise Refused("The memory states differ from the log, as in the source: see check-progress")


@click.command("nightly")
@click.option("--without-backup", is_flag=True, help="Where the host backs the database up by itself.")
@with_appcontext
def nightly(without_backup: bool) -> None:
    """The day's work: backup, what was kept long enough, figures, check-progress. Exits with 1 when a step failed."""
    home, now = _home(), now_ms()
    steps = [] if without_backup else [("backup", lambda: _told(back_up(home, now)))]
    steps.append(("old backups", lambda: f"{_drop_old(home, now)} dropped"))
    for name, hook in current_app.extensions.get(EXTENSION, {}).items():
        steps.append((name, partial(_run_hook, hook, now)))
    for name, step in current_app.extensions.get(STEPS, {}).items():
        steps.append((name, partial(step, now)))
    steps.append(("check-progress", lambda: _progress_of(home)))
    with _one_line(), work.alone(home.data_dir):
        failed = work.run_steps(steps, tell=_echo, report=_words_for)
        before = remembered(home.data_dir)
        remember(home.data_dir, work.next_record(before, now, failed, has_backup=not without_backup))
        log_event("nightly", failed=failed)
    if failed:
        sys.exit(1)


def _home() -> Home:
    config = current_app.config
    return Home(db.engine, Path(config["DATA_DIR"]), config["DATABASE_PATH"])


def _bare_app(url: str) -> Flask:
    """The migrations find their database through an app; this one has nothing but that."""
    app = Flask("webapp", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    init_database(app)
    return app


def _address(given: str) -> str:
    try:
        url = make_url(database_url(given))
    except ValueError as error:
        raise Refused(f"An address {error}") from None
    if url.get_backend_name() == "sqlite":
        if url.database in {None, "", ":memory:"}:
            raise Refused("A database in memory cannot be copied")
        url = url.set(database=str(Path(str(url.database)).absolute()))
    return url.render_as_string(hide_password=False)


def _drop_old(home: Home, now: int) -> int:
    dropped = len(drop_old(home.backups, now))
    if home.kind == "postgresql":
        dropped += drop_old_asides(home.engine, now, LONGEST)
    return dropped


def _run_hook(hook: work.Hook, now: int) -> str:
    total, dropped = 0, 1
    while dropped:
        with transaction() as session:
            dropped = hook(session, now)
        total += dropped
    return f"{total} dropped"


def _progress_of(home: Home) -> str:
    checked = check_progress(home.engine)
    if checked.differences:
        raise Refused(f"{told(checked)}: run `flask --app webapp check-progress --repair`")
    return told(checked)


def _told(made: Made) -> str:
    counts = ", ".join(f"{name} {each.rows}" for name, each in made.manifest.tables.items() if each.rows)
    size = f"{made.size / MEGABYTE:.1f} MB"
    return f"{made.path} made and checked: {size}, {made.manifest.rows} rows ({counts or 'all tables empty'})"


def _words_for(error: Exception) -> str:
    if isinstance(error, Refused | CannotStart):
        return str(error)
    if isinstance(error, DatabaseUnavailable):
        return f"the database cannot be used: {error.reason}"
    log_exception(error)
    return type(error).__name__  # its text may quote what a learner typed


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (Refused, CannotStart, DatabaseUnavailable) as error:
        click.echo(_words_for(error), err=True)
        sys.exit(1)


_echo: Callable[[str], None] = click.echo
