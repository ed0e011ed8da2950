"""A restore and a running server keep each other out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT, environment_for
from webapp.backups import serving_lock
from webapp.backups.refusals import Refused
from webapp.backups.serving_lock import stopped

HOLD = "import sys; from pathlib import Path; from webapp.backups.serving_lock import hold; hold(Path(sys.argv[1]));"
FORK = "import os; print('held', flush=True); os.fork() and os._exit(0); sys.stdin.read()"


def holding(folder: Path, then: str) -> subprocess.Popen[str]:
    """Another process that holds the lock as the server does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD + then, str(folder)],
        cwd=ROOT,
        env=environment_for(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.slow  # starts Python
def test_the_lock_lasts_until_the_last_worker_has_ended(tmp_path: Path) -> None:
    with holding(tmp_path, FORK) as master:
        assert master.wait(10) == 0  # its child lives on
        for _nth in range(2):
            with pytest.raises(Refused, match=r"^The app is running on this data: stop it first$"), stopped(tmp_path):
                pytest.fail("not stopped")
        assert master.stdin is not None
        assert master.stdout is not None
        master.stdin.close()
        assert master.stdout.read() == ""  # closed when the child has ended
    with stopped(tmp_path):
        pass


def test_no_server_starts_during_a_restore(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with stopped(folder), pytest.raises(Refused, match=r"^A restore or move is at work on this data"):
        serving_lock.hold(folder)
    for _nth in range(2):  # reading its settings again a server holds it once
        serving_lock.hold(folder)
    with pytest.raises(Refused), stopped(folder):
        pytest.fail("not stopped")
    serving_lock._held.pop(folder).close()
    with stopped(folder):
        pass


def test_where_nothing_can_be_written_the_server_starts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    serving_lock.hold(tmp_path / "file" / "below")
    assert tmp_path / "file" / "below" not in serving_lock._held
