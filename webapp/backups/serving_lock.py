"""Whether the app is running on this data: its server holds a lock on a file as long as any of its processes lives."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from webapp.backups.refusals import Refused

NAME = "serving.lock"

_held: dict[Path, IO[str]] = {}  # open until the process ends; a forked worker inherits the lock with the open file


def hold(data_dir: Path) -> None:
    """From the server, before it forks. Raises Refused while a restore or move is at work."""
    with contextlib.suppress(OSError):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        file = (data_dir / NAME).open("a")
    except OSError:
        return  # nothing can be restored into a folder that cannot be written
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Refused("A restore or move is at work on this data: start the app when it is done") from None
    before, _held[data_dir] = _held.get(data_dir), file
    if before is not None:  # the server has read its settings again
        before.close()


@contextlib.contextmanager
def stopped(data_dir: Path) -> Iterator[None]:
    """While this lasts no server starts. Raises Refused where one is running."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / NAME).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("The app is running on this data: stop it first") from None
        yield
