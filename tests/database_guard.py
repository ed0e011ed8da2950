"""Watches every statement of a test: writes only inside `transaction()`, and none that holds the lock for long."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from webapp.direct import watchers

LONGEST = 0.25  # seconds of work that a transaction may hold the write lock for
LONGEST_WAIT = 5.0  # and of time: a busy machine alone makes a transaction ten times as long
_WRITE = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+\"?(\w+)", re.IGNORECASE)


class Guard:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.written: set[str] = set()  # names of tables
        self.statements: list[str] = []
        self.faults: list[str] = []
        self.is_bulk = False  # an import may take its time
        self._own = threading.local()

    @contextmanager
    def watching(self) -> Iterator[None]:
        listeners: dict[str, Any] = {
            "before_cursor_execute": self._statement,
            "begin": self._begin,
            "commit": self._end,
            "rollback": self._end,
        }
        for name, listener in listeners.items():
            event.listen(self.engine, name, listener)
        watchers.append(self._seen)
        try:
            yield
        finally:
            watchers.remove(self._seen)
            for name, listener in listeners.items():
                event.remove(self.engine, name, listener)

    def _statement(self, connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        self._seen(statement, bool(connection.get_execution_options().get("write")))

    def _seen(self, statement: str, is_writing: bool) -> None:
        if statement.startswith(("BEGIN", "PRAGMA")):
            return
        self.statements.append(statement)
        found = _WRITE.match(statement)
        if found is None:
            return
        self.written.add(found[1])
        if not is_writing:
            self.faults.append(f"written outside transaction(): {statement}")

    def _begin(self, connection: Connection) -> None:
        self._own.began = (time.thread_time(), time.perf_counter())

    def _end(self, connection: Connection) -> None:
        work_before, began = self._own.began
        work, waited = time.thread_time() - work_before, time.perf_counter() - began
        taken = work if work > LONGEST or waited <= LONGEST_WAIT else waited
        if connection.get_execution_options().get("write") and taken > LONGEST and not self.is_bulk:
            self.faults.append(f"a transaction of {taken * 1000:.0f} ms")
