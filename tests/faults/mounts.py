"""A small disk of a test's own, in memory."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Skips the test where nothing may be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="recollect-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "recollect-test", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    except FileNotFoundError:
        pytest.skip("no disk can be mounted here: there is no mount")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
