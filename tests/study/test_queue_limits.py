"""What a day brings is limited by bank, and a backlog lets new cards wait."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert

from tests.banks.files import asked, bank_file, bank_id, bare_questions, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil, reviewed
from webapp.database import db, transaction
from webapp.memory.days import local_day
from webapp.memory.preset import NO_PLAN
from webapp.memory.queue import Limits
from webapp.study.due import due_count
from webapp.study.introductions import Mark, save_mark
from webapp.study.models import Card
from webapp.study.queue import Queue, Wanted, build_queue
from webapp.study.rows import values_of

TODAY = local_day(START, "UTC")

DUE = reviewed(TODAY, due_day=TODAY - 1, last_day=TODAY - 10)
DONE_TODAY = reviewed(TODAY, due_day=TODAY + 9, last_day=TODAY, first_day=TODAY - 20)
NEW_TODAY = reviewed(TODAY, due_day=TODAY + 2, last_day=TODAY)


def built(pupil: Pupil, limits: Limits, *, size: int = 15, bank: int | None = None) -> Queue:
    with pupil.app.app_context():
        wanted = Wanted(pupil.id, bank, size, pupil.today, pupil.clock.now, "seed", limits=limits)
        queue = build_queue(db.session.connection(), wanted)
        db.session.rollback()
    return queue


def some(app: Flask, count: int, *, slug: str = "big") -> list[int]:
    return bare_questions(app, [(f"s{n}", False) for n in range(count)], slug=slug)


def test_the_limits_are_ten_new_cards_and_two_hundred_reviews() -> None:
    assert Limits(new=10, reviews=200) == Limits()
    assert [NO_PLAN.goal_cards, Wanted(1, None, 15, 0, 0, "").new_pause_above] == [75, 150]


def test_ten_new_cards_a_day(app: Flask, pupil: Pupil, clock: Clock) -> None:
    some(app, 25)
    first = pupil.queue()
    assert (len(first.cards), first.new_count, first.held_back_new) == (10, 10, False)
    for question_id, facet in first.cards:
        pupil.keep(question_id, NEW_TODAY, facet=facet)
    second = pupil.queue()
    assert (second.cards, second.held_back_new, second.marks) == ([], True, {})
    clock.advance(days=1)
    assert pupil.queue().new_count == 10


def test_new_cards_begun_today_count_and_those_of_yesterday_do_not(app: Flask, pupil: Pupil) -> None:
    ids = some(app, 25)
    for question_id in ids[:3]:
        pupil.keep(question_id, NEW_TODAY)
    for question_id in ids[3:5]:
        pupil.keep(question_id, reviewed(TODAY, due_day=TODAY + 1, last_day=TODAY - 1))
    assert pupil.queue().new_count == 7


def test_each_bank_has_its_own_new_cards(app: Flask, pupil: Pupil) -> None:
    one, two = some(app, 12, slug="one"), some(app, 12, slug="two")
    for slug, questions in (("one", one), ("two", two)):
        pupil.keep(questions[0], NEW_TODAY)
        enrol(pupil, bank_id(app, slug))
    assert pupil.queue(size=30).new_count == 18
    assert pupil.queue(size=30, bank_id=bank_id(app, "one")).new_count == 9


def enrol(pupil: Pupil, bank: int) -> None:
    with pupil.app.app_context(), transaction() as session:
        save_mark(session.connection(), pupil.id, Mark(bank, 1, 0), now=START)


def test_a_used_up_bank_leaves_the_others_their_new_cards(app: Flask, pupil: Pupil) -> None:
    one, two = some(app, 12, slug="one"), some(app, 12, slug="two")
    for question_id in one[:10]:
        pupil.keep(question_id, NEW_TODAY)
    for slug in ("one", "two"):
        enrol(pupil, bank_id(app, slug))
    queue = pupil.queue()
    assert ([card[0] for card in queue.cards], queue.held_back_new) == (two[:10], True)


def test_reviews_are_limited_by_what_was_done_today(app: Flask, pupil: Pupil) -> None:
    ids = some(app, 10)
    for question_id in ids[:4]:
        pupil.keep(question_id, DUE)
    for question_id in ids[4:6]:
        pupil.keep(question_id, DONE_TODAY)
    queue = built(pupil, Limits(new=0, reviews=5))
    assert (queue.review_count, queue.held_back_reviews) == (3, True)
    queue = built(pupil, Limits(new=0, reviews=6))
    assert (queue.review_count, queue.held_back_reviews) == (4, False)


def test_new_cards_count_against_the_limit_of_reviews(app: Flask, pupil: Pupil) -> None:
    ids = some(app, 12)
    for question_id in ids[:3]:
        pupil.keep(question_id, DUE)
    for question_id in ids[3:5]:
        pupil.keep(question_id, NEW_TODAY)
    queue = built(pupil, Limits(new=10, reviews=7))
    assert (queue.review_count, queue.new_count) == (3, 2)
    queue = built(pupil, Limits(new=10, reviews=5))
    assert (queue.review_count, queue.new_count) == (3, 0)


def test_reviews_are_limited_bank_by_bank(app: Flask, pupil: Pupil) -> None:
    for slug in ("one", "two"):
        for question_id in some(app, 4, slug=slug):
            pupil.keep(question_id, DUE)
    queue = built(pupil, Limits(new=0, reviews=3))
    assert (queue.review_count, queue.held_back_reviews) == (6, True)


def test_a_limit_holds_back_what_is_farthest_from_being_forgotten(app: Flask, pupil: Pupil) -> None:
    ids = some(app, 3)
    for question_id, ago in zip(ids, (5, 50, 20), strict=True):
        pupil.keep(question_id, reviewed(TODAY, due_day=TODAY, last_day=TODAY - ago))
    assert [card[0] for card in built(pupil, Limits(new=0, reviews=2)).cards] == [ids[1], ids[2]]


@pytest.mark.slow  # more cards than twice the daily goal
@pytest.mark.parametrize(("due", "is_paused"), [(150, False), (151, True)])
def test_new_cards_pause_while_more_than_twice_the_daily_goal_is_due(
    app: Flask, pupil: Pupil, due: int, is_paused: bool
) -> None:
    ids = some(app, due + 5)
    keep_all(pupil, ids[:due])
    queue = pupil.queue()
    assert (queue.is_new_paused, len(queue.cards), queue.new_count) == (is_paused, 15, 0 if is_paused else 5)


def keep_all(pupil: Pupil, questions: list[int]) -> None:
    bank = bank_id(pupil.app, "big")
    rows = [
        {
            "user_id": pupil.id,
            "question_id": question_id,
            "facet": "",
            "bank_id": bank,
            "sibling_key": f"{bank}:s{n}",
            **values_of(DUE),
        }
        for n, question_id in enumerate(questions)
    ]
    with pupil.app.app_context(), transaction() as session:
        session.execute(insert(Card), rows)


@pytest.mark.slow  # more than a page of due cards
def test_a_page_of_siblings_seen_today_does_not_end_the_session(app: Flask, pupil: Pupil) -> None:
    """A hundred due cards of one fact that was seen today, and behind them some of other facts."""
    ids = bare_questions(app, [("same", False)] * 101 + [(f"s{n}", False) for n in range(4)])
    earlier = reviewed(TODAY, due_day=TODAY - 9, last_day=TODAY - 20)
    for question_id in ids[:100]:
        pupil.keep(question_id, earlier)
    pupil.keep(ids[100], DONE_TODAY)
    for question_id in ids[101:]:
        pupil.keep(question_id, DUE)
    assert sorted(card[0] for card in pupil.queue().cards) == ids[101:]


def test_the_due_cards_of_retired_questions_pause_nothing_and_are_not_counted(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(3))
    ids = question_ids(app)
    pupil.keep(ids["q1"], DUE)
    load(app, bank_file([asked("q2"), asked("q3")]), now=START)
    with app.app_context():
        counted = due_count(db.session.connection(), pupil.id, None, TODAY, most=10)
        of_bank = due_count(db.session.connection(), pupil.id, bank_id(app), TODAY, most=10)
        db.session.rollback()
    assert (counted, of_bank, pupil.queue().review_count) == (0, 0, 0)
