"""A small database of each test's own, with a row of every sort in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, func, insert, select

from tests.clock import START
from tests.load.histories import past
from webapp.accounts.models import User
from webapp.app import build_app
from webapp.backups.checksums import TableSum, sums_of
from webapp.backups.making import Home
from webapp.banks.models import Bank, Question, Version
from webapp.config import read_settings
from webapp.media.models import Media, MediaOrigin
from webapp.migrating import engine_of, migrate
from webapp.study.models import Card, Enrolment, Review, StudySession
from webapp.study.rows import values_of

KEY = "0123456789abcdef" * 4
TODAY = 739_944  # the day of START
REVIEWS = 3  # of each of the two cards


@dataclass(frozen=True)
class House:
    app: Flask
    home: Home
    environment: Mapping[str, str]

    @property
    def sums(self) -> dict[str, TableSum]:
        with self.home.engine.connect() as connection:
            return sums_of(connection)

    @property
    def path(self) -> Path:
        """Of the SQLite file."""
        assert self.home.database is not None
        return self.home.database

    @property
    def reviews(self) -> int:
        with self.home.engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(Review)).scalar_one())

    def run(self, *words: str) -> tuple[int, list[str]]:
        """Exit code and lines of a command, without the log's."""
        done = self.app.test_cli_runner().invoke(args=list(words))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, [line for line in done.output.splitlines() if not line.startswith("{")]


def house_in(folder: Path, database_url: str = "") -> House:
    """Without a schema unless the database has one."""
    environment = {"DATA_DIR": str(folder), "SECRET_KEY": KEY, "DATABASE_URL": database_url}
    app = build_app(environment, is_serving=False)
    app.config["CLOCK"] = lambda: START
    settings = read_settings(environment)
    return House(app, Home(engine_of(app), folder, settings.database_path), environment)


def furnish(house: House) -> None:
    """Tables and rows; memory states are what the log says."""
    migrate(house.app, house.home.engine, house.home.data_dir)
    with house.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        _add_rows(connection)
    house.home.engine.dispose()


def _add_rows(connection: Connection) -> None:
    names = {"kind": "short_answer", "facets": [""], "sibling_key": "1:fact:H1"}
    content: dict[str, Any] = {"prompt": "Où?", "accept": ["ici \U0001f5fa", None], "z": 1.5, "a": True}
    user = {"role": "guest", "created_at": START, "zone": "Europe/Paris"}
    for model, rows in (
        (User, [{**user, "token_hash": f"{number:064x}"} for number in (1, 2, 3)]),
        (Bank, [{"slug": "own", "title": "Own", "owner_id": None, "changed_at": START}]),
        (Question, [{**names, "bank_id": 1, "external_id": f"q{place}", "position": place} for place in (1, 2)]),
        (Version, [_version(question, content) for question in (1, 2)]),
        (StudySession, [{"id": f"s{n}", "user_id": n, "size": 5, "queue": [], "started_at": START} for n in (1, 2)]),
        (Enrolment, [{"user_id": user_id, "bank_id": 1, "started_at": START} for user_id in (2, 1)]),
        (Media, [_picture(number) for number in range(9)]),
        (MediaOrigin, [{"key": "0" * 32, "media_key": _picture(1)["key"]}]),
    ):
        connection.execute(insert(model), rows)
    for question in (1, 2):
        add_card(connection, question, f"first {question}")


def _picture(number: int) -> dict[str, Any]:
    """With bytes that are no text."""
    made = {"key": f"{number:032x}", "extension": "png", "created_at": START, "brought_at": START}
    return {**made, "data": bytes(range(256)) * number, "size": 256 * number, "width": number, "height": 1}


def _version(question: int, content: dict[str, Any]) -> dict[str, Any]:
    hashes = {"stem_hash": "s" * 64, "full_hash": "f" * 64}
    return {**hashes, "question_id": question, "number": 1, "created_at": START, "content": content}


def add_card(connection: Connection, question: int, name: str, user_id: int = 1) -> None:
    known = past(TODAY - question, REVIEWS)
    whose = {"user_id": user_id, "question_id": question, "facet": ""}
    connection.execute(insert(Card), {**whose, "bank_id": 1, "sibling_key": "1:fact:H1", **values_of(known.state)})
    answers: tuple[Any, ...] = ({"text": "là"}, {}, None)
    for number, row in enumerate(known.rows):
        more = {"id": f"{name}-{number}", "version_id": question, "answer": answers[number], "score": number / 3}
        connection.execute(insert(Review), {**row, **whose, **more})
