"""F2: the whole server is killed; and no answer is acknowledged before its row is on the disk.

Killing alone cannot show the second: what the system has not yet written survives a killed process. So the system
calls are looked at. With SQLITE_SYNCHRONOUS=NORMAL the last answers may be lost when the power fails, as
docs/hosting.md says.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Judge, Note, Serve
from tests.load.crowd import Crowd
from tests.load.server import Server
from tests.load.student import MOST

pytestmark = [pytest.mark.fault, pytest.mark.nightly]

CLIENTS = 8
KILLS = 4
ANSWERS = int(os.environ.get("FAULT_ANSWERS", "1000"))  # under strace
CALLS = "fdatasync,fsync,write,pwrite64,sendto"
_LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>|\(\d+<([^>]*)>)?(.*)")


def test_f02_nothing_is_lost_when_the_whole_server_is_killed(serve: Serve, judge: Judge) -> None:
    served = serve(learners=CLIENTS, cards=1_000)
    crowd, server = Crowd(served.server.address, served.seeded), served.server
    with crowd.studying(KILLS * 2.0):
        for _kill in range(KILLS):
            time.sleep(1.5)
            server.kill()
            server.__enter__()
    assert all(student.journal for student in crowd.students)
    judge(served.environment, crowd.acknowledged, f"{KILLS} kills of master and workers")


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL"])
def test_f02_no_answer_leaves_before_its_row_is_on_the_disk(
    serve: Serve, note: Note, tmp_path: Path, synchronous: str
) -> None:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("PostgreSQL writes in a process of its own")
    learners = -(-ANSWERS // MOST)
    settings = {"SQLITE_SYNCHRONOUS": synchronous, "WEB_CONCURRENCY": "1"}
    served = serve(learners=learners, cards=MOST + 50, **settings)
    crowd = Crowd(served.server.address, served.seeded)
    with traced(served.server, tmp_path / "calls") as calls:
        for student in crowd.students:
            while len(student.journal) < -(-ANSWERS // learners):
                if not student.next_id:
                    student.open()
                student.answer()
            student.wire.close()
    answered, early = early_answers(calls.read_text(errors="replace"))
    note(acknowledged=answered, said=f"{synchronous}: {early} of {answered} replies before the write was on the disk")
    assert answered >= ANSWERS
    assert early == 0 if synchronous == "FULL" else early > 0


@contextlib.contextmanager
def traced(server: Server, calls: Path) -> Iterator[Path]:
    """The calls of the one worker, with the names of the files."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    (worker,) = server.workers()
    command = ["strace", "-f", "-y", "-s", "24", "-e", f"trace={CALLS}", "-o", str(calls), "-p", str(worker)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        if "attached" not in (said := tracer.stderr.readline()):
            tracer.wait()
            pytest.skip(f"strace may not look at the server here: {said.strip()}")
        try:
            yield calls
        finally:
            tracer.terminate()


def early_answers(calls: str) -> tuple[int, int]:
    """Replies 200 of threads that had written to the database, and those of them before the write was synchronised."""
    unsaved: set[str] = set()  # threads whose last write to the log waits for the disk
    has_written: set[str] = set()
    syncing: dict[str, bool] = {}
    answered = early = 0
    for thread, call, file, rest in (found.groups() for found in map(_LINE.match, calls.splitlines()) if found):
        if call in {"write", "pwrite64"} and str(file).endswith(("-wal", "-journal", ".db")):
            unsaved.add(thread)
            has_written.add(thread)
        elif call in {"fdatasync", "fsync"}:
            is_ours = str(file).endswith(("-wal", "-journal", ".db")) if file else syncing.get(thread, False)
            if "unfinished" in rest:
                syncing[thread] = is_ours
            elif is_ours and rest.rstrip().endswith("= 0"):
                unsaved.discard(thread)
        elif call == "sendto" and "HTTP/1.1 200" in rest and thread in has_written:
            answered += 1
            early += thread in unsaved
            has_written.discard(thread)
    return answered, early
