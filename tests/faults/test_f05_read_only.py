"""F5: the file or its folder cannot be written, before the start and while the app runs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import Judge, Note, Serve, Served
from tests.load.crowd import Crowd
from tests.load.server import ROOT, environment_for, folder_on_disk, prepare
from tests.load.student import Student
from tests.load.wire import Reply

pytestmark = [pytest.mark.fault, pytest.mark.alone]

PATIENCE = 10.0  # seconds


def as_an_ordinary_user() -> list[str]:
    """What makes root, too, obey the permissions of files."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everything, and there is no setpriv")
    return ["setpriv", "--bounding-set=-dac_override"]


@contextmanager
def closed(*places: Path) -> Iterator[None]:
    """Not to be written meanwhile."""
    modes = {place: place.stat().st_mode for place in places}
    for place, mode in modes.items():
        place.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for place, mode in modes.items():
            place.chmod(mode)


@pytest.fixture
def serve_only_sqlite(serve: Serve) -> Serve:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("the files of SQLite")
    return serve


def test_f05_a_start_says_so_in_one_line(note: Note) -> None:
    with folder_on_disk() as folder:
        environment = environment_for(folder)
        prepare(environment)
        command = [*as_an_ordinary_user(), sys.executable, "-m", "flask", "--app", "webapp", "prepare", "--local"]
        said = []
        for place in (folder, folder / "recollect.db"):
            with closed(place):
                done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 1
            said.append(done.stderr)
    assert said[0] == f"DATA_DIR {folder} cannot be written: Permission denied\n"
    assert said[1].startswith("The database cannot be used: read-only (")
    assert len(said[1].splitlines()) == 1
    note(said="each start refused in one line")


def test_f05_writes_are_refused_reads_go_on_and_all_resumes(serve_only_sqlite: Serve, judge: Judge) -> None:
    served = serve_only_sqlite(learners=1, cards=60, prefix=as_an_ordinary_user())
    crowd = Crowd(served.server.address, served.seeded)
    (student,) = crowd.students
    student.open()
    student.answer()
    files = [served.folder / f"recollect.db{ending}" for ending in ("", "-wal", "-shm")]
    with closed(*(file for file in files if file.exists()), served.folder):
        replace_workers(served)
        sent = student.prepared()
        reply = student.wire.post("/study/answer", sent.body, student.cookies)
        page = student.wire.get("/banks", student.cookies)
    again = until(lambda: student.wire.post("/study/answer", sent.body, student.cookies), 200)
    student.take(sent, again)
    student.wire.close()
    assert (reply.status, reply.header("retry-after"), page.status) == (503, "60", 200)
    judge(served.environment, crowd.acknowledged, "503 while read-only, resumed without a restart")


def replace_workers(served: Served) -> None:
    """A process that has a file open may go on writing: only new ones meet the new permissions."""
    old = set(served.server.workers())
    served.server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + 30
    while old & set(served.server.workers()) or not served.server.workers():
        assert time.monotonic() < end
        time.sleep(0.05)
    served.server.wait_until_it_answers(30)


def until(ask: Callable[[], Reply], status: int) -> Reply:
    end = time.monotonic() + PATIENCE
    while (reply := ask()).status != status:
        assert time.monotonic() < end, reply.text[:500]
        time.sleep(0.1)
    return reply


def test_f05_a_student_reads_on(serve_only_sqlite: Serve) -> None:
    served = serve_only_sqlite(learners=1, cards=20, prefix=as_an_ordinary_user())
    student = Student(served.server.address, served.seeded.tokens[0], served.seeded.contents)
    student.open()  # the app has the database open
    with closed(served.folder):
        assert student.open().status == 200
        assert student.wire.get("/readyz").text == "read-only\n"
    assert student.wire.get("/readyz").status == 200
    student.wire.close()
