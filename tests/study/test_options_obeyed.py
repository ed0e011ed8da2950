"""Every option is obeyed by queue and scheduler; the table in docs/scheduling.md names the test of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.banks.files import asked, bank_file, bank_id, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.optioned import with_options, with_plan
from tests.study.pupil import Pupil, reviewed
from webapp.memory.preset import NO_PLAN, USUAL, Plan
from webapp.memory.schedule import CardState

CALM = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ids_of(app: Flask, count: int = 30) -> list[int]:
    if not question_ids(app):
        load(app, recall_bank(count))
    return list(question_ids(app).values())


def due_cards(pupil: Pupil, ids: list[int], **state: Any) -> None:
    """In the order of the list: due ever later, forgotten ever sooner."""
    for place, question_id in enumerate(ids):
        due = reviewed(pupil.today, due_day=pupil.today - len(ids) + place, last_day=pupil.today - 30, **state)
        pupil.keep(question_id, replace(due, stability=float(30 - place)))


def state_of(pupil: Pupil, question_id: int) -> CardState:
    state = pupil.state(question_id)
    assert state is not None
    return state


def queue_ids(pupil: Pupil, **how: Any) -> list[int]:
    return [question_id for question_id, _facet in pupil.queue(**how).cards]


def test_new_cards_a_day(app: Flask, clock: Clock) -> None:
    ids = ids_of(app)
    pupil = with_options(app, clock, new_per_day=3)
    assert len(queue_ids(pupil, bank_id=bank_id(app))) == 3
    for question_id in ids[:3]:
        pupil.answer(question_id)
    found = pupil.queue(bank_id=bank_id(app))
    assert (found.new_count, found.held_back_new) == (0, True)
    clock.advance(days=1)
    assert pupil.queue(bank_id=bank_id(app)).new_count == 3


def test_reviews_a_day(app: Flask, clock: Clock) -> None:
    pupil = with_options(app, clock, reviews_per_day=4, new_per_day=0)
    due_cards(pupil, ids_of(app)[:9])
    found = pupil.queue()
    assert (len(found.cards), found.held_back_reviews) == (4, True)


def test_new_cards_may_ignore_the_limit_of_reviews(app: Flask, clock: Clock) -> None:
    for ignores, expected in ((False, 0), (True, 5)):
        pupil = with_options(app, clock, reviews_per_day=4, new_per_day=5, new_ignores_reviews=ignores)
        due_cards(pupil, ids_of(app)[:9])
        assert pupil.queue(bank_id=bank_id(app)).new_count == expected


def test_learning_and_relearning_steps(app: Flask, clock: Clock) -> None:
    ids = ids_of(app)
    pupil = with_options(app, clock, learning_steps=(60, 1800), relearning_steps=(3600,), has_fuzz=False)
    pupil.answer(ids[0])
    assert (state_of(pupil, ids[0]).due_at or 0) - clock.now == 1_800_000
    clock.advance(minutes=40)
    pupil.answer(ids[0])
    assert state_of(pupil, ids[0]).interval == 2
    clock.advance(days=2)
    pupil.answer(ids[0], 1)
    assert (state_of(pupil, ids[0]).due_at or 0) - clock.now == 3_600_000
    without = with_options(app, clock, learning_steps=(), relearning_steps=())
    without.answer(ids[0], 1)
    assert state_of(without, ids[0]).interval == 1


def test_desired_retention(app: Flask, clock: Clock) -> None:
    intervals = []
    for retention in (0.80, 0.90, 0.95):
        clock.now = START
        pupil = with_options(app, clock, retention=retention, has_fuzz=False)
        for days in (0, 3, 10):
            clock.advance(days=days)
            pupil.answer(ids_of(app)[0])
        intervals.append(state_of(pupil, ids_of(app)[0]).interval)
    assert intervals == sorted(intervals, reverse=True)
    assert intervals[0] > 2 * intervals[2]


def test_maximum_interval(app: Flask, clock: Clock) -> None:
    pupil = with_options(app, clock, maximum_interval=5)
    for days in (0, 3, 10, 20):
        clock.advance(days=days)
        pupil.answer(ids_of(app)[0])
    assert state_of(pupil, ids_of(app)[0]).interval == 5


def test_leeches_are_set_aside_where_that_is_wanted_and_come_back_with_undo(app: Flask, clock: Clock) -> None:
    question_id = ids_of(app)[0]
    for action, is_aside in (("tag", False), ("suspend", True)):
        pupil = with_options(app, clock, leech_threshold=1, leech_action=action)
        pupil.answer(question_id)
        clock.advance(days=3)
        before = pupil.states()
        pupil.answer(question_id, 1)
        assert state_of(pupil, question_id).suspended == is_aside
        clock.advance(ms=1)
        pupil.undo()
        assert pupil.states() == before
        assert pupil.differences() == []


def siblings(app: Flask) -> list[int]:
    if not question_ids(app):
        load(app, bank_file([asked("one", fact="H1"), asked("two", fact="H1"), asked("three", fact="H2")]))
    return list(question_ids(app).values())


@pytest.mark.parametrize(
    ("option", "phase", "usual"),
    [("bury_review", "review", True), ("bury_interday", "learning", False)],
)
def test_siblings_of_today_are_put_off_as_the_options_say(
    app: Flask, clock: Clock, option: str, phase: str, usual: bool
) -> None:
    one, two, _three = siblings(app)
    assert getattr(USUAL, option) == usual
    for is_put_off in (True, False):
        pupil = with_options(app, clock, **{option: is_put_off}, new_per_day=0)
        today = pupil.today
        pupil.keep(one, reviewed(today, due_day=today + 9, last_day=today))
        pupil.keep(two, reviewed(today, due_day=today, last_day=today - 3, phase=phase))
        assert (two in queue_ids(pupil)) == (not is_put_off)


def test_new_siblings_are_put_off_as_the_options_say(app: Flask, clock: Clock) -> None:
    one, two, three = siblings(app)
    for is_put_off, expected in ((True, {three}), (False, {two, three})):
        pupil = with_options(app, clock, bury_new=is_put_off)
        pupil.keep(one, reviewed(pupil.today, due_day=pupil.today + 9, last_day=pupil.today))
        assert set(queue_ids(pupil, bank_id=bank_id(app))) == expected


def test_the_order_of_reviews(app: Flask, clock: Clock) -> None:
    ids = ids_of(app)[:9]
    found = {}
    for order in ("due", "recall", "random"):
        pupil = with_options(app, clock, review_order=order, new_per_day=0)
        due_cards(pupil, ids)
        found[order] = queue_ids(pupil)
    assert found["due"] == ids
    assert found["recall"] == ids[::-1]
    assert sorted(found["random"]) == sorted(ids)
    assert found["random"] not in (found["due"], found["recall"])


def test_where_new_cards_stand(app: Flask, clock: Clock) -> None:
    ids = ids_of(app)
    places = {}
    for mix in ("before", "after", "mixed"):
        pupil = with_options(app, clock, mix=mix, new_per_day=3)
        due_cards(pupil, ids[:6])
        line = queue_ids(pupil, bank_id=bank_id(app))
        places[mix] = [place for place, question_id in enumerate(line) if question_id not in ids[:6]]
    assert places["before"] == [0, 1, 2]
    assert places["after"] == [6, 7, 8]
    assert places["mixed"] not in (places["before"], places["after"])


def test_answer_time_is_capped(app: Flask, clock: Clock) -> None:
    for cap, expected in ((60, 60_000), (5, 5_000)):
        pupil = with_options(app, clock, answer_cap=cap)
        pupil.answer(ids_of(app)[0], duration_ms=600_000)
        assert pupil.log()[0]["duration_ms"] == expected


def test_learn_ahead(app: Flask, clock: Clock) -> None:
    for minutes, is_shown in ((0, False), (20, True)):
        pupil = with_options(app, clock, learn_ahead=minutes, new_per_day=0)
        pupil.answer(ids_of(app)[0], 1)
        clock.advance(minutes=5)
        assert bool(queue_ids(pupil)) == is_shown


def test_load_balancing_and_light_days_look_at_what_is_due(app: Flask, clock: Clock) -> None:
    """Twelve cards answered on one day, due around a day on which much is due."""
    ids = ids_of(app)
    pupil = with_plan(app, clock, NO_PLAN)
    full = pupil.today + 3 + 11
    for question_id in ids[12:]:
        pupil.keep(question_id, reviewed(pupil.today, due_day=full, last_day=pupil.today - 30))
    for question_id in ids[:12]:
        pupil.answer(question_id)
    clock.advance(days=3)
    pupil.begin()
    for question_id in ids[:12]:
        pupil.answer(question_id)
    days = [state_of(pupil, question_id).due_day for question_id in ids[:12]]
    assert full not in days
    assert len(set(days)) > 1
    assert [each for each in pupil.differences() if each.card[0] in ids[:12]] == []


def test_a_bank_has_its_own_preset_and_retention(app: Flask, clock: Clock) -> None:
    ids = ids_of(app)
    preset = replace(USUAL, new_per_day=2, maximum_interval=1, has_balance=False)
    pupil = with_plan(app, clock, Plan(banks={bank_id(app): preset}))
    assert len(queue_ids(pupil, bank_id=bank_id(app))) == 2
    pupil.answer(ids[0], 4)
    assert state_of(pupil, ids[0]).interval == 1


def test_today_only_has_more(app: Flask, clock: Clock) -> None:
    ids_of(app)
    pupil = with_options(app, clock, new_per_day=2, today=(0, 0, 0))
    more = with_options(app, clock, new_per_day=2, today=(pupil.today, 10, 0))
    assert len(queue_ids(pupil, bank_id=bank_id(app))) == 2
    assert len(queue_ids(more, bank_id=bank_id(app))) == 12
    clock.advance(days=1)
    assert len(queue_ids(more, bank_id=bank_id(app))) == 2


def test_new_cards_pause_above_twice_the_goal(app: Flask, clock: Clock) -> None:
    """At five minutes a day, 74 cards."""
    ids = ids_of(app, 90)
    for count, is_paused in ((74, False), (75, True)):
        pupil = with_plan(app, clock, Plan(goal=5))
        for question_id in ids[:count]:
            pupil.keep(question_id, reviewed(pupil.today, due_day=pupil.today, last_day=pupil.today - 9))
        found = pupil.queue(bank_id=bank_id(app))
        assert (found.is_new_paused, found.new_count > 0) == (is_paused, not is_paused)


@pytest.mark.prop
@CALM
@given(st.integers(0, 6), st.integers(0, 8), st.booleans(), st.lists(st.integers(1, 4), min_size=1, max_size=30))
def test_limits_are_never_exceeded_and_no_card_comes_twice_unless_it_was_missed(
    app: Flask, clock: Clock, new: int, reviews: int, ignores: bool, ratings: list[int]
) -> None:
    clock.now = START
    ids = ids_of(app)
    pupil = with_options(app, clock, new_per_day=new, reviews_per_day=reviews, new_ignores_reviews=ignores)
    due_cards(pupil, ids[:9])
    right: set[int] = set()
    begun: set[int] = set()
    again: set[int] = set()
    for rating in ratings:
        pupil.begin(bank_id=bank_id(app))
        line = queue_ids(pupil, bank_id=bank_id(app), seed=pupil.session_id)
        if not line:
            break
        asked_now = line[0]
        assert asked_now not in right
        (begun if asked_now not in ids[:9] else again).add(asked_now)
        pupil.answer(asked_now, rating)
        if rating > 1 and state_of(pupil, asked_now).due_at is None:
            right.add(asked_now)
        clock.advance(minutes=1)
    assert len(begun) <= new
    assert len(again) + (0 if ignores else len(begun)) <= reviews
