"""F12: a migration is killed at each of its statements, and two instances migrate at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, event, func, insert, select, text
from sqlalchemy.engine import Engine

from tests.clock import START
from tests.conftest import own_database
from tests.faults.conftest import Note
from tests.load.server import ROOT, environment_for, folder_on_disk
from webapp.app import build_app
from webapp.banks.models import Bank
from webapp.migrating import (
    FOLDER,
    alembic_config,
    database_revision,
    engine_of,
    faults_of,
    head_revision,
    migrate,
    one_at_a_time,
)

pytestmark = [pytest.mark.fault, pytest.mark.nightly]

FIRST = "0001"
ROWS = 5
KNOWN = {each.revision for each in ScriptDirectory(str(FOLDER)).walk_revisions()}


@pytest.fixture
def serve(worker_name: str) -> Iterator[dict[str, str]]:
    """A database at the first revision, with rows. By this name the test runs on PostgreSQL too."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    with folder_on_disk() as folder:
        url = own_database(given, f"{worker_name}_migrated") if given else ""
        yield environment_for(folder, url)


def begun(environment: dict[str, str]) -> None:
    app = build_app(environment, is_serving=False)
    engine = engine_of(app)
    with app.app_context():
        command.upgrade(alembic_config(), FIRST)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        rows = [{"slug": f"b{n}", "title": "B", "owner_id": None, "changed_at": START} for n in range(ROWS)]
        connection.execute(insert(Bank), rows)
    engine.dispose()


def migrate_in_child(environment: dict[str, str], last: int) -> tuple[int, int]:
    """Exit status and number of statements of a process that kills itself before its statement number `last`."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _migrate(environment, last, write)
        finally:
            os._exit(9)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        count = len(told.read())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), count


def _migrate(environment: dict[str, str], last: int, out: int) -> None:
    app = build_app(environment, is_serving=False)
    engine, folder = engine_of(app), Path(environment["DATA_DIR"])
    seen = 0

    def count(*_statement: Any) -> None:
        nonlocal seen
        seen += 1
        os.write(out, b".")
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    with one_at_a_time(engine, folder):
        migrate(app, engine, folder)
    os._exit(0)


def looked_at(app: Flask) -> tuple[str | None, int]:
    engine: Engine = engine_of(app)
    revision = database_revision(engine)
    with engine.connect() as connection:
        rows = bank_rows(connection)
    engine.dispose()
    return revision, rows


def bank_rows(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(text("bank"))).scalar_one())


def test_f12_killed_at_any_statement_it_is_at_a_revision_and_goes_on(serve: dict[str, str], note: Note) -> None:
    begun(serve)
    folder, app = Path(serve["DATA_DIR"]), build_app(serve, is_serving=False)
    at, kills = 1, 0
    while True:
        status, _count = migrate_in_child(serve, at)
        revision, rows = looked_at(app)
        assert revision in KNOWN
        assert rows == ROWS
        if status == 0:
            break
        assert status == -signal.SIGKILL
        kills, at = kills + 1, at + 1
    assert revision == head_revision()
    assert kills > 10
    if not serve["DATABASE_URL"]:
        copies = sorted((folder / "backups").glob("before-*.db"))
        assert copies
        assert {faults_of(copy) for copy in copies} == {""}
        assert faults_of(folder / "recollect.db") == ""
    note(acknowledged=ROWS, lost=ROWS - rows, said=f"{kills} kills, each left a whole revision")


def test_f12_of_two_instances_one_waits(serve: dict[str, str], note: Note) -> None:
    begun(serve)
    words = [sys.executable, "-m", "flask", "--app", "webapp", "prepare", "--local"]
    both = [
        subprocess.Popen(words, env=serve, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _instance in range(2)
    ]
    said = [each.communicate(timeout=120)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert sorted('"event": "migrated"' in each for each in said) == [False, True]
    assert looked_at(build_app(serve, is_serving=False))[0] == head_revision()
    note(said="of two at once one migrated")
