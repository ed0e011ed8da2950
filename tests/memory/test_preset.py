"""Options: what is usual, what is refused, and that a plan is the same after it was written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.preset import (
    NO_PLAN,
    RANGES,
    USUAL,
    ExamPlan,
    Plan,
    Preset,
    StepsRefused,
    differing,
    plan_from,
    plan_text,
    preset_from,
    steps_from,
    steps_text,
)
from webapp.memory.queue import Limits
from webapp.memory.schedule import Options

presets = st.builds(
    Preset,
    new_per_day=st.integers(0, 9999),
    reviews_per_day=st.integers(0, 9999),
    new_ignores_reviews=st.booleans(),
    learning_steps=st.lists(st.integers(1, 86_399), max_size=3).map(tuple),
    retention=st.integers(70, 99).map(lambda percent: percent / 100),
    leech_action=st.sampled_from(["tag", "suspend"]),
    review_order=st.sampled_from(["recall", "due", "random"]),
    mix=st.sampled_from(["mixed", "before", "after"]),
    easy_days=st.tuples(*[st.sampled_from([1.0, 0.5, 0.0])] * 7),
    has_balance=st.booleans(),
    today=st.tuples(st.integers(0, 800_000), st.integers(0, 50), st.integers(0, 50)),
)


def test_the_usual_values() -> None:
    assert (USUAL.new_per_day, USUAL.reviews_per_day, USUAL.retention, USUAL.maximum_interval) == (10, 200, 0.9, 36_500)
    assert (USUAL.learning_steps, USUAL.relearning_steps, USUAL.leech_threshold) == ((600,), (600,), 8)
    assert (USUAL.bury_new, USUAL.bury_review, USUAL.bury_interday) == (True, True, False)
    assert (USUAL.answer_cap, USUAL.learn_ahead, USUAL.has_fuzz, USUAL.has_balance) == (60, 20, True, True)
    assert (plan_text(NO_PLAN), plan_from(None), plan_from("")) == (None, NO_PLAN, NO_PLAN)


@given(presets, presets, st.sampled_from([5, 10, 15, 20]))
def test_a_plan_is_the_same_after_it_was_written_down(usual: Preset, other: Preset, goal: int) -> None:
    plan = Plan(usual, {3: other}, goal, ((5, 9),), (ExamPlan(40, (3, 4), {3: 2, 4: 0}, 3),))
    assert plan_from(plan_text(plan)) == plan
    assert preset_from(differing(usual)) == usual


@pytest.mark.parametrize("name", RANGES)
def test_figures_outside_of_their_range_are_refused(name: str) -> None:
    least, most = RANGES[name]
    for value in (least - 0.01, most + 1, "10", None, True):
        with pytest.raises(ValueError, match=name):
            preset_from({name: value})
    assert getattr(preset_from({name: least}), name) == least


@pytest.mark.parametrize(
    "values",
    [
        {"learning_steps": [86_400]},
        {"relearning_steps": [0]},
        {"easy_days": [1.0] * 6},
        {"easy_days": [0.3] * 7},
        {"review_order": "name"},
        {"mix": ""},
        {"leech_action": "delete"},
    ],
)
def test_other_values_that_make_no_sense_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(values)).split("_")[-1]):
        preset_from(values)
    assert preset_from({"of another version": 1}) == USUAL


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("10 min", (600,)),
        ("1m 10m", (60, 600)),
        ("1 h, 90 s; 5", (3600, 90, 300)),
        ("0.5h", (1800,)),
        ("", ()),
    ],
)
def test_steps_as_people_write_them(text: str, steps: tuple[int, ...]) -> None:
    assert steps_from(text) == steps
    assert steps_from(steps_text(steps)) == steps


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 d", "a_day"),
        ("24 h", "a_day"),
        ("10 min 2 days", "a_day"),
        ("soon", "unclear"),
        ("10 minx", "unclear"),
        ("-5", "unclear"),
        ("0", "unclear"),
        ("1 " * 11, "many"),
    ],
)
def test_steps_that_are_refused_say_why(text: str, reason: str) -> None:
    with pytest.raises(StepsRefused) as refused:
        steps_from(text)
    assert refused.value.reason == reason


def test_today_only_adds_to_the_limits_of_that_day() -> None:
    more = replace(USUAL, today=(100, 10, 50))
    assert (more.limits(100), more.limits(101)) == (Limits(20, 250), Limits(10, 200))


def test_a_bank_follows_its_own_preset() -> None:
    plan = Plan(banks={3: replace(USUAL, retention=0.8, new_per_day=4, learning_steps=())})
    base = Options(parameters=tuple([1.0] * 21))
    assert plan.options(base, 2) is base
    assert plan.options(base, 3) == replace(base, retention=0.8, learning_steps=())
    assert (plan.limits(2, 7).new, plan.limits(3, 7).new) == (10, 4)
    assert [Plan(goal=goal).goal_cards for goal in (5, 10, 15, 20)] == [37, 75, 112, 150]


def test_before_an_exam_its_pace_holds_and_in_the_final_pass_nothing_is_begun() -> None:
    plan = Plan(exams=(ExamPlan(day=50, banks=(3,), pace={3: 7}, pass_days=4),))
    assert [plan.limits(3, day).new for day in (40, 45, 46, 49, 50)] == [7, 7, 0, 0, 10]
    assert plan.limits(2, 46).new == 10
