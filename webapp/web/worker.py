"""Gunicorn's worker with threads, taking its share of the connections and no more.

All workers wait for the same socket. On a quiet server it is always the same one that wakes first, so it would take
every connection of a class that sits down together, and keep them: one core would work and the others look on.
"""

from __future__ import annotations

import mmap
import time
from typing import Any

from webapp.web.patience import PatientWorker
from webapp.web.sending import send_in_one_piece

SLOTS = 64  # workers that can be told apart
PAUSE = 0.002  # seconds in which a worker with fewer connections comes first
_ABSENT = -1

# Made when gunicorn loads this class, before it forks: the workers see each other's numbers. Each writes its own only.
_held = memoryview(mmap.mmap(-1, SLOTS * 4)).cast("i")
for _slot in range(SLOTS):
    _held[_slot] = _ABSENT


class EvenWorker(PatientWorker):
    """Leaves a new connection to a worker that holds fewer, if there is one and it is not busy."""

    def init_process(self) -> None:
        send_in_one_piece()
        self.note()
        super().init_process()

    def accept(self, listener: Any) -> None:
        self.note()
        if any(_ABSENT < held < self.nr_conns for held in _held):
            time.sleep(PAUSE)
        super().accept(listener)
        self.note()

    def finish_request(self, conn: Any, fs: Any) -> None:
        super().finish_request(conn, fs)
        self.note()

    def drop(self, conn: Any) -> None:
        super().drop(conn)
        self.note()

    def note(self) -> None:
        _held[self.age % SLOTS] = self.nr_conns


def forget(worker: Any) -> None:
    """The worker has ended: nobody waits for it any more."""
    _held[worker.age % SLOTS] = _ABSENT
