"""`make bench`: the progress pages of a learner with a thousand reviews and of one with a hundred thousand; a fit."""

from __future__ import annotations

import gc
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, insert, select

from tests.benchmarks import report
from tests.load.database import opened
from tests.load.seeding import seed
from tests.load.server import environment_for, folder_on_disk, prepare
from tests.progress.simulated import Card as Simulated
from tests.progress.simulated import lives
from webapp.app import build_app
from webapp.banks.models import Bank, Question
from webapp.database import db
from webapp.memory.days import local_day
from webapp.memory.optimizer import optimizer
from webapp.memory.schedule import Options
from webapp.memory.training import items_of, tried
from webapp.progress import fitting
from webapp.progress.checking import keep_everybody
from webapp.progress.kept_forecasts import keep_forecasts
from webapp.study.models import Card, Enrolment, Review
from webapp.study.rows import values_of
from webapp.web.visitor import NAME

SHORT, LONG = 1_000, 100_000
PAGES = ("/progress", "/progress/figures", "/progress/forecasts", "/progress/schedule")
TIMES_THE_SHORT, SERVER_TIME, FITTING, TIMES_THE_PEER = 3.0, 400.0, 2.0, 2.0  # of a time; ms; seconds; of a time
ROUNDS = 7
ANKI = Path(".venv-oracle/bin/python")

pytestmark = pytest.mark.slow  # measuring is what it is for


@dataclass(frozen=True)
class House:
    app: Flask
    tokens: dict[int, str]  # by the number of reviews
    user_ids: dict[int, int]


def give(connection: Connection, user_id: int, lived: list[Simulated]) -> None:
    """The learner's cards and log, on the seeded questions."""
    rows: Any = connection.execute(
        select(Question.__table__).join(Bank).where(~Bank.is_built_in).order_by(Question.id).limit(len(lived))
    )
    homes = rows.all()
    reviews, cards = [], []
    for home, card in zip(homes, lived, strict=True):
        whose = {"user_id": user_id, "question_id": home.id, "facet": home.facets[0]}
        reviews += [{**row, **whose, "version_id": home.version_id} for row in card.rows]
        assert card.state is not None
        cards.append({**whose, "bank_id": home.bank_id, "sibling_key": home.sibling_key, **values_of(card.state)})
    reviews.sort(key=lambda row: row["answered_at"])
    for start in range(0, len(reviews), 5_000):
        connection.execute(insert(Review), reviews[start : start + 5_000])
    connection.execute(insert(Card), cards)
    banks = sorted({home.bank_id for home in homes})
    connection.execute(insert(Enrolment), [{"user_id": user_id, "bank_id": bank, "started_at": 1} for bank in banks])


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    now = time.time_ns() // 1_000_000
    pasts = {
        count: list(lives(count, local_day(now, "UTC") - 1, Random(count), options=Options(retention=0.93)))
        for count in (SHORT, LONG)
    }
    with ExitStack() as stack:
        environment = environment_for(stack.enter_context(folder_on_disk()), "")
        prepare(environment)
        tokens, user_ids = {}, {}
        with opened(environment) as connection:
            seeded = seed(connection, learners=2, cards=len(pasts[LONG]), reviews_per_card=1, now=now)
            connection.execute(delete(Review))
            connection.execute(delete(Card))
            for token, user_id, count in zip(seeded.tokens, seeded.user_ids, pasts, strict=True):
                tokens[count], user_ids[count] = token, user_id
                give(connection, user_id, pasts[count])
        yield House(build_app(environment), tokens, user_ids)


def milliseconds(house: House, reviews: int, path: str) -> float:
    """Server time of a page: the best of a few, CPU alone."""
    client = house.app.test_client()
    client.set_cookie(NAME, house.tokens[reviews])

    def get() -> None:
        assert client.get(path).status_code == 200

    return best(get)


def best(do: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        started = time.process_time()
        do()
        times.append(time.process_time() - started)
    return min(times) * 1000


def test_pages_of_a_long_log(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: milliseconds(house, LONG, path) for path in PAGES}
    with house.app.app_context():
        keep_everybody(time.time_ns() // 1_000_000)
        keep_forecasts(time.time_ns() // 1_000_000)
        db.session.remove()
    after = {path: (milliseconds(house, SHORT, path), milliseconds(house, LONG, path)) for path in PAGES}
    with capsys.disabled():
        report.heading(f"Progress, {LONG:,} reviews none of which was counted before")
        for path, taken in before.items():
            report.at_most(f"{path}, ms", taken, SERVER_TIME)
        report.heading(f"Progress, {LONG:,} reviews against {SHORT:,}, after the nightly work")
        for path, (short, long) in after.items():
            report.at_most(f"{path}, {LONG:,}, ms", long, SERVER_TIME)
            report.at_most(f"{path}, times the {SHORT:,} ({short:.1f} ms)", long / short, TIMES_THE_SHORT)


def test_a_fit_of_a_long_log(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    tool = optimizer()
    if tool is None:
        pytest.skip("the extra `optimizer` is not installed")
    with house.app.app_context():
        read = fitting.read_log(db.session.connection(), house.user_ids[LONG])
        db.session.remove()
    gc.collect()
    started = time.process_time()
    items = [item for log in read.logs.values() for item in items_of(log)]
    trial = tried(items, read.chosen.values, tool)
    fitted = time.process_time() - started
    started = time.process_time()
    fitting.memories_under(read.logs, trial.weights)
    with capsys.disabled():
        report.heading(f"Fitting {LONG:,} reviews: {trial.items:,} items, tried on {trial.newest:,} of them")
        report.at_most("items, fit, measures, s of CPU", fitted, FITTING)
        report.say(f"  all cards replayed under it: {time.process_time() - started:.2f} s")


def test_beside_anki(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The peer's own statistics over the same log, where it is installed: it works out all of them at once."""
    if not ANKI.exists():
        pytest.skip("no .venv-oracle: `make oracle` installs the package anki")
    log = tmp_path / "log.json"
    log.write_text(json.dumps(log_of(house)))
    script = str(Path(__file__).with_name("anki_statistics.py"))
    done = subprocess.run([str(ANKI), script, str(log)], capture_output=True, text=True, check=True)
    peer = json.loads(done.stdout)
    with house.app.app_context():
        keep_everybody(time.time_ns() // 1_000_000)
        db.session.remove()
    ours = [milliseconds(house, LONG, f"{path}?period=all") for path in PAGES[:2]]
    with capsys.disabled():
        report.heading(f"Beside anki: statistics of all time, {peer['reviews']:,} reviews of {peer['cards']:,} cards")
        report.say(f"  its graphs: {peer['ms']:.0f} ms of CPU; our two pages, rendered: {sum(ours):.0f} ms")
        report.at_most("both pages, times its graphs", sum(ours) / peer["ms"], TIMES_THE_PEER)


def log_of(house: House) -> list[tuple[int, ...]]:
    names = ("question_id", "answered_at", "rating", "interval", "interval_before", "duration_ms")
    asked = select(*(getattr(Review, name) for name in names)).where(
        Review.user_id == house.user_ids[LONG], Review.rating > 0
    )
    with house.app.app_context():
        rows = db.session.execute(asked.order_by(Review.answered_at)).all()
        db.session.remove()
    places = {question_id: place for place, question_id in enumerate(sorted({row[0] for row in rows}))}
    return [(places[row[0]], *row[1:]) for row in rows]
