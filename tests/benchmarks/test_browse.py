"""`make bench`: the list of one's own cards, of a learner with a hundred cards and of one with a hundred thousand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.benchmarks import report
from tests.load.database import opened
from tests.load.seeding import seed
from tests.load.server import environment_for, folder_on_disk, prepare
from webapp.app import build_app
from webapp.banks.word_index import index_questions
from webapp.database import db, transaction
from webapp.memory.days import local_day
from webapp.memory.preset import NO_PLAN
from webapp.study import deeds
from webapp.study.browse_filters import Filter, Reader
from webapp.study.browsing import MOST, SORTS, Order, all_found, find_cards
from webapp.study.desk import OPTIONS
from webapp.study.log import Learner
from webapp.study.states import bank_states

FEW, MANY = 100, 100_000
FILTERS = {
    "all": Filter(),
    "a frequent word": Filter(words=("north",)),
    "a rare word": Filter(words=("1948",)),
    "a word that is nowhere": Filter(words=("zzz",)),
    "due": Filter(state="due"),
    "missed often": Filter(lapses=8),
    "flagged": Filter(flag=1),
    "set aside": Filter(state="aside"),
}
# What two cards in a hundred thousand differ by: values that sorting and filtering meet.
SPREAD = (
    "UPDATE card SET lapses = id * 7919 % 13, last_day = last_day - id % 30",
    "UPDATE card SET flag = CASE id % 50 WHEN 0 THEN 1 ELSE 0 END",
    "UPDATE card SET show_day = show_day + id % 60, due_day = due_day + id % 60",
    "UPDATE card SET suspended = (1 = 1), show_day = NULL WHERE id % 150 = 7",
)
SEARCH, DUE_COUNTS, UNDO, BULK, TIMES_THE_FEW = 100.0, 50.0, 10.0, 250.0, 3.0  # ms, and times
ROUNDS = 5

pytestmark = pytest.mark.slow  # measuring is what it is for


@dataclass(frozen=True)
class House:
    app: Flask
    user_ids: dict[int, int]
    now: int


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    now, user_ids = time.time_ns() // 1_000_000, {}
    with ExitStack() as stack:
        environment = environment_for(stack.enter_context(folder_on_disk()), "")
        prepare(environment)
        with opened(environment) as connection:
            for count in (FEW, MANY):
                user_ids[count] = seed(connection, learners=1, cards=count, reviews_per_card=2, now=now).user_ids[0]
            for statement in SPREAD:
                connection.execute(text(statement))
            index_questions(Session(bind=connection))
        yield House(build_app(environment), user_ids, now)


def best(do: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    times = []
    for _round in range(ROUNDS):
        started = time.process_time()
        do()
        times.append(time.process_time() - started)
    return min(times) * 1000


def searched(house: House, count: int, wanted: Filter, order: Order) -> float:
    reader = Reader(house.user_ids[count], local_day(house.now, "UTC"), NO_PLAN)
    with house.app.app_context():
        connection = db.session.connection()
        after = find_cards(connection, reader, wanted, order).after
        first = best(lambda: find_cards(connection, reader, wanted, order))
        second = best(lambda: find_cards(connection, reader, wanted, order, key=after))
        db.session.remove()
    return max(first, second)


def test_searching_and_sorting(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        report.heading(f"One's own cards, {MANY:,} against {FEW}: a page, and the one behind it")
        for name, wanted in FILTERS.items():
            for sort in SORTS:
                few, many = (searched(house, count, wanted, Order(sort)) for count in (FEW, MANY))
                report.at_most(f"{name}, by {sort}, ms", many, SEARCH)
                report.at_most(f"  times the {FEW} ({few:.1f} ms)", many / few, TIMES_THE_FEW)


def test_due_counts_of_all_banks(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    user_id = house.user_ids[MANY]
    with house.app.app_context():
        connection, today = db.session.connection(), local_day(house.now, "UTC")
        taken = best(lambda: bank_states(connection, user_id, today))
        banks = len(bank_states(connection, user_id, today))
        db.session.remove()
    with capsys.disabled():
        report.heading(f"Due counts of all banks, {MANY:,} cards")
        report.at_most(f"{banks} banks, ms", taken, DUE_COUNTS)


def test_a_thousand_cards_at_once_and_back(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    learner = Learner(house.user_ids[MANY], "UTC")
    reader = Reader(learner.id, local_day(house.now, "UTC"), NO_PLAN)
    with house.app.app_context():
        cards = list(all_found(find_cards(db.session.connection(), reader, Filter(), Order(), size=MOST)))
    with capsys.disabled():
        report.heading(f"Deeds, {MANY:,} cards")
        for count, must in ((MOST, BULK), (1, UNDO)):
            done, undone = done_and_undone(house, learner, cards[:count])
            report.at_most(f"{count:,} set aside in one transaction, ms", done, must)
            report.at_most(f"{count:,} taken back, 200 at a time, the longest, ms", undone, must)


def done_and_undone(house: House, learner: Learner, cards: list[tuple[int, str]]) -> tuple[float, float]:
    now = time.time_ns() // 1_000_000
    with house.app.app_context():
        started = time.process_time()
        with transaction() as session:
            assert deeds.suspend(session, learner, cards, days=7, now=now, options=OPTIONS) == len(cards)
        done, longest, left = time.process_time() - started, 0.0, len(cards)
        while left:
            started = time.process_time()
            with transaction() as session:
                left -= deeds.undo_deed(session, learner, f"suspend.{now}", now=now + 1, options=OPTIONS, most=200)
            longest = max(longest, time.process_time() - started)
    return done * 1000, longest * 1000
