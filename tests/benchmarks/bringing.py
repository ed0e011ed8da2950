"""Run by `test_exchange.py` in a process of its own: a file brought to a new bank, and once more.

Prints JSON: seconds of CPU of each, and the peak of memory."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from flask import Flask

from webapp.app import build_app


def _peak() -> float:
    """MiB. On Linux of this program alone: what getrusage says begins with the size of whoever started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bring(app: Flask, file: str) -> tuple[float, dict[str, int]]:
    """Seconds of CPU of the whole command, and what the file changed."""
    started = time.process_time()
    done = app.test_cli_runner().invoke(args=["banks", "import", file, "--bank", "brought", "--private", "--json"])
    taken = time.process_time() - started
    assert done.exit_code == 0, done.output[-2000:]
    return taken, json.loads(done.output[done.output.index("{\n") :])["diff"]


def main(file: str) -> None:
    app = build_app(dict(os.environ))
    first, new = bring(app, file)
    again, same = bring(app, file)
    peak = _peak()
    sys.stdout.write(json.dumps({"first": first, "again": again, "new": new, "same": same, "peak": peak}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
