"""Learners with options of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask

from tests.clock import Clock
from tests.study.pupil import OPTIONS, Pupil
from webapp.database import transaction
from webapp.memory.preset import Plan, Preset
from webapp.study import deeds
from webapp.study.deeds import undo_deed


def with_plan(app: Flask, clock: Clock, plan: Plan) -> Pupil:
    return Pupil(app, clock, plan=plan)


def with_options(app: Flask, clock: Clock, **options: Any) -> Pupil:
    return with_plan(app, clock, Plan(usual=replace(Preset(has_balance=False), **options)))


def do(pupil: Pupil, deed: str, *args: Any, **how: Any) -> Any:
    """One of the deeds, in a transaction of its own."""
    with pupil.app.app_context(), transaction() as session:
        return getattr(deeds, deed)(session, pupil.learner, *args, now=pupil.clock.now, options=OPTIONS, **how)


def take_back(pupil: Pupil, name: str) -> int:
    with pupil.app.app_context(), transaction() as session:
        return undo_deed(session, pupil.learner, name, now=pupil.clock.now, options=OPTIONS)
