"""`pg_dump`, `pg_restore` and `psql`, which know PostgreSQL's own format.

The password goes to them through their environment: a command line can be read by everybody on the machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from webapp.backups.refusals import Refused

_INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
_COPY = re.compile(rb'COPY (?:"[^"]+"|[^ ."]+)\.(?:"([^"]+)"|([^ ."]+)) \(')
_LOCK_WAIT = 60_000  # ms


@dataclass(frozen=True, slots=True)
class Server:
    """How the tools reach the database."""

    address: str  # in libpq's form, without the password
    environment: dict[str, str]


def server_of(engine: Engine) -> Server:
    from psycopg.conninfo import make_conninfo  # why: the driver is there only where PostgreSQL is used

    words = dict(engine.dialect.create_connect_args(engine.url)[1])
    kept = {name: value for name, value in os.environ.items() if name in _INHERITED or name.startswith("PG")}
    password = words.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    drivers_own = {"context", "prepare_threshold", "autocommit", "row_factory", "cursor_factory"}
    for name in drivers_own & words.keys():
        del words[name]
    return Server(make_conninfo(**words), kept | {"LC_ALL": "C"} | secret)


def dump(server: Server, target: Path, *, schema: str, snapshot: str) -> None:
    """The tables of a schema as one exported snapshot shows them. Raises Refused."""
    command = ["pg_dump", "-Fc", "--no-owner", "--no-privileges", f'--table="{schema}".*', f"--snapshot={snapshot}"]
    where = [f"--lock-wait-timeout={_LOCK_WAIT}", f"--file={target}", f"--dbname={server.address}"]
    _run([*command, *where], server.environment)


def check(dumped: Path) -> None:
    """Raises Refused unless `pg_restore` can read the list of contents."""
    _run(["pg_restore", "--list", str(dumped)], _no_server())


def row_counts(dumped: Path) -> dict[str, int]:
    """Rows of each table, counted in the dump itself: all of it is read. Raises Refused."""
    counts: Counter[str] = Counter()
    with _started(["pg_restore", "--data-only", "--file=-", str(dumped)], _no_server()) as out:
        name = ""
        for line in out:
            if name and line == b"\\.\n":
                name = ""
            elif name:
                counts[name] += 1
            elif begun := _COPY.match(line):
                name = (begun[1] or begun[2]).decode()
                counts[name] += 0
    return dict(counts)


def replay(server: Server, dumped: Path, *, before: Sequence[str]) -> None:
    """Some statements and then the dump in one transaction: it happens as a whole or not at all. Raises Refused."""
    command = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", f"--dbname={server.address}"]
    with tempfile.TemporaryFile() as errors:
        with _process(command, server.environment, stdin=subprocess.PIPE, stderr=errors) as psql:
            assert psql.stdin is not None
            try:
                _feed(psql.stdin, dumped, before)
            except (BrokenPipeError, Refused) as error:
                psql.kill()  # the connection ends without COMMIT, and the server undoes all
                psql.wait()
                with contextlib.suppress(BrokenPipeError):
                    psql.stdin.close()
                raise Refused(_reason("psql", errors) if isinstance(error, BrokenPipeError) else str(error)) from None
        if psql.returncode:
            raise Refused(_reason("psql", errors))


def _feed(script: IO[bytes], dumped: Path, before: Sequence[str]) -> None:
    script.write("".join(f"{line};\n" for line in ("BEGIN", *before)).encode())
    with _started(["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(dumped)], _no_server()) as out:
        shutil.copyfileobj(out, script)
    script.write(b"COMMIT;\n")  # reached only when pg_restore has read the dump to its end
    script.close()


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    with _started(command, environment) as out:
        out.read()


@contextlib.contextmanager
def _started(command: Sequence[str], environment: dict[str, str]) -> Iterator[IO[bytes]]:
    """The output of a command. Raises Refused at the end when it failed."""
    with tempfile.TemporaryFile() as errors:
        with _process(command, environment, stdout=subprocess.PIPE, stderr=errors) as process:
            assert process.stdout is not None
            yield process.stdout
        if process.returncode:
            raise Refused(_reason(command[0], errors))


def _process(
    command: Sequence[str],
    environment: dict[str, str],
    *,
    stderr: IO[bytes],
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=stderr)
    except FileNotFoundError:
        raise Refused(f"{command[0]} is not installed here: it comes with PostgreSQL's client programs") from None


def _no_server() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in _INHERITED} | {"LC_ALL": "C"}


def _reason(command: str, errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = [line for line in errors.read().decode(errors="replace").splitlines() if line.strip()]
    named = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return f"{command} failed: {(named or lines or ['no reason given'])[0].removeprefix(command + ': ')}"
