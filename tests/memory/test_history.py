"""A card's answers one by one, against the replay of the whole; the quick way through a log against the long one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory.histories import MONDAY, OPTIONS, played
from tests.memory.test_log_properties import LOGS, ONE_STEP, log_of
from webapp.memory.fsrs import Memory, retrievability
from webapp.memory.history import curve, steps_of
from webapp.memory.log import LogRow, asked, memories, replay, standing
from webapp.memory.schedule import REVIEW, Options

DAY = 1440  # minutes
PLAIN = Options()


def log(*answers: tuple[int, int]) -> list[LogRow]:
    return played(answers, PLAIN)


def test_each_answer_has_the_chance_that_was_before_it() -> None:
    steps = steps_of(log((3, 0), (3, 12), (3, 3 * DAY), (1, 20 * DAY)), PLAIN)
    assert [step.chance is None for step in steps] == [True, True, False, False]
    held = steps[1].state
    assert held is not None
    assert steps[2].chance == retrievability(3, held.stability, PLAIN.parameters)
    assert [step.was_review for step in steps] == [False, True, True, True]


def test_the_curve_begins_at_certainty_and_passes_ninety_per_cent_at_the_stability() -> None:
    points = curve(Memory(10.0, 5.0), MONDAY, MONDAY + 10, PLAIN, points=4)
    assert [point.day - MONDAY for point in points] == [0, 2.5, 5, 7.5, 10]
    assert points[0].chance == 1.0
    assert points[-1].chance == pytest.approx(0.9)
    assert curve(Memory(10.0, 5.0), MONDAY, MONDAY, PLAIN) == [(MONDAY, 1.0)]


@pytest.mark.prop
@given(LOGS, OPTIONS)
def test_the_last_step_leaves_what_the_replay_says(
    drawn: tuple[list[tuple[int, int]], list[tuple[int, str, int]]], options: Options
) -> None:
    rows = log_of(drawn, options)
    assert steps_of(rows, options)[-1].state == replay(rows, options)


@pytest.mark.prop
@given(LOGS, ONE_STEP, st.booleans())
def test_the_quick_way_has_the_memories_of_the_replay(
    drawn: tuple[list[tuple[int, int]], list[tuple[int, str, int]]], options: Options, is_voided: bool
) -> None:
    rows = log_of(drawn, options)
    if is_voided:
        rows = [*rows, void_of(rows[-1])]
    state = replay(rows, options)
    found = list(memories(asked(rows), options.parameters))
    since_reset = [row.activity for row in standing(rows)]
    while "reset" in since_reset:
        del since_reset[: since_reset.index("reset") + 1]
    if "seed" in since_reset:  # what led to it is not known
        assert found == []
        return
    expected = state.memory if state is not None else None
    assert (found[-1][2] if found else None) == expected
    after_reset = [step for step in steps_of(rows, options) if step.row.rating and step.row.is_scheduling]
    shown = after_reset[len(after_reset) - len(found) :]
    assert [(answer.row.id, answer.was_review) for answer, _before, _after in found] == [
        (step.row.id, step.was_review) for step in shown
    ]
    assert [answer.elapsed >= 1 for answer, _before, _after in found] == [step.chance is not None for step in shown]
    assert all(step.state is not None for step in shown)


def void_of(row: LogRow) -> LogRow:
    return LogRow("void", "void", 0, row.answered_at + 1, row.local_day, True, "", 0, 0, 0, None, row.id)


def test_phases_are_those_of_the_answers() -> None:
    rows: Sequence[LogRow] = log((3, 0), (1, 12), (3, 3 * DAY), (1, 5 * DAY), (3, 11))
    states = [step.state for step in steps_of(rows, PLAIN)]
    was = [state is not None and state.phase == REVIEW for state in [None, *states[:-1]]]
    assert [answer.was_review for answer in asked(rows)] == was
