"""The log is the truth: replay, undo, duplicates, and rows that arrive in any order."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory.histories import ANSWERS, DAY, FACET, OPTIONS, QUESTION, ZONES, folded, manual, played, row_of
from webapp.memory.log import LogRow, agrees, late_outcome, phase_to_keep, replay
from webapp.memory.schedule import CardState, Options, fuzz_draw, outcomes

pytestmark = pytest.mark.prop

ONE_STEP = st.builds(Options, retention=st.floats(0.7, 0.99), maximum_interval=st.sampled_from([20, 36500]))
ACTIONS = st.sampled_from(["suspend", "resume", "reset", "set_due", "reschedule", "flag", "cram", "seed"])
LOGS = st.tuples(ANSWERS, st.lists(st.tuples(st.integers(0, 8), ACTIONS, st.integers(0, 90)), max_size=4))


def log_of(drawn: tuple[list[tuple[int, int]], list[tuple[int, str, int]]], options: Options) -> list[LogRow]:
    """Answers with actions between them, in order."""
    rows = played(drawn[0], options)
    first = rows[0].local_day
    for number, (place, activity, days) in enumerate(drawn[1]):
        about = rows[min(place, len(drawn[0]) - 1)]
        due_day = first + days if days else 0
        row = manual(activity, about.answered_at + 1 + number, 100 + number, due_day=due_day)
        if activity == "seed":
            row = replace(row, interval=days + 1, step=1000 + 20 * days, phase="review")
        rows.append(replace(row, step=days % 5) if activity == "flag" else row)
    return sorted(rows, key=lambda row: row.answered_at)


@given(LOGS, OPTIONS, st.randoms(use_true_random=False), st.data())
def test_order_and_duplicates_do_not_matter(drawn, options, random, data) -> None:  # type: ignore[no-untyped-def]
    rows = log_of(drawn, options)
    expected = folded(rows, options)
    assert replay(rows, options) == expected
    again = [*rows, *data.draw(st.lists(st.sampled_from(rows), max_size=5))]
    random.shuffle(again)
    assert replay(again, options) == expected


@given(LOGS, LOGS, OPTIONS)
def test_undo_restores_the_state_exactly(
    drawn: tuple[list[tuple[int, int]], list[tuple[int, str, int]]],
    more: tuple[list[tuple[int, int]], list[tuple[int, str, int]]],
    options: Options,
) -> None:
    rows = log_of(drawn, options)
    end = rows[-1].answered_at + DAY
    start = rows[0].answered_at
    undone = [
        replace(row, id=f"more-{row.id}", answered_at=end + row.answered_at - start) for row in log_of(more, options)
    ]
    voids = [
        manual("void", undone[-1].answered_at + 1 + number, 500 + number, voids=row.id)
        for number, row in enumerate(reversed(undone))
    ]
    assert replay([*rows, *undone, *voids], options) == replay(rows, options)
    for count in range(len(voids)):
        assert replay([*rows, *undone, *voids[:count]], options) == replay(
            [*rows, *undone[: len(undone) - count]], options
        )


@given(LOGS, OPTIONS)
def test_counters_follow_from_the_log(
    drawn: tuple[list[tuple[int, int]], list[tuple[int, str, int]]], options: Options
) -> None:
    rows = log_of(drawn, options)
    state = replay(rows, options)
    since = [place for place, row in enumerate(rows) if row.activity == "reset"]
    answers = [row for row in rows[since[-1] if since else 0 :] if row.rating or row.activity == "seed"]
    if state is None:
        assert answers == []
        return
    assert state.reps == len(answers)
    assert state.right_days == len({row.local_day for row in answers if row.rating != 1})
    assert state.lapses <= sum(row.rating == 1 for row in answers)
    assert 0.001 <= state.stability <= 36500 or state.reps == 0


def received(arrivals: Sequence[tuple[int, int]], options: Options, zone: str) -> CardState | None:
    """The state of a card when answers (instant, rating) arrive in this order, as the service takes them in: each is
    graded against what was answered before it, and where later answers stand, the last is given its outcome anew."""
    log: list[LogRow] = []
    for number, (at, rating) in enumerate(arrivals):
        before = replay([row for row in log if row.answered_at < at], options)
        draw = fuzz_draw(QUESTION, FACET, before)
        log.append(row_of(outcomes(before, at, zone, draw, options)[rating], at, number, zone))
        outcome = late_outcome(log, zone, QUESTION, FACET, options)
        state = replay(log, options)
        assert outcome is not None
        assert state is not None
        if any(row.answered_at > at for row in log) and not agrees(state, outcome):
            given_anew = row_of(outcome, max(row.answered_at for row in log) + 1, 500 + number, zone, "reschedule")
            log.append(replace(given_anew, rating=0, phase=phase_to_keep(outcome.phase, options)))
    return replay(log, options)


def arriving(answers: list[tuple[int, int]], zone: str) -> list[tuple[int, int]]:
    rows = played(answers, Options(), zone)
    return [(row.answered_at, row.rating) for row in rows]


@given(ANSWERS, ONE_STEP, ZONES, st.data())
def test_the_order_of_arrival_does_not_matter(
    answers: list[tuple[int, int]], options: Options, zone: str, data: st.DataObject
) -> None:
    in_order = arriving(answers, zone)
    mixed = data.draw(st.permutations(in_order))
    assert received(mixed, options, zone) == received(in_order, options, zone)


@given(ANSWERS, OPTIONS, ZONES, st.data())
def test_with_any_steps_only_lapses_may_tell_the_order_of_arrival(
    answers: list[tuple[int, int]], options: Options, zone: str, data: st.DataObject
) -> None:
    in_order = arriving(answers, zone)
    mixed = received(data.draw(st.permutations(in_order)), options, zone)
    expected = received(in_order, options, zone)
    assert mixed is not None
    assert expected is not None
    assert replace(mixed, lapses=0) == replace(expected, lapses=0)


@given(ANSWERS, ONE_STEP)
def test_in_order_a_late_outcome_is_what_was_given(answers: list[tuple[int, int]], options: Options) -> None:
    rows = played(answers, options)
    state, outcome = replay(rows, options), late_outcome(rows, "UTC", QUESTION, FACET, options)
    assert state is not None
    assert outcome is not None
    assert agrees(state, outcome)
