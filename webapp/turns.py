"""Writers to a SQLite file take turns: threads by a lock, processes by a lock on a file.

SQLite lets a writer that finds the file locked sleep and look again, longer each time, so that under load the lock
stands free while all sleep. Here the next one is woken at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator

from webapp.database_errors import DatabaseBusy

SUFFIX = "-turns"  # of the lock's file, beside the database's

_lock = threading.Lock()
_files: dict[str, tuple[int, int | None]] = {}  # process and descriptor, by path


@contextlib.contextmanager
def turn(path: str | None, seconds: float) -> Iterator[None]:
    """Inside, no other writer of the app is at work on the file (None: a database in memory, which has no other
    process). Raises DatabaseBusy when it is not free within so many seconds, counted once for both locks: whoever held
    the file all that time has waited for a lock that is not ours, and it would be in vain to wait for that anew."""
    end = time.monotonic() + seconds
    if not _lock.acquire(timeout=seconds):
        raise DatabaseBusy("another answer is being saved")
    try:
        file = _opened(path) if path else None
        if file is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            if time.monotonic() > end:
                raise DatabaseBusy("another process is saving")
            yield
        finally:
            if file is not None:
                fcntl.flock(file, fcntl.LOCK_UN)
    finally:
        _lock.release()


def _opened(path: str) -> int | None:
    """This process's own descriptor: one that came over a fork would share its lock with the other process."""
    process = os.getpid()
    known = _files.get(path)
    if known is None or known[0] != process:
        try:
            known = process, os.open(path + SUFFIX, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            known = process, None  # a folder that cannot be written: the write itself will say so
        _files[path] = known
    return known[1]
