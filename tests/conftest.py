"""What every test has: the app on a real database, a clock that stands still, and the limits a test keeps."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Connection, create_engine, make_url, text

from tests.client import Browser
from tests.clock import START, Clock
from tests.database_guard import Guard
from tests.factories import BuiltIn
from tests.security_list import summary
from webapp.app import build_app
from webapp.banks.contents import forget_contents
from webapp.config import read_settings
from webapp.database import Base, db
from webapp.migrating import engine_of, migrate, one_at_a_time
from webapp.web.kept import forget_pieces
from webapp.web.ready import DAMAGED

# Each example is short; on a busy machine a deadline would only measure the neighbours.
hypothesis_settings.register_profile("recollect", deadline=None, max_examples=60)
hypothesis_settings.load_profile("recollect")

UNIT_CEILING = 0.05  # seconds of CPU
INTEGRATION_CEILING = 1.0
__all__ = ["START", "Clock"]  # for tests that set the time

ON_DATABASE = {"app", "serve", "bench"}  # fixtures of the tests that run once more on PostgreSQL
EXEMPT = {"prop", "oracle", "browser", "fault", "slow"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Collect garbage between tests only: a collection cleans up after all tests before this one, and may take longer
    than a call may, or a transaction of the set-up."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test whose call alone takes more CPU time than its kind may."""
    names = getattr(item, "fixturenames", ())
    ceiling = INTEGRATION_CEILING if "app" in names else UNIT_CEILING
    is_exempt = any(item.get_closest_marker(mark) for mark in EXEMPT)
    is_exempt |= bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))
    started = time.process_time()
    try:
        yield
    finally:
        taken = time.process_time() - started
    if taken > ceiling and not is_exempt:
        pytest.fail(f"took {taken * 1000:.0f} ms of CPU, may take {ceiling * 1000:.0f}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what stands on the database; everything else has had its turn on SQLite."""
    if os.environ.get("TEST_DATABASE_URL"):
        chosen = [item for item in items if ON_DATABASE & set(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What failed, once more with its line and its whole reason; and the security checklist, after a run that has
    looked at it."""
    for report in [*terminalreporter.stats.get("failed", []), *terminalreporter.stats.get("error", [])]:
        terminalreporter.line(f"AT {place_of(report)}")
    nodes = {name: [each.nodeid for each in terminalreporter.stats.get(name, [])] for name in ("passed", "failed")}
    if any("test_security_list.py" in node for found in nodes.values() for node in found):
        terminalreporter.section("security checklist")
        for line in summary(nodes["passed"], nodes["failed"]):
            terminalreporter.line(line)


def place_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Where a test was when it failed, its line before that of what it had called, and the first line of the reason."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is None:
        return f"{report.nodeid}: {report.longrepr}"
    entries = getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", [])
    places = [each.reprfileloc for each in entries if getattr(each, "reprfileloc", None)]
    lines = [f"{each.path}:{each.lineno}" for each in places if each.path.startswith("tests/")]
    return f"{' > '.join(lines) or f'{crash.path}:{crash.lineno}'}: {crash.message.splitlines()[0]}"


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    """Where the app under test writes: in memory where the system has such a place, since no test needs the disk."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="recollect-", dir=shared if os.access(shared, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def environment(data_dir: Path, worker_name: str) -> dict[str, str]:
    """The variables the app is built from; TEST_DATABASE_URL chooses PostgreSQL."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    found = {"DATA_DIR": str(data_dir), "SECRET_KEY": "0123456789abcdef" * 4}
    return found | ({"DATABASE_URL": own_database(given, worker_name)} if given else {})


@pytest.fixture(scope="session")
def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def own_database(address: str, name: str) -> str:
    """A fresh database on that server, so that nothing of the contributor's own is touched."""
    url = make_url(address)
    server = create_engine(
        url.set(database=url.database or "postgres"), isolation_level="AUTOCOMMIT", pool_pre_ping=True
    )
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS recollect_test_{name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE recollect_test_{name} TEMPLATE template0 ENCODING 'UTF8'"))
    server.dispose()
    return url.set(database=f"recollect_test_{name}").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def built_app(environment: dict[str, str]) -> Iterator[Flask]:
    """The app, once for all tests, on a schema made by the migrations."""
    settings = read_settings(environment)
    settings.data_dir.mkdir(exist_ok=True)
    first = build_app(environment, is_serving=False)
    with one_at_a_time(engine_of(first), settings.data_dir):
        migrate(first, engine_of(first), settings.data_dir)
    engine_of(first).dispose()
    app = build_app(environment)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False  # tests see the page that a learner would see
    app.test_client_class = Browser
    yield app
    engine_of(app).dispose()


@pytest.fixture(scope="session")
def kept_content() -> BuiltIn:
    """The built-in banks as rows, read from their files once."""
    return BuiltIn()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(request: pytest.FixtureRequest, built_app: Flask) -> Iterator[Guard]:
    guard = Guard(engine_of(built_app))
    guard.is_bulk = request.node.get_closest_marker("imports") is not None
    with guard.watching():
        yield guard
    assert guard.faults == []


@pytest.fixture
def app(built_app: Flask, kept_content: BuiltIn, guard: Guard, clock: Clock) -> Iterator[Flask]:
    """The app with an empty database; ask for `banks` too where the built-in banks are needed."""
    if kept_content.is_in_database:
        with emptying(built_app) as connection:
            kept_content.remove(connection)
    built_app.config["CLOCK"] = clock
    built_app.extensions.pop(DAMAGED, None)
    built_app.extensions.pop("answers_of_late", None)  # counted by user, whose number the next test uses again
    built_app.extensions.pop(DAMAGED, None)
    yield built_app
    guard_written = set(guard.written)
    if guard_written & kept_content.tables:
        kept_content.is_in_database = False
        guard_written |= kept_content.tables
        forget_contents()
        forget_pieces(built_app)
    with emptying(built_app) as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in guard_written:
                connection.execute(table.delete())


@pytest.fixture
def banks(app: Flask, guard: Guard, kept_content: BuiltIn) -> BuiltIn:
    """The three built-in banks, as `prepare` loads them."""
    with emptying(app) as connection:
        kept_content.put(connection)
    guard.statements.clear()
    guard.faults.clear()  # reading the files for the first time takes its time
    return kept_content


@contextmanager
def emptying(app: Flask) -> Iterator[Connection]:
    """A connection for the tests' own set-up, past the session and unseen by the limits of a transaction."""
    with app.app_context():
        db.session.remove()
        with db.engine.connect().execution_options(write=True) as connection, connection.begin():
            yield connection


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser that has never been here."""
    client = app.test_client()
    assert isinstance(client, Browser)
    return client
