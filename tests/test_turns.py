"""One writer after the other, in one process and in several."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from webapp.database_errors import DatabaseBusy
from webapp.turns import turn

HOLDING = """
import sys
from webapp.turns import turn
with turn(sys.argv[1], 5):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.slow  # starts Python
def test_another_process_has_its_turn_first(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, path],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert other.poll() is None
        other.stdin.close()  # it ends, and its lock with it
        with turn(path, 5):
            pass


@pytest.mark.slow  # starts Python
def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, path],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        other.kill()
        with turn(path, 5):
            pass


def test_whoever_waited_too_long_for_the_file_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(DatabaseBusy), turn(str(tmp_path / "a.db"), -1):
        raise AssertionError("begun all the same")
    with turn(str(tmp_path / "a.db"), 5):
        pass  # nothing is held


def test_a_folder_that_cannot_hold_the_lock_stops_nobody(tmp_path: Path) -> None:
    with turn(str(tmp_path / "not here" / "a.db"), 5):
        pass


def test_a_database_in_memory_has_no_file(tmp_path: Path) -> None:
    with turn(None, 5):
        pass
    assert list(tmp_path.iterdir()) == []
