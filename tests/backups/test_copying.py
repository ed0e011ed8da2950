"""From one database into another, with everything, however often it is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text

from tests.backups.house import House, add_card, furnish, house_in
from webapp.accounts.models import User
from webapp.backups.checksums import TableSum
from webapp.backups.copying import copy_database
from webapp.backups.engines import reading_engine
from webapp.backups.progress import check_progress
from webapp.backups.refusals import Refused
from webapp.config import CannotStart
from webapp.database import Base
from webapp.migrating import check_revision, database_revision, engine_of, head_revision, migrate
from webapp.study.models import Card, Review

pytestmark = pytest.mark.slow  # makes every table

Make = Callable[[Path], House]


class Killed(Exception):
    pass


@pytest.fixture
def files(tmp_path: Path) -> House:
    """Rows in a SQLite file, on whichever database the tests run."""
    house = house_in(tmp_path / "file")
    house.home.data_dir.mkdir()
    furnish(house)
    return house


def copy(source: House, target: House, tell: Callable[[str], None] = lambda _line: None) -> dict[str, TableSum]:
    made = partial(migrate, target.app, engine_of(target.app), target.home.data_dir)
    read = reading_engine(source.home.engine.url)
    return copy_database(read, target.home.engine, make_schema=made, tell=tell, size=2)


def exported(house: House) -> dict[str, list[Any]]:
    """Everything as the app itself reads it."""
    with house.home.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def test_f15_there_and_back_again(app: Flask, files: House, bare: Make, tmp_path: Path) -> None:
    there = bare(tmp_path / "there")
    back = house_in(tmp_path / "back")
    back.home.data_dir.mkdir()
    assert copy(files, there) == files.sums == there.sums
    assert exported(there) == exported(files)
    assert copy(there, back) == files.sums == back.sums
    assert exported(back) == exported(files)
    for house in (there, back):
        checked = check_progress(house.home.engine)
        assert (checked.reviews, checked.cards, checked.differences) == (6, 2, 0)
        assert database_revision(house.home.engine) == head_revision()


def test_ids_go_on_where_they_were(app: Flask, files: House, bare: Make, tmp_path: Path) -> None:
    there = bare(tmp_path / "there")
    copy(files, there)
    with there.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        added = connection.execute(insert(User), {"role": "guest", "created_at": 1, "zone": "UTC"})
        assert added.inserted_primary_key == (4,)
        add_card(connection, 1, "later", user_id=4)
        assert connection.execute(select(Review.seq).order_by(Review.seq)).scalars().all()[-3:] == [7, 8, 9]
        reported = connection.execute(text("SELECT count(*) FROM report")).scalar()
    assert reported == 0


@pytest.mark.parametrize("until", range(0, 17, 2))
def test_f15_a_copy_that_was_killed_goes_on(app: Flask, files: House, bare: Make, tmp_path: Path, until: int) -> None:
    there, said = bare(tmp_path / "there"), list[str]()

    def tell(line: str) -> None:
        said.append(line)
        if len(said) == until + 1:
            raise Killed

    with pytest.raises(Killed):
        copy(files, there, tell)
    with pytest.raises(CannotStart, match=r"^The database is at revision db-copy-unfinished"):
        check_revision(there.home.engine)
    again: list[str] = []
    assert copy(files, there, again.append) == files.sums == there.sums
    assert again[0] == "Going on with the copy that was begun"
    check_revision(there.home.engine)
    whole = [line for line in again if not line.endswith("so far")][1:]
    assert whole == [f"{name}: {files.sums[name].rows} rows" for name in (line.split(":")[0] for line in whole)]
    assert len(whole) == len(files.sums)


def test_only_the_same_copy_goes_on(app: Flask, files: House, bare: Make, tmp_path: Path) -> None:
    there = bare(tmp_path / "there")

    def tell(_line: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        copy(files, there, tell)
    other = house_in(tmp_path / "other")
    other.home.data_dir.mkdir()
    furnish(other)
    with pytest.raises(Refused) as refused:
        copy(other, there)
    assert f"a copy of sqlite:///{files.path} at revision {head_revision()} was begun" in str(refused.value)


def test_a_database_with_rows_is_not_written_to(app: Flask, files: House, house: House) -> None:
    before = house.sums
    with pytest.raises(Refused) as refused:
        copy(files, house)
    named = "media, user, bank, media_origin, enrolment, question, study_session, card, version, review"
    assert str(refused.value).endswith(f" is not empty: it has rows in {named}. Name an empty database")
    assert house.sums == before


def test_a_database_with_the_tables_alone_is_filled(app: Flask, files: House, bare: Make, tmp_path: Path) -> None:
    there = bare(tmp_path / "there")
    migrate(there.app, there.home.engine, there.home.data_dir)
    assert copy(files, there) == there.sums


def test_a_database_of_something_else_is_not_written_to(app: Flask, files: House, bare: Make, tmp_path: Path) -> None:
    there = bare(tmp_path / "there")
    with there.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE accounts (id INTEGER PRIMARY KEY)"))
    with pytest.raises(Refused, match=r"it has tables of another version or of something else"):
        copy(files, there)


def test_the_source_is_read_and_no_more(app: Flask, house: House, bare: Make, tmp_path: Path) -> None:
    read = reading_engine(house.home.engine.url)
    with read.connect() as connection, pytest.raises(Exception, match=r"readonly|read-only"):
        connection.execute(delete(Card))
    with pytest.raises(Refused, match=r"^There is no database .*/none.db$"):
        reading_engine(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


def test_an_older_source_is_refused(app: Flask, files: House, bare: Make, tmp_path: Path) -> None:
    with files.home.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Refused, match=r"recollect.db: The database is at revision 0000"):
        copy(files, bare(tmp_path / "there"))


def test_a_source_that_changes_meanwhile_is_noticed(app: Flask, files: House, bare: Make, tmp_path: Path) -> None:
    there = bare(tmp_path / "there")

    def tell(line: str) -> None:
        if line.startswith("review: 6 rows"):
            with there.home.engine.connect().execution_options(write=True) as connection, connection.begin():
                connection.execute(text("UPDATE card SET lapses = 5 WHERE question_id = 1"))

    with pytest.raises(Refused, match=r"^The copy differs from the source in card: "):
        copy(files, there, tell)
    with pytest.raises(CannotStart):
        check_revision(there.home.engine)
