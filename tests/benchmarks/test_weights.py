"""`make bench`: what a first visit loads. The budgets hold on every machine, and still a miss is only said here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.benchmarks import report
from tests.benchmarks.weights import JAVASCRIPT, compressed, loaded_with
from tests.load.server import Server, environment_for, folder_on_disk, prepare
from tests.load.wire import Wire

PAGE, FIRST, ALL = 14_000, 5_000, 30_000  # bytes, compressed

pytestmark = pytest.mark.slow  # it starts a server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with folder_on_disk() as folder:
        environment = environment_for(folder)
        prepare(environment)
        with Server(environment, folder / "server.log") as server:
            yield server


def test_weights(server: Server) -> None:
    report.heading("First visit, bytes compressed")
    for path in ("/", "/study"):
        wire = Wire(server.address)
        page = wire.get(path)
        wire.close()
        assert page.status == 200
        report.at_most(f"GET {path} with its style sheet", int(page.header("content-length")), PAGE)
    for name in ("study", "landing"):
        report.at_most(
            f"{name}.js and what it imports at once", compressed(loaded_with(JAVASCRIPT / f"{name}.js")), FIRST
        )
    report.at_most("all modules", compressed(set(JAVASCRIPT.rglob("*.js"))), ALL)
