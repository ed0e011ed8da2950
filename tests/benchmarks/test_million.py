"""`make bench`: a backup of a million reviews while a class answers, and how fast the log is replayed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tests.benchmarks import report
from tests.benchmarks.test_speed import databases
from tests.conftest import own_database
from tests.load.crowd import Crowd, together
from tests.load.database import opened, stored_answers
from tests.load.seeding import Seeded, seed
from tests.load.server import Server, environment_for, folder_on_disk, prepare, run_command
from tests.load.student import MOST, Student
from webapp.backups.progress import check_progress
from webapp.config import read_settings
from webapp.database import engine_options

REVIEWS = int(os.environ.get("BENCH_REVIEWS", "1000000"))
LEARNERS = 80  # so many that none answers more than the app takes of one
PER_CARD = 20
CLIENTS = 8
WARM_UP = 5.0  # seconds
BEFORE = 20.0  # seconds of answers without a backup
FASTEST = 20_000  # reviews a second

pytestmark = pytest.mark.slow  # measuring is what it is for


@dataclass(frozen=True)
class Filled:
    name: str
    environment: dict[str, str]
    seeded: Seeded
    server: Server


@dataclass
class Timed:
    """Answers with the moment at which each was sent."""

    sent: list[tuple[float, float]] = field(default_factory=list)

    def p(self, percent: float, begin: float, end: float) -> float:
        """ms"""
        every = sorted(took for at, took in self.sent if begin <= at < end)
        return every[min(len(every) - 1, int(len(every) * percent / 100))] * 1000

    def rate(self, begin: float, end: float) -> float:
        return sum(begin <= at < end for at, _took in self.sent) / (end - begin)


@pytest.fixture(scope="module", params=databases())
def filled(request: pytest.FixtureRequest) -> Iterator[Filled]:
    with ExitStack() as stack:
        folder = stack.enter_context(folder_on_disk())
        url = own_database(os.environ["TEST_DATABASE_URL"], "million") if request.param == "PostgreSQL" else ""
        environment = environment_for(folder, url)
        prepare(environment)
        with opened(environment) as connection:
            cards = REVIEWS // (LEARNERS * PER_CARD)
            now = time.time_ns() // 1_000_000
            seeded = seed(connection, learners=LEARNERS, cards=cards, reviews_per_card=PER_CARD, now=now)
        server = stack.enter_context(Server(environment, folder / "server.log"))
        yield Filled(request.param, environment, seeded, server)


def test_a_backup_under_load(filled: Filled, tmp_path: Path) -> None:
    crowd, timed, is_over = Crowd(filled.server.address, filled.seeded), Timed(), threading.Event()
    turns = [crowd.students[nth::CLIENTS] for nth in range(CLIENTS)]
    with together([partial(answer_on, students, timed, is_over.is_set) for students in turns]):
        try:
            time.sleep(WARM_UP)
            begin = time.perf_counter()
            time.sleep(BEFORE)
            middle = time.perf_counter()
            made = run_command(filled.environment, "backup", str(tmp_path / "made.zip"), timeout=900)
            end = time.perf_counter()
        finally:
            is_over.set()
    assert made.returncode == 0, made.stderr
    report.heading(f"{filled.name}: backup of {REVIEWS:,} reviews, {CLIENTS} clients answer without a pause")
    before, during = timed.p(99, begin, middle), timed.p(99, middle, end)
    report.at_most("p99 of an answer, beside without a backup", during / before, 2.0)
    rows = [["", "seconds", "answers a second", "p50 ms", "p95 ms", "p99 ms", "max ms"]]
    for name, start, stop in (("without", begin, middle), ("backup", middle, end)):
        times = [f"{timed.p(percent, start, stop):.0f}" for percent in (50, 95, 99, 100)]
        rows.append([name, f"{stop - start:.1f}", f"{timed.rate(start, stop):.0f}", *times])
    report.lines(rows)
    report.say(f"  {made.stdout.splitlines()[-1].rpartition('made and checked: ')[2]}")
    assert {status for status in crowd.statuses if status != 200} == set()
    assert set(crowd.acknowledged) <= set(stored_answers(filled.environment))


def answer_on(students: Sequence[Student], timed: Timed, is_over: Callable[[], bool]) -> None:
    """One client; it goes on as the next learner when one has answered enough."""
    for student in students:
        while not is_over() and len(student.journal) < MOST:
            if not student.next_id:
                student.open()
            started = time.perf_counter()
            student.answer()
            timed.sent.append((started, time.perf_counter() - started))
        student.wire.close()


def test_replaying_the_log(filled: Filled) -> None:
    uri = read_settings(filled.environment).database_uri
    engine = create_engine(uri, **engine_options(uri))
    started, cpu = time.perf_counter(), time.process_time()
    checked = check_progress(engine)
    passed, cpu = time.perf_counter() - started, time.process_time() - cpu
    engine.dispose()
    assert checked.differences == 0
    report.heading(f"{filled.name}: check-progress")
    report.at_least("reviews replayed a second", checked.reviews / passed, FASTEST, FASTEST)
    report.say(f"  {checked.reviews:,} reviews in {passed:.1f} s, {cpu:.1f} s of CPU time")
