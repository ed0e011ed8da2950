"""F15: SQLite copied to PostgreSQL (or, without TEST_DATABASE_URL, to another SQLite file), killed once in between.

FAULT_ROWS=1000000 takes some minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from tests.conftest import own_database
from tests.faults.conftest import Note
from tests.load.crowd import assert_states_follow
from tests.load.database import opened
from tests.load.seeding import seed
from tests.load.server import ROOT, environment_for, folder_on_disk, prepare, run_command
from webapp.accounts.models import User
from webapp.backups.checksums import sums_of
from webapp.config import read_settings

pytestmark = pytest.mark.fault

ROWS = int(os.environ.get("FAULT_ROWS", "12000"))  # of the review log; more than two chunks
LEARNERS = 10
REVIEWS_PER_CARD = 20
PART = 5_000  # rows of a chunk


@pytest.fixture
def serve() -> Iterator[Path]:
    """A folder on a disk. By this name the test runs on PostgreSQL too."""
    with folder_on_disk() as folder:
        yield folder


@pytest.fixture
def source(serve: Path) -> dict[str, str]:
    environment = environment_for(serve / "source")
    prepare(environment)
    with opened(environment) as connection:
        cards = -(-ROWS // (LEARNERS * REVIEWS_PER_CARD))
        seed(connection, learners=LEARNERS, cards=cards, reviews_per_card=REVIEWS_PER_CARD, now=time.time_ns() // 10**6)
    return environment


@pytest.fixture
def target(serve: Path, worker_name: str) -> dict[str, str]:
    given = os.environ.get("TEST_DATABASE_URL", "")
    (serve / "target").mkdir()
    return environment_for(serve / "target", own_database(given, f"{worker_name}_moved") if given else "")


def address(environment: dict[str, str]) -> str:
    return read_settings(environment).database_uri


def copying(source: dict[str, str], target: dict[str, str]) -> subprocess.Popen[str]:
    words = ["db-copy", address(source), address(target)]
    command = [sys.executable, "-m", "flask", "--app", "webapp", *words]
    return subprocess.Popen(command, env=source, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def reviews_copied(line: str) -> int:
    return int(line.split()[1]) if line.startswith("review: ") else 0


def test_f15_a_move_that_was_killed_goes_on_and_ends_with_equal_checksums(
    source: dict[str, str], target: dict[str, str], note: Note
) -> None:
    with copying(source, target) as first:
        assert first.stdout is not None
        reached = next(found for line in first.stdout if (found := reviews_copied(line)))
        first.kill()
    refused = run_command(target | {"MIGRATE_ON_START": "1"}, "prepare", "--local")
    assert refused.returncode != 0  # no app takes a half-copied database for its own
    with copying(source, target) as second:
        lines = second.communicate()[0].splitlines()
    assert second.returncode == 0, lines
    assert lines[0] == "Going on with the copy that was begun"
    assert min(filter(None, map(reviews_copied, lines))) > reached >= PART
    assert lines[-2].endswith(", checksums equal")
    assert lines[-1].endswith(", 0 differences")
    with opened(source) as ours, opened(target) as theirs:
        sums = sums_of(theirs)
        assert sums == sums_of(ours)
        note(acknowledged=sums["review"].rows, said="checksums equal")
        assert (sums["review"].rows >= ROWS, sums["user"].rows) == (True, LEARNERS)
        added = theirs.execute(insert(User).values(role="guest", created_at=1, zone="UTC"))
        assert added.inserted_primary_key == (LEARNERS + 1,)  # ids go on where they were
    assert_states_follow(target)
