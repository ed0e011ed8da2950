"""A real server with learners to be served, on SQLite or, with TEST_DATABASE_URL, on PostgreSQL; and what was found."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import own_database
from tests.faults import table
from tests.load.crowd import assert_all_kept
from tests.load.database import Stored, opened, stored_answers
from tests.load.seeding import Seeded, seed
from tests.load.server import Server, environment_for, folder_on_disk, prepare


@dataclass(frozen=True)
class Served:
    server: Server
    environment: dict[str, str]
    seeded: Seeded

    @property
    def folder(self) -> Path:
        return Path(self.environment["DATA_DIR"])


Serve = Callable[..., Served]
Note = Callable[..., None]
Judge = Callable[..., None]


@pytest.fixture(scope="module")
def serve(worker_name: str) -> Iterator[Serve]:
    """`serve(learners=…, cards=…)` starts a server on a new database; it is stopped at the module's end. `folder`
    instead of one on a disk, `prefix` before the server's command, and further settings by their names."""
    with ExitStack() as stack:

        def start(
            *, learners: int, cards: int, folder: Path | None = None, prefix: Sequence[str] = (), **settings: str
        ) -> Served:
            logs = stack.enter_context(folder_on_disk())
            given = os.environ.get("TEST_DATABASE_URL", "")
            url = own_database(given, f"{worker_name}_fault") if given else ""
            environment = environment_for(folder or logs, url, **settings)
            prepare(environment)
            with opened(environment) as connection:
                now = time.time_ns() // 1_000_000
                seeded = seed(connection, learners=learners, cards=cards, reviews_per_card=2, now=now)
            server = stack.enter_context(Server(environment, logs / "server.log", prefix=prefix))
            return Served(server, environment, seeded)

        yield start


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Puts what was found into the table of `make faults`."""

    def put(*, acknowledged: int = 0, lost: int = 0, doubled: int = 0, said: str = "") -> None:
        request.node.user_properties.append((table.PROPERTY, (acknowledged, lost, doubled, said)))

    return put


@pytest.fixture
def judge(note: Note) -> Judge:
    """What all experiments must leave behind: all that was acknowledged, once, and states that follow from it."""

    def check(environment: Mapping[str, str], acknowledged: Sequence[Stored], said: str = "") -> None:
        stored = stored_answers(environment)
        lost = len(set(acknowledged) - set(stored))
        doubled = len(stored) - len({(row.user_id, row.key) for row in stored})
        note(acknowledged=len(acknowledged), lost=lost, doubled=doubled, said=said)
        assert (lost, doubled) == (0, 0)
        assert_all_kept(environment, acknowledged)

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = _rows(terminalreporter.stats)
    if rows and "FAULT_TABLE" in os.environ:
        text = "\n".join(table.lines(rows))
        Path(os.environ["FAULT_TABLE"]).write_text(f"{text}\n", "utf-8")


def _rows(stats: Mapping[str, Sequence[object]]) -> dict[int, table.Row]:
    rows: dict[int, table.Row] = defaultdict(table.Row)
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in stats.get(outcome, ()):
            number = table.number_of(report.nodeid) if isinstance(report, pytest.TestReport) else None
            if number is not None and isinstance(report, pytest.TestReport):
                _add(rows[number], report, outcome)
    return rows


def _add(row: table.Row, report: pytest.TestReport, outcome: str) -> None:
    if outcome == "skipped":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        row.skipped.append(reason.removeprefix("Skipped: "))
        return
    row.passed += outcome == "passed"
    row.failed += outcome != "passed"
    for name, value in report.user_properties:
        if name == table.PROPERTY and isinstance(value, tuple | list):
            acknowledged, lost, doubled, said = value
            row.acknowledged += acknowledged
            row.lost += lost
            row.doubled += doubled
            row.said += [said] if said else []
