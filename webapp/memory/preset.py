"""How somebody wants to study: a preset of options with their ranges, and the plan that says which bank follows which.

A plan is text (JSON) in the learner's row, so that it comes with the learner and costs no read of its own. It holds
only what differs from the usual.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from webapp.memory.balance import WEEK
from webapp.memory.queue import Limits
from webapp.memory.schedule import Options

BY_RECALL, BY_DUE, AT_RANDOM = "recall", "due", "random"
MIXED, BEFORE, AFTER = "mixed", "before", "after"
TAG, SUSPEND = "tag", "suspend"
GOALS = (5, 10, 15, 20)  # minutes
SECONDS_A_CARD = 8
_DAY = 86_400
_STEP = re.compile(r"(\d+(?:[.]\d+)?)\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)?(?=[\s,;]|$)", re.I)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": _DAY}
MOST_STEPS = 10


class StepsRefused(ValueError):
    """Steps cannot be like that. `reason` is unclear, a_day or many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Preset:
    """Options of studying. Limits are cards a local day, steps seconds, `easy_days` shares for Monday to Sunday."""

    new_per_day: int = 10
    reviews_per_day: int = 200
    new_ignores_reviews: bool = False
    learning_steps: tuple[int, ...] = (600,)
    relearning_steps: tuple[int, ...] = (600,)
    retention: float = 0.9
    maximum_interval: int = 36_500
    leech_threshold: int = 8
    leech_action: str = TAG
    bury_new: bool = True
    bury_review: bool = True
    bury_interday: bool = False
    review_order: str = BY_RECALL
    mix: str = MIXED
    answer_cap: int = 60  # seconds
    easy_days: tuple[float, ...] = WEEK
    has_fuzz: bool = True
    has_balance: bool = True
    learn_ahead: int = 20  # minutes
    # What today alone adds to the limits: day, new cards, reviews.
    today: tuple[int, int, int] = (0, 0, 0)

    def limits(self, day: int) -> Limits:
        more_new, more_reviews = self.today[1:] if self.today[0] == day else (0, 0)
        return Limits(self.new_per_day + more_new, self.reviews_per_day + more_reviews, self.new_ignores_reviews)


USUAL = Preset()
RANGES: dict[str, tuple[float, float]] = {
    "new_per_day": (0, 9999),
    "reviews_per_day": (0, 9999),
    "retention": (0.70, 0.99),
    "maximum_interval": (1, 36_500),
    "leech_threshold": (1, 9999),
    "answer_cap": (1, 9999),
    "learn_ahead": (0, 720),
}
CHOICES: dict[str, tuple[Any, ...]] = {
    "review_order": (BY_RECALL, BY_DUE, AT_RANDOM),
    "mix": (MIXED, BEFORE, AFTER),
    "leech_action": (TAG, SUSPEND),
}
EASY_SHARES = (1.0, 0.5, 0.0)


def preset_from(values: Mapping[str, Any], usual: Preset = USUAL) -> Preset:
    """A preset from JSON, over the usual one; unknown names are left out. ValueError outside of the ranges."""
    known = {each.name for each in fields(Preset)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items() if name in known
    }
    found = replace(usual, **given)
    for name, (least, most) in RANGES.items():
        value = getattr(found, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"{name} is {value!r}; it lies between {least:g} and {most:g}")
    for name, choices in CHOICES.items():
        if getattr(found, name) not in choices:
            raise ValueError(f"{name} is {getattr(found, name)!r}")
    for steps in (found.learning_steps, found.relearning_steps):
        if len(steps) > MOST_STEPS or not all(isinstance(each, int) and 0 < each < _DAY for each in steps):
            raise ValueError(f"steps are {steps!r}")
    if len(found.easy_days) != 7 or any(share not in EASY_SHARES for share in found.easy_days):
        raise ValueError(f"easy_days is {found.easy_days!r}")
    return found


def differing(preset: Preset, usual: Preset = USUAL) -> dict[str, Any]:
    """What is otherwise than usual, ready for JSON."""
    values = ((each.name, getattr(preset, each.name)) for each in fields(Preset))
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values
        if value != getattr(usual, name)
    }


def steps_from(text: str) -> tuple[int, ...]:
    """Steps as typed, in seconds: "10 min", "1m 10m", "1 h"; a bare number is minutes; nothing typed is no steps.

    StepsRefused for what is no list of steps, and for steps of a day or more: from the next day on the schedule
    forecasts recall, which a fixed step would only get in the way of.
    """
    if _STEP.sub("", text).strip(" ,;\t"):
        raise StepsRefused("unclear")
    found = tuple(round(float(count) * _UNITS[(unit or "m")[0].lower()]) for count, unit in _STEP.findall(text))
    if any(each >= _DAY for each in found):
        raise StepsRefused("a_day")
    if any(each < 1 for each in found):
        raise StepsRefused("unclear")
    if len(found) > MOST_STEPS:
        raise StepsRefused("many")
    return found


