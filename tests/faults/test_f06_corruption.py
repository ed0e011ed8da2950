"""F6: pages of the database are overwritten, then its first. The start finds it; the app serves and writes no more."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.faults.conftest import Note
from tests.load.database import opened
from tests.load.seeding import Seeded, seed
from tests.load.server import ROOT, Server, environment_for, folder_on_disk, prepare, run_command
from tests.load.student import Student
from webapp.migrating import faults_of

pytestmark = [pytest.mark.fault, pytest.mark.nightly]

NOW = 1_790_000_000_000
CURE = "put a backup in its place with `flask --app webapp restore FILE`"


@pytest.fixture(scope="module")
def sound() -> Iterator[tuple[Path, Seeded]]:
    """A stopped copy, and who is in it."""
    with folder_on_disk() as folder:
        environment = environment_for(folder)
        prepare(environment)
        with opened(environment) as connection:
            seeded = seed(connection, learners=1, cards=150, reviews_per_card=3, now=NOW)
        yield folder, seeded


def damaged(sound: Path, folder: Path, pages: list[int]) -> dict[str, str]:
    """Another copy with these pages (the first is 0) overwritten."""
    shutil.copytree(sound, folder, dirs_exist_ok=True)
    with (folder / "recollect.db").open("r+b") as file:
        for page in pages:
            file.seek(page * 4096)
            file.write(b"\xa5" * 4096)
    return environment_for(folder)


def used_pages(path: Path) -> int:
    return path.stat().st_size // 4096


@pytest.mark.parametrize("dice", [1, 2, 3])
def test_f06_three_overwritten_pages_are_found_at_the_start(
    sound: tuple[Path, Seeded], note: Note, tmp_path: Path, dice: int
) -> None:
    pages = random.Random(dice).sample(range(1, used_pages(sound[0] / "recollect.db")), 3)
    environment = damaged(sound[0], tmp_path / "copy", pages)
    path = tmp_path / "copy" / "recollect.db"
    before = path.read_bytes()
    refused = run_command(environment, "prepare", "--local")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{path} is damaged (")
    assert refused.stderr.endswith(f"): {CURE}\n")
    assert path.read_bytes() == before  # nothing was written, no new database was made
    note(said="found at the start" if dice == 1 else "")


def test_f06_without_its_header_neither_start_makes_a_new_database(sound: tuple[Path, Seeded], tmp_path: Path) -> None:
    environment = damaged(sound[0], tmp_path / "copy", [0])
    path = tmp_path / "copy" / "recollect.db"
    before = path.read_bytes()
    assert run_command(environment, "prepare", "--local").stderr.endswith(f"{CURE}\n")
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "webapp.app:create_app()"]
    started = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert started.returncode == 1
    assert started.stderr == f"The database cannot be used: damaged (file is not a database): {CURE}\n"
    assert path.read_bytes() == before


def test_f06_a_server_that_meets_the_damage_serves_and_writes_no_more(
    sound: tuple[Path, Seeded], note: Note, tmp_path: Path
) -> None:
    folder, seeded = tmp_path / "copy", sound[1]
    environment = damaged(sound[0], folder, []) | {"WEB_CONCURRENCY": "1"}
    with Server(environment, tmp_path / "server.log") as server:
        student = Student(server.address, seeded.tokens[0], seeded.contents)
        student.open()
        student.answer()
    damaged_page = root_of(folder / "recollect.db", "review") - 1
    with (folder / "recollect.db").open("r+b") as file:
        file.seek(damaged_page * 4096)
        file.write(b"\xa5" * 4096)
    assert faults_of(folder / "recollect.db", "quick_check") != ""
    before = (folder / "recollect.db").read_bytes()
    with Server(environment, tmp_path / "server.log") as server:
        student.address = server.address
        student.wire.address = server.address
        sent = student.prepared()
        replies = [student.wire.post("/study/answer", sent.body, student.cookies) for _time in range(2)]
        page, ready = (student.wire.get(path, student.cookies) for path in ("/banks", "/readyz"))
        alive = student.wire.get("/healthz")
        student.wire.close()
    assert [reply.status for reply in (*replies, page, ready, alive)] == [503, 503, 503, 503, 200]
    assert "flask --app webapp restore FILE" in replies[0].text
    assert "damaged" in ready.text.splitlines()
    assert (folder / "recollect.db").read_bytes() == before
    note(said="met by a server: 503, no write")


def root_of(path: Path, table: str) -> int:
    """The page, from 1, on which a table begins."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT rootpage FROM sqlite_schema WHERE name = :name"), {"name": table})
        page = int(found.scalar_one())
    engine.dispose()
    return page
