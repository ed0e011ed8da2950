"""Run by `test_exchange.py` in a process of its own: a file brought to a new bank, the same with other words, and both
taken back.

Prints JSON: how long each held the write lock at most, in milliseconds of CPU, and how many transactions it was."""

from __future__ import annotations

import json
import os
import sys
import time

from flask import Flask
from sqlalchemy import Connection, event

from webapp.app import build_app
from webapp.database import db


class Holding:
    """Milliseconds of CPU of each write transaction."""

    def __init__(self, app: Flask) -> None:
        self.taken: list[float] = []
        self._began = 0.0
        with app.app_context():
            event.listen(db.engine, "begin", self._begin)
            for name in ("commit", "rollback"):
                event.listen(db.engine, name, self._end)

    def _begin(self, _connection: Connection) -> None:
        self._began = time.thread_time()

    def _end(self, connection: Connection) -> None:
        if connection.get_execution_options().get("write"):
            self.taken.append((time.thread_time() - self._began) * 1000)


def run(app: Flask, holding: Holding, *words: str) -> tuple[str, dict[str, float]]:
    holding.taken.clear()
    done = app.test_cli_runner().invoke(args=["banks", *words])
    assert done.exit_code == 0, done.output[-2000:]
    return done.output, {"longest": max(holding.taken), "count": len(holding.taken)}


def main(files: list[str]) -> None:
    app = build_app(dict(os.environ))
    holding, numbers, found = Holding(app), [], []
    for file in files:
        said, held = run(app, holding, "import", file, "--bank", "brought", "--private", "--json")
        numbers.append(json.loads(said[said.index("{\n") :])["batch"])
        found.append(held)
    found += [run(app, holding, "undo-import", str(number))[1] for number in reversed(numbers)]
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
