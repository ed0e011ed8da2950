"""Options saved: presets, what banks follow, and the plan that is kept with the learner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.banks.files import bank_id, load, recall_bank
from tests.study.pupil import Pupil
from webapp.accounts.models import User
from webapp.database import Base, db, transaction
from webapp.memory.preset import NO_PLAN, USUAL
from webapp.study import plans
from webapp.study.plans import MOST_PRESETS, PresetNotFound, TooManyPresets


@pytest.fixture
def bank(app: Flask) -> int:
    load(app, recall_bank(3))
    return bank_id(app)


@contextmanager
def writing(pupil: Pupil) -> Iterator[Session]:
    with pupil.app.app_context(), transaction() as session:
        yield session


def test_a_bank_follows_the_usual_preset_until_it_is_given_another(pupil: Pupil, bank: int) -> None:
    with writing(pupil) as session:
        assert plans.plan_for(session.connection(), pupil.id) == NO_PLAN
        plan = plans.change_usual(session, pupil.id, new_per_day=5)
        assert (plan.preset(bank).new_per_day, dict(plan.banks)) == (5, {})
        exam = plans.make_preset(session, pupil.id, "Exam").id
        plans.save_preset(session, pupil.id, exam, replace(USUAL, retention=0.95))
        plan = plans.choose_for_bank(session, pupil.id, bank, preset_id=exam)
        assert (plan.preset(bank).retention, plan.preset(bank).new_per_day) == (0.95, 10)
        plan = plans.choose_for_bank(session, pupil.id, bank, preset_id=exam, new_per_day=3, retention=0.85)
        assert (plan.preset(bank).retention, plan.preset(bank).new_per_day) == (0.85, 3)
        assert plan == plans.plan_for(session.connection(), pupil.id)
        plan = plans.drop_preset(session, pupil.id, exam)
        assert (plan.preset(bank).retention, plan.preset(bank).new_per_day) == (0.85, 3)
        plans.drop_preset(session, pupil.id, plans.usual_preset(session, pupil.id).id)
        assert [row.name for row in plans.presets_for_user(session, pupil.id)] == ["Everyday"]


def test_today_only_adds_up_and_is_over_tomorrow(pupil: Pupil, bank: int) -> None:
    with writing(pupil) as session:
        plans.more_today(session, pupil.id, bank, day=7, new=10, reviews=0)
        plan = plans.more_today(session, pupil.id, bank, day=7, new=10, reviews=50)
        assert (plan.limits(bank, 7).new, plan.limits(bank, 7).reviews, plan.limits(bank, 8).new) == (30, 250, 10)
        assert plans.more_today(session, pupil.id, bank, day=8, new=1, reviews=0).limits(bank, 8).new == 11


def test_what_is_out_of_range_is_refused(pupil: Pupil, bank: int) -> None:
    with pytest.raises(ValueError, match="new_per_day"), writing(pupil) as session:
        plans.choose_for_bank(session, pupil.id, bank, preset_id=None, new_per_day=10_000)
    with writing(pupil) as session:
        assert plans.choices_for_user(session, pupil.id) == {}


def test_nobody_has_anything_of_anothers_presets(pupil: Pupil, other: Pupil, bank: int) -> None:
    with writing(pupil) as session:
        mine = plans.make_preset(session, pupil.id, "Mine").id
        for change in (
            lambda: plans.save_preset(session, other.id, mine, replace(USUAL, new_per_day=1)),
            lambda: plans.rename_preset(session, other.id, mine, "Theirs"),
            lambda: plans.drop_preset(session, other.id, mine),
            lambda: plans.choose_for_bank(session, other.id, bank, preset_id=mine),
        ):
            with pytest.raises(PresetNotFound):
                change()
        assert plans.own_preset(session, pupil.id, mine).name == "Mine"


def test_presets_are_limited(pupil: Pupil) -> None:
    with writing(pupil) as session:
        for nth in range(MOST_PRESETS - 1):
            plans.make_preset(session, pupil.id, f"Preset {nth}")
        with pytest.raises(TooManyPresets):
            plans.make_preset(session, pupil.id, "one more")


def test_a_guests_options_go_over_where_the_account_has_none(pupil: Pupil, other: Pupil, bank: int) -> None:
    with writing(pupil) as session:
        session.execute(update(User).where(User.id == pupil.id).values(preferences='{"goal":5}'))
        plans.change_usual(session, pupil.id, new_per_day=5)
        plans.more_today(session, pupil.id, bank, day=7, new=10, reviews=0)
        plan = plans.plan_for(session.connection(), pupil.id)
        plans.merge_plans(session, pupil.id, other.id, 0)
        assert plans.plan_for(session.connection(), other.id) == plan
        assert plans.plan_for(session.connection(), pupil.id) == NO_PLAN
        plans.change_usual(session, pupil.id, new_per_day=9)
        plans.merge_plans(session, pupil.id, other.id, 0)
        assert plans.plan_for(session.connection(), other.id) == plan


def test_nothing_is_left_of_somebody_who_is_erased(pupil: Pupil, bank: int) -> None:
    with writing(pupil) as session:
        plans.change_usual(session, pupil.id, new_per_day=5)
        plans.more_today(session, pupil.id, bank, day=7, new=10, reviews=0)
    with pupil.app.app_context():
        assert plans.sections(db.session.connection(), pupil.id)["presets"][0]["options"] == {"new_per_day": 5}
    with writing(pupil) as session:
        plans.forget_plan(session, pupil.id, 0)
    with writing(pupil) as session:
        for name in ("study_preset", "bank_choice", "study_break", "exam_date"):
            assert session.execute(select(Base.metadata.tables[name])).all() == []
        assert plans.plan_for(session.connection(), pupil.id) == NO_PLAN
