"""F14: PostgreSQL is restarted again and again, without time to end its work, while a class answers."""

from __future__ import annotations

import os
import subprocess
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


def restart_of(url: str) -> list[str]:
    """The command that restarts the server of the tests, and no other."""
    if "PG_CLUSTER_CONF_ROOT" not in os.environ:
        pytest.skip("the server is not one of the tests' own (pg_virtualenv)")
    engine = create_engine(url)
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
        cluster = connection.exec_driver_sql("SHOW cluster_name").scalar_one()
    engine.dispose()
    return ["pg_ctlcluster", str(int(version) // 10_000), str(cluster).partition("/")[2], "restart", "-m", "immediate"]


def test_f14_nothing_is_lost_when_postgresql_restarts(serve: Serve, judge: Judge) -> None:
    if "TEST_DATABASE_URL" not in os.environ:
        pytest.skip("needs PostgreSQL")
    served = serve(learners=CLIENTS * 3, cards=MOST + 50)
    command = restart_of(served.environment["DATABASE_URL"])
    crowd, waits = Crowd(served.server.address, served.seeded, clients=CLIENTS), list[float]()
    with crowd.studying(RESTARTS * (PAUSE + 2)):
        for _restart in range(RESTARTS):
            time.sleep(PAUSE)
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            waits.append(until_an_answer(crowd.students))
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
