"""A real server with learners to be served, on SQLite or, with TEST_DATABASE_URL, on PostgreSQL."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.conftest import own_database
from tests.load.database import opened
from tests.load.seeding import Seeded, seed
from tests.load.server import Server, environment_for, folder_on_disk, prepare


@dataclass(frozen=True)
class Served:
    server: Server
    environment: dict[str, str]
    seeded: Seeded


Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def serve(worker_name: str) -> Iterator[Serve]:
    """`serve(learners=…, cards=…)` starts a server on a new database; it is stopped at the module's end."""
    with ExitStack() as stack:

        def start(*, learners: int, cards: int) -> Served:
            folder = stack.enter_context(folder_on_disk())
            given = os.environ.get("TEST_DATABASE_URL", "")
            environment = environment_for(folder, own_database(given, f"{worker_name}_fault") if given else "")
            prepare(environment)
            with opened(environment) as connection:
                now = time.time_ns() // 1_000_000
                seeded = seed(connection, learners=learners, cards=cards, reviews_per_card=2, now=now)
            server = stack.enter_context(Server(environment, folder / "server.log"))
            return Served(server, environment, seeded)

        yield start
