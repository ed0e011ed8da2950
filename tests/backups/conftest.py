"""Houses for these tests: each is a copy of one that is built once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from tests.backups.house import House, furnish, house_in

GIVEN = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> House:
    """The one that is copied."""
    house = house_in(tmp_path_factory.mktemp("pattern"), database(f"pattern_{worker_name}") if GIVEN else "")
    furnish(house)
    return house


@pytest.fixture
def furnished(pattern: House, worker_name: str) -> Iterator[Callable[[Path], House]]:
    """Makes a house with rows in a folder."""
    houses: list[House] = []

    def make(folder: Path) -> House:
        folder.mkdir(parents=True, exist_ok=True)
        if GIVEN:
            like = pattern.home.engine.url.database
            house = house_in(folder, database(f"house_{worker_name}_{len(houses)}", template=str(like)))
        else:
            shutil.copy(pattern.path, folder / "recollect.db")
            house = house_in(folder)
        houses.append(house)
        return house

    yield make
    for house in houses:
        house.home.engine.dispose()


@pytest.fixture
def bare(worker_name: str) -> Iterator[Callable[[Path], House]]:
    """Makes a house without a table in a folder."""
    houses: list[House] = []

    def make(folder: Path) -> House:
        folder.mkdir(parents=True, exist_ok=True)
        houses.append(house_in(folder, database(f"bare_{worker_name}_{len(houses)}") if GIVEN else ""))
        return houses[-1]

    yield make
    for house in houses:
        house.home.engine.dispose()


@pytest.fixture
def house(furnished: Callable[[Path], House], tmp_path: Path) -> House:
    return furnished(tmp_path / "house")


@pytest.fixture
def app(house: House) -> Flask:
    """Not the app of other tests, whose database must not be replaced."""
    return house.app


@pytest.fixture
def sqlite_house(app: Flask, house: House) -> House:
    if GIVEN:
        pytest.skip("SQLite's own files")
    return house


def database(name: str, template: str = "template0") -> str:
    """A database of our own on the server of TEST_DATABASE_URL."""
    url, own = make_url(GIVEN), f"recollect_test_{name}"
    server = create_engine(url.set(database=url.database or "postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {own} TEMPLATE {template} ENCODING 'UTF8'"))
    server.dispose()
    return url.set(database=own).render_as_string(hide_password=False)