def steps_text(steps: Sequence[int]) -> str:
    """Steps as somebody would type them."""
    return ", ".join(_step_text(each) for each in steps)


def _step_text(seconds: int) -> str:
    if seconds % 3600 == 0:
        return f"{seconds // 3600} h"
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


@dataclass(frozen=True, slots=True)
class ExamPlan:
    """An exam on a local day: which banks, how many new cards of each a day, and the days of the final pass before."""

    day: int
    banks: tuple[int, ...]
    pace: Mapping[int, int]
    pass_days: int

    @property
    def pass_begins(self) -> int:
        return self.day - self.pass_days


@dataclass(frozen=True, slots=True)
class Plan:
    """A learner's options: the usual preset, other ones for some banks, days off, exams, the day's goal in minutes."""

    usual: Preset = USUAL
    banks: Mapping[int, Preset] = field(default_factory=dict)
    goal: int = 10
    breaks: tuple[tuple[int, int], ...] = ()
    exams: tuple[ExamPlan, ...] = ()

    @property
    def goal_cards(self) -> int:
        return self.goal * 60 // SECONDS_A_CARD

    def preset(self, bank_id: int | None) -> Preset:
        return self.banks.get(bank_id, self.usual) if bank_id else self.usual

    def limits(self, bank_id: int, day: int) -> Limits:
        """The bank's limits on that day; before an exam its pace of new cards, none once the final pass has begun."""
        found = self.preset(bank_id).limits(day)
        exam = self.exam(bank_id, day)
        if exam is None:
            return found
        pace = exam.pace.get(bank_id, 0) if day < exam.pass_begins else 0
        return Limits(pace, found.reviews, found.new_ignores_reviews)

    def exam(self, bank_id: int | None, day: int) -> ExamPlan | None:
        """The next exam that asks for the bank, on that day or later."""
        coming = (exam for exam in self.exams if exam.day > day and bank_id in exam.banks)
        return min(coming, key=lambda exam: exam.day, default=None)

    def options(self, base: Options, bank_id: int | None) -> Options:
        """What the scheduler is told for a card of the bank; the parameters stay those of `base`."""
        preset = self.preset(bank_id)
        return base if preset is USUAL else scheduled(base, preset)


NO_PLAN = Plan()


@lru_cache(maxsize=1024)
def scheduled(base: Options, preset: Preset) -> Options:
    """The scheduler's options with the preset in them."""
    return replace(
        base,
        retention=preset.retention,
        learning_steps=preset.learning_steps,
        relearning_steps=preset.relearning_steps,
        maximum_interval=preset.maximum_interval,
        leech_threshold=preset.leech_threshold,
        easy_days=preset.easy_days,
        has_fuzz=preset.has_fuzz,
        has_balance=preset.has_balance,
    )


@lru_cache(maxsize=4096)
def plan_from(text: str | None) -> Plan:
    """The plan in a learner's row; without one, the usual."""
    if not text:
        return NO_PLAN
    values = json.loads(text)
    usual = preset_from(values.get("usual", {}))
    return Plan(
        usual if usual != USUAL else USUAL,
        {int(bank): preset_from(given) for bank, given in values.get("banks", {}).items()},
        values.get("goal", 10),
        tuple((first, last) for first, last in values.get("breaks", [])),
        tuple(
            ExamPlan(day, tuple(banks), {int(bank): count for bank, count in pace.items()}, pass_days)
            for day, banks, pace, pass_days in values.get("exams", [])
        ),
    )


def plan_text(plan: Plan) -> str | None:
    """The plan as it stands in a row; None where it is the usual one."""
    values: dict[str, Any] = {
        "usual": differing(plan.usual),
        "banks": {str(bank): differing(preset) for bank, preset in sorted(plan.banks.items())},
        "goal": plan.goal,
        "breaks": [list(each) for each in plan.breaks],
        "exams": [
            [exam.day, list(exam.banks), {str(bank): count for bank, count in exam.pace.items()}, exam.pass_days]
            for exam in plan.exams
        ],
    }
    told = {name: value for name, value in values.items() if value and (name, value) != ("goal", 10)}
    return json.dumps(told, separators=(",", ":"), sort_keys=True) if told else None
