"""From one schema to the next: never from an unknown one, never without a sound copy, never losing a row."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from tests.client import Browser
from tests.clock import Clock
from tests.web.world import build_world
from webapp.app import build_app
from webapp.config import CannotStart, read_settings
from webapp.database import SQLITE, Base
from webapp.migrating import (
    FOLDER,
    alembic_config,
    check_revision,
    database_revision,
    engine_of,
    faults_of,
    head_revision,
    migrate,
    one_at_a_time,
    snapshot,
)
from webapp.preparing import prepare
from webapp.web.ready import MINIMUM_FREE

KEY = "0123456789abcdef" * 4


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Flask]:
    """An app for commands, on a SQLite file that is not there yet."""
    app = build_app({"DATA_DIR": str(tmp_path), "SECRET_KEY": KEY}, is_serving=False)
    yield app
    engine_of(app).dispose()


def set_revision(app: Flask, revision: str) -> None:
    with engine_of(app).connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def test_the_revisions_make_what_the_models_say(app: Flask) -> None:
    with engine_of(app).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.slow  # makes every table
def test_an_empty_database_is_brought_to_the_head_once(fresh: Flask, tmp_path: Path) -> None:
    engine = engine_of(fresh)
    assert database_revision(engine) is None
    assert migrate(fresh, engine, tmp_path) is True
    assert database_revision(engine) == head_revision()
    assert migrate(fresh, engine, tmp_path) is False
    assert not (tmp_path / "backups").exists()  # there was nothing to copy


@pytest.mark.slow  # makes every table
def test_the_app_serves_only_its_own_schema(fresh: Flask, tmp_path: Path) -> None:
    engine, head = engine_of(fresh), head_revision()
    with pytest.raises(
        CannotStart, match=rf"^The database is at revision none, this version of the app needs {head}: "
    ):
        check_revision(engine)
    migrate(fresh, engine, tmp_path)
    check_revision(engine)
    set_revision(fresh, "9999")
    for step in (lambda: check_revision(engine), lambda: migrate(fresh, engine, tmp_path)):
        with pytest.raises(CannotStart) as refused:
            step()
        assert str(refused.value) == (
            f"The database is at revision 9999, this version of the app knows {head} and older: "
            "start the newer version, or restore a backup made before it"
        )
    assert database_revision(engine) == "9999"


def test_a_copy_is_sound_and_complete(fresh: Flask, tmp_path: Path) -> None:
    engine = engine_of(fresh)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(sa.text("CREATE TABLE kept (n INTEGER)"))
        connection.execute(sa.text("INSERT INTO kept VALUES (1), (2), (3)"))
    copy = snapshot(engine, tmp_path / "backups", "before-0002")
    assert faults_of(copy) == ""
    with closing(SQLITE.connect(str(copy))) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,), (2,), (3,)]
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_without_a_copy_nothing_is_migrated(fresh: Flask, tmp_path: Path) -> None:
    engine = engine_of(fresh)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(sa.text("CREATE TABLE kept (n BLOB)"))
        connection.execute(sa.text("INSERT INTO kept VALUES (zeroblob(100000))"))
    engine.dispose()
    with (tmp_path / "recollect.db").open("r+b") as file:
        file.seek(4096)  # the second page: the root of the table
        file.write(b"\xff" * 4096)
    with pytest.raises(CannotStart, match=r"^No copy could be made before the migration, so it was not begun: "):
        snapshot(engine, tmp_path / "backups", "before-0002")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_copy_that_would_fill_the_disk_is_not_begun(
    fresh: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, free = engine_of(fresh), MINIMUM_FREE + 2 * 4096
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(sa.text("CREATE TABLE kept (n INTEGER)"))  # two pages with the schema's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    snapshot(engine, tmp_path / "backups", "before-0002").unlink()
    free -= 1
    reason = r"has 200 MB free, the copy needs 1 MB and must leave 200 MB\. Make room and start again$"
    with pytest.raises(CannotStart, match=reason):
        snapshot(engine, tmp_path / "backups", "before-0002")
    assert list((tmp_path / "backups").iterdir()) == []


def test_old_copies_go_after_a_month(fresh: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("before-0001-1.db", "kept-by-hand.db"):
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    copy = snapshot(engine_of(fresh), folder, "before-0002")
    assert sorted(path.name for path in folder.iterdir()) == [copy.name, "kept-by-hand.db"]


@pytest.mark.slow  # builds the app once more
def test_f06_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "recollect.db"
    path.write_bytes(b"this is no database at all" * 100)
    assert faults_of(path, "quick_check") == "file is not a database"
    app = build_app({"DATA_DIR": str(tmp_path), "SECRET_KEY": KEY}, is_serving=False)
    with pytest.raises(
        CannotStart, match=r"recollect.db is damaged \(file is not a database\): .*`flask --app webapp restore FILE`$"
    ):
        prepare(app, read_settings({"DATA_DIR": str(tmp_path)}), {}, is_local=True)


def test_a_second_instance_waits(app: Flask, tmp_path: Path) -> None:
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait(5)
        with one_at_a_time(engine_of(app), tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with one_at_a_time(engine_of(app), tmp_path):
        inside.set()
        thread.join(0.2)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "trial", {head!r}


def upgrade() -> None:
    {step}
"""
REBUILD = """
    with op.batch_alter_table("question", recreate="always") as batch:
        batch.add_column(sa.Column("trial", sa.Integer(), nullable=True))
"""


@pytest.fixture
def with_rows(fresh: Flask, tmp_path: Path) -> Flask:
    """A database at the head, with two learners' answers in it."""
    migrate(fresh, engine_of(fresh), tmp_path)
    fresh.test_client_class = Browser
    fresh.config["CLOCK"] = Clock()
    build_world(fresh)
    return fresh


def upgrade_with(app: Flask, folder: Path, step: str) -> None:
    """Run a further revision as a release would: through env.py."""
    (folder / "more").mkdir()
    (folder / "more" / "trial.py").write_text(REVISION.format(head=head_revision(), step=step.strip()))
    config = alembic_config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", f"{FOLDER / 'versions'}{os.pathsep}{folder / 'more'}")
    with app.app_context():
        command.upgrade(config, "trial")


@pytest.mark.slow  # makes every table, and one of them again
def test_rebuilding_a_table_keeps_the_rows_below_it(with_rows: Flask, tmp_path: Path) -> None:
    before = counts(engine_of(with_rows))
    assert (before["question"], before["card"], before["review"]) == (2, 2, 2)
    upgrade_with(with_rows, tmp_path, REBUILD)
    assert database_revision(engine_of(with_rows)) == "trial"
    assert counts(engine_of(with_rows)) == before
    with engine_of(with_rows).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.slow  # makes every table
def test_a_revision_that_breaks_references_is_undone(with_rows: Flask, tmp_path: Path) -> None:
    before = counts(engine_of(with_rows))
    with pytest.raises(
        RuntimeError, match=r"^migration trial: \d+ broken references in card, question_word, review, version$"
    ):
        upgrade_with(with_rows, tmp_path, 'op.execute("DELETE FROM question")')
    assert database_revision(engine_of(with_rows)) == head_revision()
    assert counts(engine_of(with_rows)) == before


def counts(engine: sa.Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }
