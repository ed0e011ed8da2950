"""`make bench`: a class that logs in at once, a class that answers at its pace, and eight clients without pause."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, insert, select

from tests.benchmarks import report
from tests.conftest import own_database
from tests.load.crowd import Crowd, assert_all_kept, together
from tests.load.database import opened
from tests.load.seeding import Seeded, seed
from tests.load.server import Server, environment_for, folder_on_disk, prepare
from tests.load.student import Student
from tests.load.wire import Reply, Wire
from webapp.accounts.models import User
from webapp.accounts.names import name_key
from webapp.accounts.passwords import hash_password

PASSWORD = "quiet harbour lantern 7"
PUPILS, WITHIN, PACE = 30, 10.0, 4.0  # in a class, seconds in which all log in, seconds between their answers
CLIENTS, CARDS = 8, 900
WARM_UP, MEASURED, LESSON = 3.0, 6.0, 40.0  # seconds; a learner may give 600 answers in ten minutes
_TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
_COOKIE = re.compile(r"form=[^;]+")

pytestmark = pytest.mark.slow  # measuring is what it is for


@dataclass(frozen=True)
class Bench:
    name: str
    environment: dict[str, str]
    server: Server

    def crowd(self, learners: int) -> Crowd:
        """Learners who have not answered here: each may give so many answers and no more."""
        with opened(self.environment) as connection:
            now = time.time_ns() // 1_000_000
            seeded: Seeded = seed(connection, learners=learners, cards=CARDS, reviews_per_card=1, now=now)
        return Crowd(self.server.address, seeded)


@pytest.fixture(scope="module", params=["SQLite FULL", "PostgreSQL"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    given = os.environ.get("TEST_DATABASE_URL", "")
    if request.param == "PostgreSQL" and not given:
        pytest.skip("TEST_DATABASE_URL names no server")
    with ExitStack() as stack:
        folder = stack.enter_context(folder_on_disk())
        environment = environment_for(folder, own_database(given, "reach") if request.param == "PostgreSQL" else "")
        prepare(environment)
        server = stack.enter_context(Server(environment, folder / "server.log"))
        yield Bench(request.param, environment, server)


@dataclass
class Pupil:
    """Opens the log-in page and sends name and password, as a browser does."""

    address: tuple[str, int]
    name: str
    seconds: float = 0.0
    status: int = 0
    place: str = field(default="")

    def log_in(self, at: float) -> None:
        time.sleep(max(0.0, at - time.monotonic()))
        wire = Wire(self.address)
        started = time.perf_counter()
        page = wire.get("/login")
        found = _TOKEN.search(page.text)
        assert found is not None, page.text[:500]
        form = urlencode({"csrf_token": found[1], "name": self.name, "password": PASSWORD}).encode()
        answer = wire.post("/login", form, _form_cookie(page), more="")
        self.seconds, self.status, self.place = time.perf_counter() - started, answer.status, answer.header("location")
        wire.close()


def _form_cookie(page: Reply) -> str:
    return next(found[0] for name, value in page.headers if name == "set-cookie" and (found := _COOKIE.match(value)))


def add_accounts(environment: dict[str, str]) -> list[str]:
    names = [f"pupil {number}" for number in range(PUPILS)]
    kept = hash_password(PASSWORD)
    with opened(environment) as connection:
        first = 1 + (connection.execute(select(func.max(User.id))).scalar() or 0)
        rows: list[dict[str, Any]] = [
            {
                "id": first + number,
                "role": "student",
                "name": name,
                "name_key": name_key(name),
                "password_hash": kept,
                "created_at": time.time_ns() // 1_000_000,
                "zone": "UTC",
            }
            for number, name in enumerate(names)
        ]
        connection.execute(insert(User), rows)
    return names


def percentile_ms(seconds: list[float], percent: float) -> float:
    every = sorted(seconds)
    return every[min(len(every) - 1, int(len(every) * percent / 100))] * 1000


def measured(crowd: Crowd, seconds: float, meanwhile: Callable[[], object] | None = None) -> tuple[float, list[float]]:
    """Answers a second and the seconds of each, after a warm-up, all without a pause."""
    crowd.study(WARM_UP)
    before = {id(student): len(student.seconds) for student in crowd.students}
    started = time.monotonic()
    with crowd.studying(seconds):
        if meanwhile is not None:
            meanwhile()
    passed = time.monotonic() - started
    every = [each for student in crowd.students for each in student.seconds[before[id(student)] :]]
    return len(every) / passed, every


def assert_kept(bench: Bench, crowds: list[Crowd]) -> None:
    for crowd in crowds:
        assert set(crowd.statuses) == {200}
    assert "database is locked" not in bench.server.log.read_text()


def test_eight_clients_a_class_and_thirty_log_ins(bench: Bench) -> None:
    """One after the other on one server, so that the log can be compared with what was acknowledged."""
    eight, meanwhile, lesson = bench.crowd(CLIENTS), bench.crowd(CLIENTS), bench.crowd(PUPILS)
    rate, seconds = measured(eight, MEASURED)
    report.heading(f"{bench.name}, 2 workers of 4 threads: {CLIENTS} clients without pause")
    report.at_least("answers a second", rate, 150, 150)
    report.at_most("answer, p99", percentile_ms(seconds, 99), 500, " ms")

    paces = lesson_of(lesson)
    report.heading(f"{bench.name}: a class of {PUPILS}, each answering every {PACE:g} s")
    report.at_most("answer, p95", percentile_ms(paces, 95), 100, " ms")

    pupils = [Pupil(bench.server.address, name) for name in add_accounts(bench.environment)]
    _rate, seconds = measured(meanwhile, WITHIN + 1, partial(log_all_in, pupils))
    report.heading(f"{bench.name}: {PUPILS} log-ins within {WITHIN:g} s, {CLIENTS} clients answering meanwhile")
    report.at_most("log-in (page and form), p95", percentile_ms([each.seconds for each in pupils], 95), 3000, " ms")
    report.at_most("log-ins refused", sum(each.status != 303 for each in pupils), 0)
    report.at_most("answer meanwhile, p99", percentile_ms(seconds, 99), 500, " ms")
    assert {(each.status, each.place) for each in pupils} == {(303, "/")}
    assert_kept(bench, [eight, meanwhile, lesson])
    acknowledged = [each for crowd in (eight, meanwhile, lesson) for each in crowd.acknowledged]
    assert_all_kept(bench.environment, acknowledged)


def log_all_in(pupils: list[Pupil]) -> None:
    start = time.monotonic()
    tasks = [partial(pupil.log_in, start + number * WITHIN / PUPILS) for number, pupil in enumerate(pupils)]
    with together(tasks):
        pass


def lesson_of(crowd: Crowd) -> list[float]:
    """The seconds of each answer of a lesson; pages are opened before, each pupil begins at a moment of their own."""
    start = time.monotonic() + 1

    def at_pace(student: Student, number: int) -> None:
        due = start + number * PACE / PUPILS
        while due < start + LESSON:
            if not student.next_id:
                student.open()
            time.sleep(max(0.0, due - time.monotonic()))
            student.answer()
            due += PACE
        student.wire.close()

    with together([partial(at_pace, student, number) for number, student in enumerate(crowd.students)]):
        pass
    return [each for student in crowd.students for each in student.seconds]
