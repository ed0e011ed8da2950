"""F1: workers are killed while a class answers. Nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from tests.faults.conftest import Judge, Serve
from tests.load.crowd import Crowd
from tests.load.server import Server
from tests.load.student import MOST

pytestmark = [pytest.mark.fault, pytest.mark.alone]

CLIENTS = 8
SECONDS = float(os.environ.get("FAULT_SECONDS", "20"))
PAUSE = 0.5  # seconds between two kills
ANSWERS_WITHIN = 5.0  # seconds after the last kill


def test_f01_nothing_is_lost_and_nothing_twice_when_workers_are_killed(serve: Serve, judge: Judge) -> None:
    served = serve(learners=CLIENTS * (1 + int(SECONDS / 10)), cards=MOST + 50)
    crowd = Crowd(served.server.address, served.seeded, clients=CLIENTS)
    with crowd.studying(SECONDS):
        kills = kill_workers(served.server, crowd, until=time.monotonic() + SECONDS)
        waited = served.server.wait_until_it_answers(ANSWERS_WITHIN)
    assert waited <= ANSWERS_WITHIN
    assert kills > 0
    assert all(student.journal for student in crowd.students[:CLIENTS])
    judge(served.environment, crowd.acknowledged, f"{kills} kills")


def kill_workers(server: Server, crowd: Crowd, *, until: float) -> int:
    """Kill a random child of our own master every half second, as soon as an answer has come back since the last kill:
    on a machine where a worker needs longer to start, killing what does not serve yet would try nothing."""
    dice, kills, seen = random.Random(1), 0, 0
    while time.monotonic() < until:
        time.sleep(PAUSE)
        answered = sum(len(student.journal) for student in crowd.students)
        children = server.workers()
        if answered > seen and children:
            os.kill(dice.choice(children), signal.SIGKILL)
            kills, seen = kills + 1, answered
    return kills
