"""F13: a backup is made while a class answers, and restored elsewhere. All that was acknowledged before is in it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import own_database
from tests.faults.conftest import Judge, Serve
from tests.load.crowd import Crowd, assert_states_follow, together
from tests.load.database import opened, stored_answers
from tests.load.server import environment_for, run_command
from tests.load.student import Student
from webapp.backups.archive import read_manifest
from webapp.backups.checksums import sums_of

pytestmark = [pytest.mark.fault, pytest.mark.alone]

CLIENTS = 4
BEFORE = 1.5  # seconds of answering before the backup begins
FIRST_WITHIN = 30.0  # seconds: a busy machine may need longer for the first answers


@contextmanager
def studying(crowd: Crowd) -> Iterator[None]:
    """The class answers until the block ends."""
    is_over = threading.Event()

    def study(student: Student) -> None:
        while not is_over.is_set():
            student.study_until(time.monotonic() + 0.2)

    with together([partial(study, student) for student in crowd.students]):
        try:
            yield
        finally:
            is_over.set()


def elsewhere(folder: Path, worker_name: str) -> dict[str, str]:
    given = os.environ.get("TEST_DATABASE_URL", "")
    return environment_for(folder, own_database(given, f"{worker_name}_elsewhere") if given else "")


def test_f13_a_backup_under_load_can_be_restored_elsewhere(
    serve: Serve, judge: Judge, tmp_path: Path, worker_name: str
) -> None:
    served = serve(learners=CLIENTS, cards=1_500)
    crowd, file = Crowd(served.server.address, served.seeded), tmp_path / "made.zip"
    with studying(crowd):
        time.sleep(BEFORE)
        end = time.monotonic() + FIRST_WITHIN
        while not (before := crowd.acknowledged) and time.monotonic() < end:
            time.sleep(0.05)
        made = run_command(served.environment, "backup", str(file))
        after = crowd.acknowledged
    assert made.returncode == 0, made.stderr
    assert 0 < len(before) < len(after)  # answers went on
    judge(served.environment, crowd.acknowledged, f"{len(before)} before the backup, all in it")

    other = elsewhere(tmp_path / "elsewhere", worker_name)
    restored = run_command(other, "restore", "--yes", str(file))
    assert restored.returncode == 0, restored.stderr
    kept = stored_answers(other)
    assert set(before) <= set(kept) <= set(crowd.acknowledged)
    assert len(set(kept)) == len(kept)
    with opened(other) as connection:
        assert sums_of(connection) == read_manifest(file).tables
    assert_states_follow(other)


def test_f13_nothing_is_restored_under_a_running_server(serve: Serve, tmp_path: Path) -> None:
    served = serve(learners=1, cards=3)
    file = tmp_path / "made.zip"
    assert run_command(served.environment, "backup", str(file)).returncode == 0
    refused = run_command(served.environment, "restore", "--yes", str(file))
    assert (refused.returncode, refused.stderr) == (1, "The app is running on this data: stop it first\n")
    assert served.server.wait_until_it_answers(5) <= 5
