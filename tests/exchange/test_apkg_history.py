"""The log and the states in a package, read as its owner has them."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.packages import BASIC, new, old
from tests.kinds.examples import raw_question
from webapp.exchange import apkg
from webapp.exchange.apkg_history import by_facet, learned_cards, read_history
from webapp.exchange.apkg_writer import LEARNING, NEW, REVIEW, AnkiReview, Schedule, write_scheduled
from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.kinds.registry import kind_named
from webapp.memory.brought_log import KeptAnswer, KeptCard

DAY = date(2026, 3, 2).toordinal()
AT = 1_772_442_000_000  # noon of that day


def question(external_id: str, **changes: str) -> DraftQuestion:
    content, _problems = kind_named("self_graded").validate(raw_question("self_graded", **changes))
    assert content is not None
    return DraftQuestion(external_id, "self_graded", "", None, None, external_id, "", "", "", "", "", [], content, 0)


def package() -> tuple[DraftBank, bytes]:
    bank = DraftBank("b", "Bank", "", "", "en", "", "", "", "", "", changed_at=AT)
    bank.questions = [question("one"), question("two", reversible="yes"), question("three")]
    log = [AnkiReview(AT, 3, -600, -60, 4000, 0), AnkiReview(AT + 600_000, 3, 12, -600, 3000, 0)]
    return bank, write_scheduled(
        [
            (
                bank,
                {
                    ("one", ""): Schedule(REVIEW, DAY + 12, None, 12, 2, 0, reviews=log),
                    ("two", "backward"): Schedule(REVIEW, DAY + 30, None, 30, 9, 1, 2100, is_suspended=True, flag=3),
                    ("two", "forward"): Schedule(LEARNING, DAY, AT, 0, 1, 0),
                    ("three", ""): Schedule(NEW, 0, None, 0, 0, 0),
                },
            )
        ]
    ).data


def test_what_was_written_is_read_and_goes_by_question_and_facet() -> None:
    bank, data = package()
    history = read_history(data, zone="UTC")
    log = [KeptAnswer(AT, 3, -600, -60, 2500, 4000, 0), KeptAnswer(AT + 600_000, 3, 12, -600, 2500, 3000, 0)]
    one = (KeptCard(12, 2500, DAY + 12), log)
    two: tuple[KeptCard, list[KeptAnswer]] = (KeptCard(30, 2100, DAY + 30, is_suspended=True, flag=3), [])
    assert history == {("one", 0): one, ("two", 1): two}
    assert by_facet(history, bank.questions) == {("one", ""): one, ("two", "backward"): two}
    assert by_facet(history, apkg.read(data).questions) == {("one", ""): one, ("two", "backward"): two}
    assert learned_cards(data) == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"SQLite format 3\x00", old((BASIC, "g", ("a", "b"))), new((BASIC, "g", ("a", "b")))],
    ids=["nothing", "archive", "database", "old without a log", "new without a log"],
)
def test_a_package_without_a_schedule_has_no_history(data: bytes) -> None:
    assert read_history(data, zone="UTC") == {}
    assert learned_cards(data) == 0


def collection(*changes: str) -> bytes:
    """The database of the package, with changes."""
    _bank, data = package()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(content)
        for change in changes:
            database.execute(change)
        return database.serialize()


@pytest.mark.parametrize("change", ["ivl = 2000000000", "lastIvl = 40000", "factor = 'x'", "factor = 2147483648"])
def test_a_row_that_no_anki_writes_is_left_out_and_the_others_stay(change: str) -> None:
    history = read_history(collection(f"UPDATE revlog SET {change} WHERE ivl > 0"), zone="UTC")
    assert history[("one", 0)] == (KeptCard(12, 2500, DAY + 12), [KeptAnswer(AT, 3, -600, -60, 2500, 4000, 0)])
    assert len(history) == 2


@pytest.mark.parametrize("change", ["ivl = 'x'", "due = 'x'", "flags = 'x'", "ord = 'x'", "factor = 9e999"])
def test_a_card_that_no_anki_writes_is_left_out_and_the_others_stay(change: str) -> None:
    history = read_history(collection(f"UPDATE cards SET {change} WHERE ivl = 12"), zone="UTC")
    assert list(history) == [("two", 1)]


def test_of_a_log_that_is_too_long_the_newest_rows_are_read_and_none_of_cards_that_are_gone() -> None:
    content = collection(
        "INSERT INTO revlog SELECT 9 + max(id), 5, usn, ease, ivl, lastIvl, factor, time, type FROM revlog"
    )
    last = KeptAnswer(AT + 600_000, 3, 12, -600, 2500, 3000, 0)
    history = read_history(content, zone="UTC", most=1)
    assert history[("one", 0)] == (KeptCard(12, 2500, DAY + 12), [last])


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "Pacific/Pago_Pago"])
def test_due_days_of_our_own_packages_are_the_same_in_every_zone(zone: str) -> None:
    _bank, data = package()
    assert [card.due_day for card, _log in read_history(data, zone=zone).values()] == [DAY + 12, DAY + 30]


BEGUN = int(datetime(2026, 1, 5, 4, tzinfo=ZoneInfo("Europe/Berlin")).timestamp())  # as Anki writes it: four o'clock
_FIRST = date(2026, 1, 5).toordinal()


def due_day(*changes: str, zone: str) -> int:
    content = collection(f"UPDATE col SET crt = {BEGUN}", "UPDATE cards SET due = 60 WHERE ivl = 12", *changes)
    return read_history(content, zone=zone)[("one", 0)][0].due_day - _FIRST


def test_a_day_of_anki_is_a_date_where_its_collection_was_begun() -> None:
    old_one = "UPDATE col SET conf = '{}'"
    of_berlin = 'UPDATE col SET conf = \'{"creationOffset": -60, "rollover": 7}\''
    newest = ("UPDATE col SET conf = ''", "CREATE TABLE config (key TEXT, val BLOB)")
    assert due_day(old_one, zone="Europe/Berlin") == 60
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Tokyo"):
        assert due_day(of_berlin, zone=zone) == 60
        assert due_day(*newest, "INSERT INTO config VALUES ('creationOffset', x'2d3630')", zone=zone) == 60
    assert due_day(*newest, zone="Europe/Berlin") == 60
    assert due_day("UPDATE col SET conf = '{\"creationOffset\": 99999}'", zone="Europe/Berlin") == 60


@pytest.mark.prop
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=40))
def test_whatever_is_in_it_nothing_is_raised(at: int, noise: bytes) -> None:
    _bank, data = package()
    at = at * len(data) // 6001
    read_history(data[:at] + noise + data[at + len(noise) :], zone="UTC")
