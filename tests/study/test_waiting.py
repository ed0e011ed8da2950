"""Backlog, breaks, and moving due days to new options."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import Clock
from tests.study.optioned import with_options
from tests.study.pupil import OPTIONS, Pupil
from webapp.database import db, transaction
from webapp.memory.preset import NO_PLAN, plan_from
from webapp.study import deeds, plans, waiting
from webapp.study.log import Learner
from webapp.study.waiting import BreakRefused


@pytest.fixture
def ids(app: Flask) -> list[int]:
    load(app, recall_bank(12))
    return list(question_ids(app).values())


def known(pupil: Pupil, ids: list[int], clock: Clock, *, days: int) -> None:
    """All answered, then left alone for so many days."""
    for question_id in ids:
        pupil.answer(question_id)
        clock.advance(minutes=1)
    clock.advance(days=days)


def due_days(pupil: Pupil) -> list[int]:
    return sorted(state["due_day"] for state in pupil.states().values())


def test_the_ways_to_spread_and_what_each_costs(pupil: Pupil, ids: list[int], clock: Clock) -> None:
    known(pupil, ids, clock, days=16)
    with pupil.app.app_context():
        connection = db.session.connection()
        late = waiting.backlog(connection, pupil.id, pupil.today)
        found = waiting.spread_options(connection, pupil.id, NO_PLAN, pupil.today, late, OPTIONS)
        db.session.rollback()
    assert [(each.days, each.waiting[:4]) for each in found] == [
        (0, [12, 0, 0, 0]),
        (3, [4, 4, 4, 0]),
        (7, [2, 2, 2, 2]),
        (14, [1, 1, 1, 1]),
    ]
    recalls = [each.recall for each in found]
    assert recalls == sorted(recalls, reverse=True)
    assert all(sum(each.counts) == 12 for each in found)


def break_of(pupil: Pupil, first: int, last: int) -> Learner:
    with pupil.app.app_context(), transaction() as session:
        waiting.plan_break(session, pupil.learner, first, last, today=pupil.today, now=pupil.clock.now, options=OPTIONS)
        plan = plans.plan_for(session.connection(), pupil.id)
    return Learner(pupil.id, pupil.learner.zone, 4, plan)


def test_a_break_moves_its_cards_to_both_sides_and_no_later_answer_falls_into_it(
    app: Flask, pupil: Pupil, ids: list[int], clock: Clock
) -> None:
    known(pupil, ids, clock, days=2)
    for question_id in ids:
        pupil.answer(question_id)
        clock.advance(minutes=1)
    first, last = min(due_days(pupil)), max(due_days(pupil))
    pupil.learner = break_of(pupil, first, last)
    assert pupil.learner.plan.breaks == ((first, last),)
    assert not [day for day in due_days(pupil) if first <= day <= last]
    assert pupil.differences() == []
    clock.advance(days=8)
    pupil.begin()
    pupil.answer(ids[0], 3)
    assert not first <= pupil.states()[ids[0], ""]["due_day"] <= last


@pytest.mark.parametrize(
    ("first", "last", "reason"), [(5, 4, "order"), (0, 4, "past"), (-3, 4, "past"), (1, 61, "long")]
)
def test_breaks_that_make_no_sense(pupil: Pupil, first: int, last: int, reason: str) -> None:
    with pytest.raises(BreakRefused) as refused:
        break_of(pupil, pupil.today + first, pupil.today + last)
    assert refused.value.reason == reason


def test_due_days_move_to_new_options_only_when_asked(app: Flask, clock: Clock, ids: list[int]) -> None:
    pupil = with_options(app, clock)
    known(pupil, ids, clock, days=2)
    for question_id in ids:
        pupil.answer(question_id)
        clock.advance(minutes=1)
    before = pupil.states()
    plan = plan_from('{"usual":{"retention":0.8}}')
    with app.app_context(), transaction() as session:
        moves = waiting.by_options(session.connection(), pupil.id, plan, pupil.today, OPTIONS)
    assert set(moves) == set(before)
    assert all(moves[card] > before[card]["due_day"] for card in moves)
    assert pupil.states() == before
    due = {card: before[card]["due_day"] for card in before}
    counts = {day: list(due.values()).count(day) for day in due.values()}
    then = waiting.counts_then(counts, moves, due)
    assert {day: count for day, count in then.items() if count} == {
        day: list(moves.values()).count(day) for day in moves.values()
    }
    with app.app_context(), transaction() as session:
        assert deeds.reschedule(session, pupil.learner, moves, now=clock.now, options=OPTIONS) == 12
    after = pupil.states()
    assert {card: after[card]["due_day"] for card in after} == moves
    assert {card: after[card]["stability"] for card in after} == {card: before[card]["stability"] for card in before}
    assert pupil.differences() == []
