"""The steps before the workers start: `prepare` everywhere, `release` where a platform has such a phase."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, make_url

from webapp.accounts.setup import offer_setup
from webapp.banks.service import BankFileRefused, load_built_in
from webapp.banks.word_index import index_questions
from webapp.config import CannotStart, Settings
from webapp.database import is_affected, journal_mode, library_version, transaction
from webapp.hosting import (
    check_disk,
    check_folder,
    check_marker,
    disk_of,
    ensure_secret_key,
    read_mounts,
    set_marker,
)
from webapp.migrating import check_revision, engine_of, faults_of, migrate, one_at_a_time
from webapp.web.assets import drop_old_copies
from webapp.web.clock import now_ms
from webapp.web.events import log_event

QUESTIONS = Path(__file__).parent.parent / "questions"
WEEK = 7 * 86_400  # seconds


def prepare(app: Flask, settings: Settings, environment: Mapping[str, str], *, is_local: bool) -> None:
    """Raises CannotStart. Safe to run at every start, and by two instances at once."""
    check_folder(settings)
    disk = disk_of(settings.data_dir, environment, read_mounts())
    _warn(check_disk(settings, disk, is_local=is_local))
    check_marker(settings)
    ensure_secret_key(settings, disk, is_local=is_local)
    drop_old_copies(settings.data_dir, app.extensions["assets"].tree_hash, older_than=time.time() - WEEK)
    engine = engine_of(app)
    if engine.dialect.name == "sqlite":
        _check_library()
        _check_file(settings.database_path)
    if engine.dialect.name == "sqlite" or settings.migrate_on_start:
        _migrate_and_load(app, engine, settings)
    else:
        check_revision(engine)
    set_marker(settings)
    _offer_setup(app, settings)
    log_event("prepared", data=str(settings.data_dir.absolute()), database=_without_password(settings))


def _offer_setup(app: Flask, settings: Settings) -> None:
    """At the first start, the way to the first account: it stands in the log this once."""
    with app.app_context(), transaction() as session:
        token = offer_setup(session)
    if token is not None:
        text = "Open this address to make the first account."
        log_event("setup", open=f"{settings.public_url}/setup/{token}", text=text)


def release(app: Flask, settings: Settings) -> None:
    """Raises CannotStart. Does nothing on SQLite, whose file a release phase may not even see."""
    engine = engine_of(app)
    if engine.dialect.name == "sqlite":
        return
    _warn_of_loose_commits(engine)
    _migrate_and_load(app, engine, settings)


def _migrate_and_load(app: Flask, engine: Engine, settings: Settings) -> None:
    with one_at_a_time(engine, settings.data_dir):
        is_changed = migrate(app, engine, settings.data_dir)
        try:
            with app.app_context(), transaction() as session:
                loaded = load_built_in(session, QUESTIONS, now=now_ms())
                index_questions(session)  # of banks that were here before there was an index
        except BankFileRefused as error:
            raise CannotStart(str(error)) from None
    for bank in loaded:
        log_event("bank loaded", bank=bank.slug, new=len(bank.new), changed=len(bank.changed), same=bank.same)
    if is_changed:
        log_event("migrated")


def _check_library() -> None:
    version = library_version()
    log_event("sqlite", version=version, journal=journal_mode())
    if is_affected(version):
        _warn(f"SQLite {version} can damage a WAL database: the slower rollback journal is used instead.")


def _check_file(path: Path | None) -> None:
    if path is None or not path.exists():
        return
    faults = faults_of(path, "quick_check")
    if faults:
        raise CannotStart(
            f"{path.absolute()} is damaged ({faults}): put a backup in its place with `flask --app webapp restore FILE`"
        )


def _warn_of_loose_commits(engine: Engine) -> None:
    with engine.connect() as connection:
        if connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "off":
            _warn("PostgreSQL runs with synchronous_commit off: the last answers may be lost in a crash.")


def _warn(text: str) -> None:
    if text:
        log_event("warning", text=text)


def _without_password(settings: Settings) -> str:
    return make_url(settings.database_uri).render_as_string(hide_password=True)
