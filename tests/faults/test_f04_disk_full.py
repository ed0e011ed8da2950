"""F4: the disk is full while a class answers. Answers wait, pages are read, and all goes on when there is room."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.conftest import Judge, Serve, Served
from tests.faults.mounts import small_disk
from tests.load.crowd import Crowd
from tests.load.seeding import Seeded
from tests.load.student import Student
from tests.load.wire import Reply

pytestmark = [pytest.mark.fault, pytest.mark.nightly]

CLIENTS = 8
SIZE = 24  # MB
WRITES_WITHIN = 5.0  # seconds after there is room again


@pytest.fixture
def disk() -> Iterator[Path]:
    with small_disk(SIZE) as folder:
        yield folder


def fill(disk: Path) -> Path:
    """A file that takes what is left, to the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler


def test_f04_a_full_disk_is_said_and_waited_out(serve: Serve, judge: Judge, disk: Path) -> None:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("the disk of SQLite")
    served = serve(learners=CLIENTS + 1, cards=300, folder=disk)
    crowd, others = (Crowd(served.server.address, some) for some in parted(served.seeded))
    (other,) = others.students
    with crowd.studying(8.0):
        time.sleep(1.5)
        filler = fill(disk)
        reply = refused(other)
        is_read = other.wire.get("/banks", other.cookies).status
        ready = readyz(served)
        filler.unlink()
        freed = time.monotonic()
        crowd_before = sum(len(student.journal) for student in crowd.students)
        while sum(len(student.journal) for student in crowd.students) == crowd_before:
            assert time.monotonic() - freed < WRITES_WITHIN
            time.sleep(0.05)
        resumed = time.monotonic() - freed
    other.wire.close()
    assert (reply.status, reply.header("retry-after")) == (503, "60")
    assert "The storage of this site is full" in reply.text
    assert is_read == 200
    assert "little space" in ready
    assert crowd.statuses[503] > 0
    acknowledged = crowd.acknowledged + others.acknowledged
    judge(served.environment, acknowledged, f"{crowd.statuses[503]} times 503, on after {resumed:.1f} s")


def parted(seeded: Seeded) -> tuple[Seeded, Seeded]:
    """The class, and one of it."""
    return tuple(
        replace(seeded, tokens=seeded.tokens[part], user_ids=seeded.user_ids[part])
        for part in (slice(CLIENTS), slice(CLIENTS, None))
    )  # type: ignore[return-value] # of two


def refused(student: Student) -> Reply:
    """The reply to an answer while the disk is full: the first writes may still find room in the file."""
    student.open()
    sent = student.prepared()
    end = time.monotonic() + 10
    while time.monotonic() < end:
        reply = student.wire.post("/study/answer", sent.body, student.cookies)
        if reply.status != 200:
            return reply
        student.take(sent, reply)
        if not student.next_id:
            student.open()
        sent = student.prepared()
    raise AssertionError("the disk is full and answers are still saved")


def readyz(served: Served) -> str:
    host, port = served.server.address
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/readyz", timeout=10) as found:
            return str(found.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()
