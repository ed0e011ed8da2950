"""`make bench`: what pages and answers cost beside an empty page, on this machine, in one run."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.benchmarks import report
from tests.benchmarks.profiling import profile_of_answers
from tests.benchmarks.rounds import Ask, Rounds, cpu_of, cpu_ratio, for_seconds, for_times, one_round, ratio
from tests.conftest import own_database
from tests.load.crowd import Crowd, assert_all_kept
from tests.load.database import opened
from tests.load.processes import memory_kib
from tests.load.seeding import Seeded, seed
from tests.load.server import Server, environment_for, folder_on_disk, prepare
from tests.load.student import Student
from tests.load.wire import Wire

CLIENTS = 8
ROUNDS = 7
SECONDS = 1.0  # of a round of pages
ANSWERS = 13  # of a client in a round of answers: fewer than a session has cards
WARM_UP = 5.0  # seconds; templates are compiled, statements and contents kept
CARDS = 1_500
FEW, MANY = 100, 100_000
BUILDS = 24  # of a session, for each of the two

pytestmark = pytest.mark.slow  # measuring is what it is for


@dataclass(frozen=True)
class Bench:
    name: str
    environment: dict[str, str]
    seeded: Seeded
    server: Server
    empty: Server


def databases() -> list[str]:
    return ["SQLite FULL", "PostgreSQL"] if os.environ.get("TEST_DATABASE_URL") else ["SQLite FULL"]


@pytest.fixture(scope="module", params=databases())
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Two servers with the same settings: the app with learners in it, and an empty page."""
    with ExitStack() as stack:
        folder = stack.enter_context(folder_on_disk())
        url = own_database(os.environ["TEST_DATABASE_URL"], "bench") if request.param == "PostgreSQL" else ""
        environment = environment_for(folder, url)
        prepare(environment)
        seeded = add_learners(environment, CLIENTS, CARDS)
        server = stack.enter_context(Server(environment, folder / "server.log"))
        empty = stack.enter_context(Server(environment, folder / "empty.log", "tests.benchmarks.empty:app"))
        yield Bench(request.param, environment, seeded, server, empty)


def add_learners(environment: dict[str, str], learners: int, cards: int) -> Seeded:
    with opened(environment) as connection:
        now = time.time_ns() // 1_000_000
        return seed(connection, learners=learners, cards=cards, reviews_per_card=1, now=now)


def test_pages_and_answers(bench: Bench) -> None:
    crowd = Crowd(bench.server.address, bench.seeded)
    crowd.study(WARM_UP)
    wires = [Wire(bench.empty.address) for _client in range(CLIENTS)]
    empty, page, answer = Rounds("empty page"), Rounds("study page"), Rounds("answer, as a fragment")
    for _round in range(ROUNDS):
        for measured, server, runs in (
            (empty, bench.empty, [for_seconds(get(wire), SECONDS) for wire in wires]),
            (page, bench.server, [for_seconds(page_of(student), SECONDS) for student in begun(crowd)]),
            (answer, bench.server, [for_times(student.answer, ANSWERS) for student in begun(crowd)]),
        ):
            measured.rounds.append(one_round(server, runs))
    for wire in (*wires, *(student.wire for student in crowd.students)):
        wire.close()
    is_fast = show(bench.name, empty, page, answer)
    show_memory(bench.server)
    assert {status for status in crowd.statuses if status != 200} == set()
    assert "database is locked" not in bench.server.log.read_text()
    assert_all_kept(bench.environment, crowd.acknowledged)
    if not is_fast:
        report.say("\nWhere an answer's time goes:")
        fresh = add_learners(bench.environment, 1, CARDS)  # those above have come near the limit of a learner
        report.say(profile_of_answers(bench.environment, fresh))


def begun(crowd: Crowd) -> list[Student]:
    """The students, each at the second card of a new session."""
    for student in crowd.students:
        student.open()
        student.answer()
    return crowd.students


def get(wire: Wire) -> Ask:
    return lambda: wire.get("/")


def page_of(student: Student) -> Ask:
    path, cookies = f"/study/s/{student.session_id}", student.cookies

    def ask() -> None:
        student.statuses[student.wire.get(path, cookies).status] += 1

    return ask


def show(name: str, empty: Rounds, page: Rounds, answer: Rounds) -> bool:
    """Whether both are as fast as they must be."""
    report.heading(f"{name}, beside an empty page, {CLIENTS} clients, 2 workers of 4 threads")
    is_fast = report.at_least("study page, requests a second", ratio(page, empty.rounds), 0.25, 0.4)
    is_fast &= report.at_least("answer, requests a second", ratio(answer, empty.rounds), 0.15, 0.2)
    report.at_least("study page, CPU time of the server", cpu_ratio(page, empty.rounds), 0.25, 0.4)
    report.at_least("answer, CPU time of the server", cpu_ratio(answer, empty.rounds), 0.15, 0.2)
    percents = (50, 95, 99, 100)
    rows = [["", "a second", "CPU ms", "p50 ms", "p95 ms", "p99 ms", "max ms"]]
    for each in (empty, page, answer):
        times = [f"{each.percentile_ms(percent):.1f}" for percent in percents]
        rows.append([each.name, f"{each.rate:.0f}", f"{each.cpu_ms:.2f}", *times])
    report.lines(rows)
    return is_fast


def show_memory(server: Server) -> None:
    sizes = [memory_kib(pid) for pid in server.workers()]
    words = ", ".join(f"{pss / 1024:.0f} MiB (PSS) of {rss / 1024:.0f} MiB (RSS)" for pss, rss in sizes)
    report.say(f"  memory of the workers: {words}")


def test_building_a_session(bench: Bench) -> None:
    learners = {cards: add_learners(bench.environment, 1, cards) for cards in (FEW, MANY)}
    students = {cards: Student(bench.server.address, each.tokens[0], {}) for cards, each in learners.items()}
    taken: dict[int, list[float]] = {FEW: [], MANY: []}
    cpu: dict[int, float] = {FEW: 0.0, MANY: 0.0}
    for turn in range(-4, BUILDS):  # four to warm up
        for cards, student in students.items():
            before, started = cpu_of(bench.server), time.perf_counter()
            student.open("/study")
            if turn >= 0:
                taken[cards].append(time.perf_counter() - started)
                cpu[cards] += cpu_of(bench.server) - before
    for student in students.values():
        student.wire.close()
    report.heading(f"{bench.name}: GET /study with {MANY:,} due cards, beside {FEW} (one client)")
    report.at_most("best time", min(taken[MANY]) / min(taken[FEW]), 1.5)
    report.at_most("median time", statistics.median(taken[MANY]) / statistics.median(taken[FEW]), 1.5)
    report.at_most("CPU time of the server", cpu[MANY] / cpu[FEW], 1.5)
    rows = [["", "best ms", "median ms", "CPU ms"]]
    for cards in (FEW, MANY):
        times = [min(taken[cards]) * 1000, statistics.median(taken[cards]) * 1000, cpu[cards] * 1000 / BUILDS]
        rows.append([f"{cards:,} cards", *(f"{each:.1f}" for each in times)])
    report.lines(rows)
