"""`make bench`: what a first visit loads. The budgets hold on every machine, and still a miss is only said here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import chromium
from tests.benchmarks import report
from tests.benchmarks.painting import DELAY, RUNS, SLOWER, medians
from tests.benchmarks.weights import JAVASCRIPT, compressed, loaded_with
from tests.load.server import Server, environment_for, folder_on_disk, prepare
from tests.load.wire import Wire

PAGE, FIRST, ALL = 14_000, 5_000, 30_000  # bytes, compressed
PAINTED = 1.0  # seconds

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


def test_largest_paint(server: Server) -> None:
    if chromium.path() is None:
        pytest.skip("no Chromium on this machine")
    report.heading(f"Largest paint, phone at 1/{SLOWER} speed, {DELAY} ms, 1.6 Mbit/s, median of {RUNS}")
    pages = ("/", "/study")
    host, port = server.address
    for page, found in zip(pages, medians([f"http://{host}:{port}{page}" for page in pages]), strict=True):
        report.at_most(f"GET {page}, nothing cached", found / 1000, PAINTED, " s")
