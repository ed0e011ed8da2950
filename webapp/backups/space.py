"""Room on the disk: a backup that fills it would keep the next answer from being saved."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from webapp.backups.refusals import Refused

MEGABYTE = 1024 * 1024
KEPT_FREE = 200 * MEGABYTE  # bytes; below it /readyz complains

Free = Callable[[Path], int]
"""Free bytes on the disk of a folder."""


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def require_space(folder: Path, needed: int, free: Free) -> None:
    """Raises Refused where `needed` bytes more would leave too little."""
    have = free(folder)
    if have - needed < KEPT_FREE:
        raise Refused(
            f"Too little space in {folder}: {have // MEGABYTE} MB are free, this needs {-(-needed // MEGABYTE)} MB "
            f"and must leave {KEPT_FREE // MEGABYTE} MB"
        )
