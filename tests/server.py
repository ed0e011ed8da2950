"""The app as a host runs it: `prepare`, then gunicorn with its workers, on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PATIENCE = 30  # seconds


@dataclass
class Server:
    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_for(data_dir: Path, **variables: str) -> dict[str, str]:
    """This process's environment without settings of the app, and with these."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"DATA_DIR": str(data_dir), "HOST": "127.0.0.1"} | variables


def prepare(environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "flask"), "--app", "webapp", "prepare", *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def serving(data_dir: Path, **variables: str) -> Iterator[Server]:
    """A server on a folder of its own, ready to answer; stopped at the end."""
    environment = environment_for(data_dir, PORT=str(free_port()), **variables)
    prepared = prepare(environment, "--local")
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    log = data_dir / "server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(BIN / "gunicorn"), "webapp.app:create_app()"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(f"http://127.0.0.1:{environment['PORT']}", process, log)
    try:
        wait_for(server)
        yield server
    finally:
        server.stop()


def wait_for(server: Server) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        assert server.process.poll() is None, server.log.read_text()
        try:
            with urllib.request.urlopen(f"{server.address}/readyz", timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(server.log.read_text())
