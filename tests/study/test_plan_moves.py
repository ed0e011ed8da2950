"""Options of studying go along with an export, to a place where the learner has none."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.banks.files import bank_id, load, question_ids, recall_bank
from tests.clock import Clock
from tests.study.pupil import Pupil
from tests.study.test_exporting import another_place, brought, exported
from webapp.database import db, transaction
from webapp.memory.days import local_day
from webapp.memory.preset import NO_PLAN, USUAL, Plan
from webapp.study import exams, plans, waiting
from webapp.study.desk import OPTIONS
from webapp.study.import_checks import UnreadableExport
from webapp.study.log import Learner

ZONE = "UTC"
EMPTY: dict[str, list[Any]] = {"presets": [], "bank_options": [], "breaks": [], "exams": []}


def plan_of(pupil: Pupil) -> Plan:
    with pupil.app.app_context():
        found = plans.plan_for(db.session.connection(), pupil.id)
        db.session.rollback()
        return found


def options_of(pupil: Pupil) -> dict[str, Any]:
    with pupil.app.app_context(), db.engine.connect() as connection:
        found: dict[str, Any] = json.loads(json.dumps(plans.sections(connection, pupil.id)))
        return found


@pytest.fixture
def planner(app: Flask, clock: Clock) -> Pupil:
    """Somebody with a preset for a bank, a break and an exam."""
    load(app, recall_bank(3))
    pupil, bank = Pupil(app, clock, zone=ZONE), bank_id(app)
    pupil.answer(question_ids(app)["q1"], 3)
    today = local_day(clock.now, ZONE)
    with app.app_context(), transaction() as session:
        plans.change_usual(session, pupil.id, new_per_day=7)
        sure = plans.make_preset(session, pupil.id, "Sure").id
        plans.save_preset(session, pupil.id, sure, replace(USUAL, retention=0.95, learning_steps=(60, 600)))
        plans.choose_for_bank(session, pupil.id, bank, preset_id=sure, reviews_per_day=40)
        learner = Learner(pupil.id, ZONE)
        waiting.plan_break(session, learner, today + 5, today + 8, today=today, now=clock.now, options=OPTIONS)
        exams.plan_exam(session, pupil.id, [bank], today + 40, today=today, now=clock.now, goal=75, options=OPTIONS)
    return pupil


def test_options_arrive_whole(app: Flask, clock: Clock, planner: Pupil) -> None:
    data, before = exported(app, planner.id) | options_of(planner), plan_of(planner)
    former = bank_id(app)
    another_place(app)
    load(app, recall_bank(3))
    second = Pupil(app, clock, zone=ZONE)
    assert bank_id(app) != former
    assert brought(app, second, data)["options"] == 2 + 1 + 1 + 1
    assert options_of(second) == {name: data[name] for name in EMPTY}
    plan = plan_of(second)
    assert (plan.usual, plan.breaks) == (before.usual, before.breaks)
    assert plan.preset(bank_id(app)) == before.preset(former)
    assert [(exam.day, exam.pass_days, list(exam.pace.values())) for exam in plan.exams] == [
        (exam.day, exam.pass_days, list(exam.pace.values())) for exam in before.exams
    ]
    assert brought(app, second, data)["options"] == 0
    assert plan_of(second) == plan


def test_own_options_stay(app: Flask, clock: Clock, planner: Pupil) -> None:
    data = exported(app, planner.id) | options_of(planner)
    second = Pupil(app, clock, zone=ZONE)
    with app.app_context(), transaction() as session:
        own = plans.change_usual(session, second.id, new_per_day=2)
    assert brought(app, second, data)["options"] == 0
    assert plan_of(second) == own


def test_banks_that_the_file_does_not_hold_are_left_out(app: Flask, clock: Clock, planner: Pupil) -> None:
    data = exported(app, planner.id) | options_of(planner)
    data["bank_options"].append({**data["bank_options"][0], "bank": "elsewhere"})
    data["exams"][0]["pace"]["elsewhere"] = 3
    data["exams"].append({**data["exams"][0], "pace": {"elsewhere": 3}})
    second = Pupil(app, clock, zone=ZONE)
    assert brought(app, second, data)["options"] == 2 + 1 + 1 + 1
    assert list(plan_of(second).banks) == [bank_id(app)]


def test_a_file_of_an_older_app_has_none(app: Flask, clock: Clock, planner: Pupil) -> None:
    data = exported(app, planner.id)
    for session in data["sessions"]:
        del session["sort"]
    second = Pupil(app, clock, zone=ZONE)
    assert brought(app, second, data)["options"] == 0
    assert plan_of(second) == NO_PLAN


@pytest.mark.parametrize(
    ("part", "changed", "reason"),
    [
        ("presets", {"options": {"retention": 2}}, "presets, row 1: retention is 2; it lies between 0.7 and 0.99"),
        ("presets", {"options": {"learning_steps": ["x"]}}, "presets, row 1: steps are ('x',)"),
        ("bank_options", {"retention": 0.1}, "bank_options, row 1: retention is 0.1; it lies between 0.7 and 0.99"),
        ("bank_options", {"preset": "None"}, "bank_options, row 1: the preset None is not in the file"),
        ("breaks", {"last_day": 3}, "breaks, row 1: its days are none"),
        ("exams", {"pace": {"science": "2"}}, "exams, row 1: its days or its new cards a day are none"),
        ("exams", {"day": -1}, "exams, row 1: its days or its new cards a day are none"),
    ],
)
def test_what_is_wrong_is_named(
    app: Flask, clock: Clock, planner: Pupil, part: str, changed: dict[str, Any], reason: str
) -> None:
    data = exported(app, planner.id) | options_of(planner)
    data[part][0] |= changed
    second = Pupil(app, clock, zone=ZONE)
    with pytest.raises(UnreadableExport) as refused:
        brought(app, second, data)
    assert refused.value.reasons == [reason]
    assert options_of(second) == EMPTY


def test_too_many(app: Flask, clock: Clock, planner: Pupil) -> None:
    data = exported(app, planner.id) | options_of(planner)
    data["presets"] *= 11
    data["breaks"] *= 101
    with pytest.raises(UnreadableExport) as refused:
        brought(app, Pupil(app, clock, zone=ZONE), data)
    assert refused.value.reasons == ["presets: there are too many", "breaks: there are too many"]


def test_the_sort_of_a_session(app: Flask, clock: Clock, planner: Pupil) -> None:
    data = exported(app, planner.id)
    assert [session["sort"] for session in data["sessions"]] == [""]
    data["sessions"][0]["sort"] = "cram"
    another_place(app)
    load(app, recall_bank(3))
    second = Pupil(app, clock, zone=ZONE)
    brought(app, second, data)
    assert [session["sort"] for session in exported(app, second.id)["sessions"]] == ["cram"]
    data["sessions"][0]["sort"] = "other"
    with pytest.raises(UnreadableExport) as refused:
        brought(app, second, data)
    assert refused.value.reasons == ["sessions, row 1: its sort is none"]
