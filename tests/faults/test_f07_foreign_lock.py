"""F7: another process holds the lock. Two seconds are waited out; after five the answer is refused and sent later."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Mapping

import pytest

from tests.faults.conftest import Judge, Serve
from tests.load.crowd import Crowd
from tests.load.database import opened

pytestmark = [pytest.mark.fault, pytest.mark.alone]

SHORT = 2.0  # seconds
LONG = 30.0  # held at most; let go once the answer is refused
REFUSED_WITHIN = 10.0


@contextlib.contextmanager
def lock_held(environment: Mapping[str, str]) -> Iterator[None]:
    with opened(environment) as connection:  # on SQLite it begins IMMEDIATE
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE review, card IN ACCESS EXCLUSIVE MODE")
        yield


def test_f07_a_lock_is_waited_out_or_said(serve: Serve, judge: Judge) -> None:
    served = serve(learners=1, cards=30)
    crowd = Crowd(served.server.address, served.seeded)
    (student,) = crowd.students
    student.open()
    is_held, let_go = threading.Event(), threading.Event()

    def hold(seconds: float) -> None:
        with lock_held(served.environment):
            is_held.set()
            let_go.wait(seconds)

    holder = threading.Thread(target=hold, args=(SHORT,))
    holder.start()
    assert is_held.wait(5)
    started = time.monotonic()
    first = student.answer()
    waited = time.monotonic() - started
    holder.join()
    assert (first.status, student.repeats) == (200, 0)
    assert SHORT - 0.5 <= waited <= 5

    is_held.clear()
    holder = threading.Thread(target=hold, args=(LONG,))
    holder.start()
    assert is_held.wait(5)
    sent, started = student.prepared(), time.monotonic()
    refused = student.wire.post("/study/answer", sent.body, student.cookies)
    taken = time.monotonic() - started
    let_go.set()
    holder.join()
    assert (refused.status, refused.header("retry-after")) == (503, "2")
    assert 4.5 <= taken <= REFUSED_WITHIN
    student.take(sent, student.send(sent))
    student.wire.close()
    judge(served.environment, crowd.acknowledged, f"2 s waited out; 503 after {taken:.1f} s, delivered later")


def test_f07_pages_are_read_under_the_lock(serve: Serve) -> None:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("on PostgreSQL the lock of the test keeps readers out as well")
    served = serve(learners=1, cards=30)
    (student,) = Crowd(served.server.address, served.seeded).students
    with lock_held(served.environment):
        assert student.open().status == 200
    student.wire.close()
