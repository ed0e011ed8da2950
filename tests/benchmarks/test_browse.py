"""`make bench`: the list of one's own cards, of a learner with a hundred cards and of one with a hundred thousand."""

from __future__ import annotations

import html
import re
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
from webapp.web.visitor import NAME

FEW, MANY = 100, 100_000
# Addresses of the list. Where both learners have more than a page of what is looked for, both get a whole page.
FILTERS = {
    "all": "",
    "a frequent word": "q=north",
    "a word in 1,500": "q=1948",
    "a word that is nowhere": "q=zzz",
    "due": "state=due",
    "missed often": "missed=8",
    "flagged": "flag=1",
    "set aside": "state=aside",
}
# What two cards in a hundred thousand differ by: values that sorting and filtering meet.
SPREAD = (
    "UPDATE card SET lapses = id * 7919 % 13, last_day = last_day - id % 30",
    "UPDATE card SET flag = CASE id % 50 WHEN 0 THEN 1 ELSE 0 END",
    "UPDATE card SET show_day = show_day + id % 60, due_day = due_day + id % 60",
    "UPDATE card SET suspended = (1 = 1), show_day = NULL WHERE id % 150 = 7",
)
# The learner with few cards: half of them are due, half set aside, all flagged and missed often.
SPREAD_OF_FEW = (
    "UPDATE card SET lapses = 8 + id % 5, flag = 1, show_day = {today}, due_day = {today} WHERE user_id = {user_id}",
    "UPDATE card SET suspended = (id % 2 = 0) WHERE user_id = {user_id}",
    "UPDATE card SET show_day = NULL WHERE user_id = {user_id} AND id % 2 = 0",
)
SEARCH, DUE_COUNTS, UNDO, BULK, TIMES_THE_FEW = 100.0, 50.0, 10.0, 250.0, 3.0  # ms, and times
ROUNDS = 5

pytestmark = pytest.mark.slow  # measuring is what it is for


@dataclass(frozen=True)
class House:
    app: Flask
    user_ids: dict[int, int]
    tokens: dict[int, str]
    now: int


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    now, user_ids, tokens = time.time_ns() // 1_000_000, {}, {}
    with ExitStack() as stack:
        environment = environment_for(stack.enter_context(folder_on_disk()), "")
        prepare(environment)
        with opened(environment) as connection:
            for count in (FEW, MANY):
                seeded = seed(connection, learners=1, cards=count, reviews_per_card=2, now=now)
                [user_ids[count]], [tokens[count]] = seeded.user_ids, seeded.tokens
            few = {"today": local_day(now, "UTC"), "user_id": user_ids[FEW]}
            for statement in (*SPREAD, *(each.format(**few) for each in SPREAD_OF_FEW)):
                connection.execute(text(statement))
            index_questions(Session(bind=connection))
        yield House(build_app(environment), user_ids, tokens, now)


def best(do: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    times = []
    for _round in range(ROUNDS):
        started = time.process_time()
        do()
        times.append(time.process_time() - started)
    return min(times) * 1000


def searched(house: House, count: int, address: str) -> tuple[float, int]:
    """Server time of a page and of the one behind it, whichever takes longer; cards on the first."""
    client = house.app.test_client()
    client.set_cookie(NAME, house.tokens[count])

    def page(where: str) -> str:
        found = client.get(where)
        assert found.status_code == 200
        return found.get_data(as_text=True)

    first = page(address)
    after = re.search(r'href="(/study/cards[^"]*after=[^"]*)"', first)
    addresses = [address, html.unescape(after[1])] if after else [address]
    return max(best(lambda where=where: page(where)) for where in addresses), first.count('name="card"')  # type: ignore[misc]


def test_searching_and_sorting(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        report.heading(
            f"One's own cards, {MANY:,} against {FEW}: a page, and the one behind it, as a browser gets them"
        )
        for name, query in FILTERS.items():
            for sort in SORTS:
                (few, shown), (many, more) = (
                    searched(house, count, f"/study/cards?{query}&sort={sort}") for count in (FEW, MANY)
                )
                report.at_most(f"{name}, by {sort}, {more} shown, ms", many, SEARCH)
                if shown == more:
                    report.at_most(f"  times the {FEW} ({few:.1f} ms)", many / few, TIMES_THE_FEW)
                else:
                    report.say(f"  {shown} shown of the {FEW}: {few:.1f} ms")


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
