"""Which backups there are, how old they are, and whether one may rely on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backups.test_archive import DATABASE, archive_of
from tests.clock import START
from webapp.backups.places import backups_present, last_verified_age, named, new_place, stamp

HOUR = 3_600_000


@pytest.mark.prop
@given(st.sampled_from(["recollect", "before-repair", "before-0002"]), st.integers(0, 4_000_000_000))
def test_a_name_tells_what_was_put_in_it(label: str, at: int) -> None:
    assert named(f"{label}-{stamp(at * 1000)}.zip") == (label, at * 1000)
    assert named(f"{label}-{stamp(at * 1000)}-2.db") == (label, at * 1000)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("before-0002-1795514400.db", ("before-0002", START)),  # as migrating.py names its copies
        ("recollect-20261124-100000.zip", ("recollect", START)),
        ("recollect-20261324-100000.zip", None),
        ("recollect-20261124-100000.txt", None),
        ("before-0001-1.db", None),
        ("kept-by-hand.db", None),
        ("recollect.db", None),
    ],
)
def test_names(name: str, told: tuple[str, int] | None) -> None:
    assert named(name) == told


def test_no_name_is_given_twice(tmp_path: Path) -> None:
    given_names = []
    for _nth in range(3):
        place = new_place(tmp_path, "recollect", START, ".zip")
        place.touch()
        given_names.append(place.name)
    assert given_names == [f"recollect-20261124-100000{number}.zip" for number in ("", "-2", "-3")]


def test_the_list_has_the_newest_first_and_says_which_are_sound(tmp_path: Path) -> None:
    archive_of(tmp_path, {"recollect.db": DATABASE}).rename(tmp_path / "recollect-20261122-100000.zip")
    (tmp_path / "recollect-20261123-100000.zip").write_bytes(b"cut short")
    (tmp_path / "before-0002-1795514400.db").write_bytes(b"rows")
    (tmp_path / "before-restore-20261121-100000.db").write_bytes(b"rows")
    (tmp_path / "notes.txt").touch()
    found = [(each.path.name, each.label, each.size > 0, each.is_verified) for each in backups_present(tmp_path)]
    assert found == [
        ("before-0002-1795514400.db", "before-0002", True, True),
        ("recollect-20261123-100000.zip", "recollect", True, False),
        ("recollect-20261122-100000.zip", "recollect", True, True),
        ("before-restore-20261121-100000.db", "before-restore", True, False),
    ]
    assert backups_present(tmp_path)[2].age(START) == 48 * HOUR


def test_the_age_is_that_of_the_last_sound_regular_one(tmp_path: Path) -> None:
    assert last_verified_age(tmp_path / "none", START) is None
    (tmp_path / "recollect-20261124-090000.zip").write_bytes(b"cut short")
    (tmp_path / "before-0002-1795514400.db").touch()
    assert last_verified_age(tmp_path, START) is None
    archive_of(tmp_path, {"recollect.db": DATABASE}).rename(tmp_path / "recollect-20261124-070000.zip")
    assert last_verified_age(tmp_path, START) == 3 * HOUR
