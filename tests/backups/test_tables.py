"""Tables as a database has them: in an order in which they can be filled, read in pieces that leave nothing out."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.backups.house import House
from webapp.backups.tables import Table, chunks, tables_of
from webapp.database import Base

pytestmark = pytest.mark.slow  # reads the schema of a whole database


def table_named(house: House, name: str) -> Table:
    with house.home.engine.connect() as connection:
        return next(table for table in tables_of(connection) if table.name == name)


def test_all_tables_are_found_those_first_that_others_refer_to(app: Flask, house: House) -> None:
    with house.home.engine.connect() as connection:
        names = [table.name for table in tables_of(connection)]
    assert sorted(names) == sorted(table.name for table in Base.metadata.sorted_tables)
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            assert names.index(key.column.table.name) <= names.index(table.name)


@pytest.mark.parametrize("name", ["enrolment", "study_session", "review"])
@pytest.mark.parametrize("size", [1, 2, 5, 6, 100])
def test_pieces_make_the_whole(app: Flask, house: House, name: str, size: int) -> None:
    table = table_named(house, name)
    with house.home.engine.connect() as connection:
        whole = [row for rows in chunks(connection, table) for row in rows]
        pieces = list(chunks(connection, table, size=size))
    assert [row for rows in pieces for row in rows] == whole
    assert [len(rows) for rows in pieces[:-1]] == [size] * (len(pieces) - 1)
    assert len({table.key_of(row) for row in whole}) == len(whole)


def test_reading_goes_on_behind_a_key_of_two_columns(app: Flask, house: House) -> None:
    table = table_named(house, "enrolment")
    assert table.key == ("user_id", "bank_id")
    with house.home.engine.connect() as connection:
        found = [table.key_of(row) for rows in chunks(connection, table, after=(1, 1)) for row in rows]
        assert found == [(2, 1)]
        assert list(chunks(connection, table, after=(2, 1))) == []


def test_of_pictures_and_files_few_are_in_memory_at_once(app: Flask, house: House) -> None:
    with house.home.engine.connect() as connection:
        with_files = {table.name for table in tables_of(connection) if table.has_files}
    assert with_files == {"media", "upload_part"}
