"""A server of our own on 127.0.0.1: gunicorn with the project's settings, on a database of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.load.processes import children_of
from webapp.hosting import PLATFORMS, disk_of, read_mounts

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 60  # seconds; a busy machine may need some
STOPS_WITHIN = 15
_KEY = "0123456789abcdef" * 4


@contextlib.contextmanager
def folder_on_disk() -> Iterator[Path]:
    """A new folder where a write has to reach a disk; memory would make every commit look cheap."""
    places = [Path(tempfile.gettempdir()), Path("/var/tmp"), ROOT / "instance"]
    mounts = read_mounts()
    real = [place for place in places if disk_of(place, {}, mounts).kind not in ("tmpfs", "ramfs")]
    real[0].mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="recollect-load-", dir=real[0]))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def environment_for(folder: Path, database_url: str = "", **more: str) -> dict[str, str]:
    """The variables of a server with its data in `folder`; what a platform would set is left out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(tuple(PLATFORMS))}
    own = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "SECRET_KEY": _KEY,
        "HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "2",
        "MIGRATE_ON_START": "1",
        "PYTHONPATH": str(ROOT),
    }
    return kept | own | more


def run_command(environment: Mapping[str, str], *words: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """`flask --app webapp <words>`, in a process of its own, as a host would run it."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", *words],
        env=dict(environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def prepare(environment: Mapping[str, str]) -> None:
    done = run_command(environment, "prepare", "--local")
    if done.returncode:
        raise RuntimeError(f"prepare failed: {done.stderr}")


@dataclass
class Server:
    """One gunicorn master and its workers. The log goes to a file, so that a full pipe never holds it up."""

    environment: Mapping[str, str]
    log: Path
    application: str = "webapp.app:create_app()"
    port: int = field(default_factory=lambda: free_port())
    prefix: Sequence[str] = ()  # a command that runs the server's

    def __enter__(self) -> Server:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [
                    *self.prefix,
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "-c",
                    str(ROOT / "gunicorn.conf.py"),
                    self.application,
                ],
                env={**self.environment, "PORT": str(self.port)},
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            self.wait_until_it_answers(STARTS_WITHIN)
        except TimeoutError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            for pid in (*self.workers(), self.process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, 9)
            self.process.wait(STOPS_WITHIN)

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def wait_until_it_answers(self, seconds: float) -> float:
        """Seconds until it said anything. Raises TimeoutError."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if self.process.poll() is not None:
                break
            if self._answers():
                return time.monotonic() - started
            time.sleep(0.05)
        raise TimeoutError(f"no answer within {seconds} s:\n{self.log.read_text()[-2000:]}")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(self.address, timeout=1) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return connection.recv(64).startswith(b"HTTP/1.1 ")
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL to the master and its workers."""
        for pid in (self.process.pid, *self.workers()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        self.process.wait(STOPS_WITHIN)

    def workers(self) -> list[int]:
        """The children of the master."""
        return children_of(self.process.pid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
