"""F3: a deploy. The old server is told to end while a class answers, the next one starts in its place."""

from __future__ import annotations

import time

import pytest

from tests.faults.conftest import Judge, Serve
from tests.load.crowd import Crowd

pytestmark = [pytest.mark.fault, pytest.mark.alone]

CLIENTS = 8
SECONDS = 5.0
DEPLOYS = 1
ENDS_WITHIN = 10.0  # seconds
ANSWERS_WITHIN = 5.0


def test_f03_a_deploy_under_load_loses_nothing(serve: Serve, judge: Judge) -> None:
    served = serve(learners=CLIENTS, cards=800)
    crowd, ends = Crowd(served.server.address, served.seeded), list[float]()
    with crowd.studying(SECONDS):
        for _deploy in range(DEPLOYS):
            time.sleep(1.5)
            started = time.monotonic()
            served.server.process.terminate()
            assert served.server.process.wait(ENDS_WITHIN) == 0
            ends.append(time.monotonic() - started)
            served.server.__enter__()
        waited = served.server.wait_until_it_answers(ANSWERS_WITHIN)
    assert waited <= ANSWERS_WITHIN
    assert all(student.journal for student in crowd.students)
    assert {status for status in crowd.statuses if status not in (0, 200)} == set()
    judge(served.environment, crowd.acknowledged, f"ended in {max(ends):.1f} s")
