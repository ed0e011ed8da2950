"""What a learner takes along is the same after every way: read back elsewhere, moved and moved back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.backups.house import House, furnish, house_in
from tests.clock import START
from tests.load.seeding import seed
from webapp.accounts import hooks
from webapp.accounts.models import User
from webapp.migrating import migrate
from webapp.mydata.archive import data_lines
from webapp.study.exporting import canonical

CARDS, REVIEWS = 20, 3

pytestmark = pytest.mark.slow  # copies whole databases


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """Makes a house on SQLite, whatever the others are on."""
    with ExitStack() as stack:

        def make(name: str) -> House:
            (tmp_path / name).mkdir()
            house = house_in(tmp_path / name)
            stack.callback(house.home.engine.dispose)
            return house

        yield make


def export(house: House, user_id: int) -> str:
    """data.json as it stands in the file of /me/data."""
    parts: dict[str, Any] = {}
    with house.home.engine.connect() as connection:
        for each in hooks.EXPORT:
            parts |= each(connection, user_id)
        return "".join(data_lines(parts, now=START))


def everybody(house: House) -> list[int]:
    with house.home.engine.connect() as connection:
        return list(connection.execute(select(User.id).order_by(User.id)).scalars())


def address(house: House) -> str:
    return house.home.engine.url.render_as_string(hide_password=False)


def test_there_and_back_every_export_is_the_same(
    app: object, small: Callable[[str], House], bare: Callable[[Path], House], tmp_path: Path
) -> None:
    """From SQLite to the database of the tests and to SQLite again, with the real command."""
    here, there, again = small("here"), bare(tmp_path / "there"), small("again")
    furnish(here)
    assert here.run("db-copy", address(here), address(there))[0] == 0
    assert there.run("db-copy", address(there), address(again))[0] == 0
    before = [export(here, user_id) for user_id in everybody(here)]
    assert [len(json.loads(text)["reviews"]) for text in before] == [6, 0, 0]
    for house in (there, again):
        assert [export(house, user_id) for user_id in everybody(house)] == before
    assert again.sums == here.sums


def test_read_into_an_empty_database_the_export_is_the_same(
    app: object, small: Callable[[str], House], bare: Callable[[Path], House], tmp_path: Path
) -> None:
    here, there = small("here"), bare(tmp_path / "there")
    assert here.run("prepare", "--local")[0] == 0
    with here.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        [user_id] = seed(connection, learners=1, cards=CARDS, reviews_per_card=REVIEWS, now=START).user_ids
    here.home.engine.dispose()
    data = export(here, user_id)
    file = tmp_path / "data.json"
    file.write_text(data, "utf-8")
    migrate(there.app, there.home.engine, there.home.data_dir)
    code, lines = there.run("users", "import", str(file), "--name", "hana.k")
    assert (code, lines[0].split(", ")[:2]) == (0, [f"{CARDS * REVIEWS} reviews", f"{CARDS} cards"]), lines
    [user_id] = everybody(there)
    assert canonical(json.loads(export(there, user_id))) == canonical(json.loads(data))
    replayed = f"{CARDS * REVIEWS} reviews of {CARDS} cards of 1 learners replayed, 0 differences"
    assert there.run("check-progress") == (0, [replayed])
