"""F14: PostgreSQL is restarted again and again, without time to end its work, while a class answers."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time

import pytest
from sqlalchemy import create_engine

from tests.faults.conftest import Judge, Serve
from tests.load.crowd import Crowd
from tests.load.student import MOST, Student

pytestmark = [pytest.mark.fault, pytest.mark.nightly]

CLIENTS = 8
RESTARTS = 3
PAUSE = 5.0  # seconds
RECOVERS_WITHIN = 5.0
STARTS_WITHIN = 20.0


def cluster_of(url: str) -> list[str]:
    """How pg_ctlcluster names the server of the tests; no other is restarted."""
    if "PG_CLUSTER_CONF_ROOT" not in os.environ:
        pytest.skip("the server is not one of the tests' own (pg_virtualenv)")
    engine = create_engine(url)
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
        cluster = connection.exec_driver_sql("SHOW cluster_name").scalar_one()
    engine.dispose()
    return [str(int(version) // 10_000), str(cluster).partition("/")[2]]


def restart(cluster: list[str]) -> None:
    """Stop without a checkpoint and without a word to clients, and start at once."""
    last = time.monotonic() + STARTS_WITHIN
    for words in (["stop", "-m", "immediate"], ["start"]):
        while (done := _control(cluster, words)).returncode:
            assert time.monotonic() < last, done.stdout + done.stderr
            time.sleep(0.1)  # the old one has not quite ended


def _control(cluster: list[str], words: list[str]) -> subprocess.CompletedProcess[str]:
    command = ["pg_ctlcluster", *cluster, *words]
    with tempfile.TemporaryFile("w+") as out:  # not a pipe, which the server would keep open
        done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, text=True, check=False)
        out.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, out.read(), "")


def test_f14_nothing_is_lost_when_postgresql_restarts(serve: Serve, judge: Judge) -> None:
    if "TEST_DATABASE_URL" not in os.environ:
        pytest.skip("needs PostgreSQL")
    served = serve(learners=CLIENTS * 3, cards=MOST + 50)
    cluster = cluster_of(served.environment["DATABASE_URL"])
    crowd, waits = Crowd(served.server.address, served.seeded, clients=CLIENTS), list[float]()
    with crowd.studying(RESTARTS * (PAUSE + RECOVERS_WITHIN) + PAUSE):
        for _restart in range(RESTARTS):
            time.sleep(PAUSE)
            restart(cluster)
            waits.append(until_an_answer(crowd.students))  # from the moment it is said to run
    assert max(waits) < RECOVERS_WITHIN
    judge(served.environment, crowd.acknowledged, f"{RESTARTS} restarts, on after {max(waits):.1f} s at most")


def until_an_answer(students: list[Student]) -> float:
    """Seconds until somebody's next answer is acknowledged."""
    started, before = time.monotonic(), sum(len(student.journal) for student in students)
    while sum(len(student.journal) for student in students) == before:
        if time.monotonic() - started > 2 * RECOVERS_WITHIN:
            break
        time.sleep(0.02)
    return time.monotonic() - started
