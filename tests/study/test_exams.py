"""A learner's own exam: the plan, and the final pass in the queue."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import bank_id, load, question_ids, recall_bank
from tests.clock import Clock
from tests.study.pupil import OPTIONS, Pupil, reviewed
from webapp.database import db, transaction
from webapp.memory.exam import recall_on
from webapp.memory.fsrs import Memory
from webapp.memory.preset import ExamPlan, Plan
from webapp.study import exams, plans
from webapp.study.exams import ExamRefused
from webapp.study.log import Learner


@pytest.fixture
def ids(app: Flask) -> list[int]:
    load(app, recall_bank(12))
    return list(question_ids(app).values())


def planned(pupil: Pupil, bank: int, days: int) -> Plan:
    with pupil.app.app_context(), transaction() as session:
        exams.plan_exam(
            session, pupil.id, [bank], pupil.today + days, today=pupil.today, now=pupil.clock.now, goal=10,
            options=OPTIONS,
        )  # fmt: skip
        return plans.plan_for(session.connection(), pupil.id)


def test_the_plan_is_kept_with_its_pace_and_its_pass(app: Flask, pupil: Pupil, ids: list[int]) -> None:
    pupil.answer(ids[0])
    bank = bank_id(app)
    plan = planned(pupil, bank, 10)
    assert plan.exams == (ExamPlan(pupil.today + 10, (bank,), {bank: 2}, 1),)
    pupil.learner = Learner(pupil.id, "UTC", 4, plan)
    assert pupil.queue(bank_id=bank).new_count == 1  # two a day, and one was begun today
    with app.app_context():
        found = exams.forecast(db.session.connection(), pupil.id, [bank], pupil.today + 10, pupil.today, 10, OPTIONS)
        db.session.rollback()
    assert (found.cards, found.begun, found.new_per_day, found.ready, found.answers) == (12, 1, 2, None, 1)
    assert sum(new for _day, new, _other in found.by_day) == 11
    assert found.by_day[-1] == (pupil.today + 9, 0, 12)
    with app.app_context(), transaction() as session:
        (row,) = exams.exams_for_user(session, pupil.id, pupil.today)
        exams.drop_exam(session, pupil.id + 1, row.id)
        assert len(exams.exams_for_user(session, pupil.id, pupil.today)) == 1
        exams.drop_exam(session, pupil.id, row.id)
        assert plans.plan_for(session.connection(), pupil.id).exams == ()


def test_a_range_from_twenty_answers_on(app: Flask, pupil: Pupil, ids: list[int], clock: Clock) -> None:
    for nth in range(20):
        pupil.answer(ids[nth % 12])
        clock.advance(minutes=15)
    with app.app_context():
        found = exams.forecast(
            db.session.connection(), pupil.id, [bank_id(app)], pupil.today + 10, pupil.today, 10, OPTIONS
        )
        db.session.rollback()
    assert found.ready is not None
    assert 0.4 < found.ready.least < found.ready.most <= 1


@pytest.mark.parametrize(("days", "reason"), [(0, "past"), (-2, "past"), (731, "far")])
def test_dates_that_make_no_sense(app: Flask, pupil: Pupil, ids: list[int], days: int, reason: str) -> None:
    with pytest.raises(ExamRefused) as refused:
        planned(pupil, bank_id(app), days)
    assert refused.value.reason == reason


def test_the_final_pass_brings_every_card_once_the_weakest_first(
    app: Flask, pupil: Pupil, ids: list[int], clock: Clock
) -> None:
    bank, today = bank_id(app), pupil.today
    exam = today + 3
    pupil.learner = Learner(pupil.id, "UTC", 4, Plan(exams=(ExamPlan(exam, (bank,), {bank: 0}, 3),)))
    for place, question_id in enumerate(ids):
        # One is due already, most not before the exam.
        due = today - 1 if place == 11 else today + 40
        pupil.keep(question_id, reviewed(today, due_day=due, last_day=today - 20 - place, stability=30.0))
    weakest = sorted(ids, key=lambda each: recall_on(Memory(30.0, 5.0), today - 20 - ids.index(each), exam))
    seen: list[int] = []
    for _day in range(3):
        pupil.begin(bank_id=bank)
        line = [question_id for question_id, _facet in pupil.queue(bank_id=bank).cards]
        assert line == weakest[len(seen) : len(seen) + 4]
        for question_id in line:
            pupil.answer(question_id)
        assert pupil.queue(bank_id=bank).cards == []  # that was today's part
        seen += line
        clock.advance(days=1)
    assert sorted(seen) == sorted(ids)
