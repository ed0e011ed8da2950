"""Each activity of the log, and what takes rows back."""

from dataclasses import replace

import pytest

from tests.memory.histories import HOUR, MINUTE, MONDAY, answered, at, manual, played
from webapp.memory.fsrs import next_memory
from webapp.memory.log import LogRow, agrees, apply, late_outcome, phase_to_keep, replay, standing
from webapp.memory.schedule import CardState, Options

OPTIONS = Options()
DAY = 1440
GOOD_TWICE = played([(3, 0), (3, 3 * DAY)], OPTIONS)


def state_after(rows: list[LogRow]) -> CardState:
    state = replay(rows, OPTIONS)
    assert state is not None
    return state


def test_the_first_answer() -> None:
    [row] = played([(3, 0)], OPTIONS)
    assert state_after([row]) == CardState(
        stability=2.3065,
        difficulty=next_memory(None, 3, 0).difficulty,
        phase="review",
        step=0,
        due_day=MONDAY + 2,
        due_at=None,
        interval=2,
        first_day=MONDAY,
        last_day=MONDAY,
        last_at=at(MONDAY),
        reps=1,
        lapses=0,
        right_days=1,
        last_right_day=MONDAY,
        suspended=False,
        hidden_until=0,
    )


def test_an_answer_takes_the_outcome_from_its_row() -> None:
    first, second = played([(3, 0), (1, 3 * DAY)], OPTIONS)
    moved = replace(second, step=1, due_day=900, due_at=12)
    state = state_after([first, moved])
    assert (state.phase, state.step, state.interval, state.due_day, state.due_at) == ("relearning", 1, 0, 900, 12)
    assert state.stability == state_after([first, second]).stability


@pytest.mark.parametrize(
    ("ratings", "stored", "phase"),
    [
        ([], "relearning", "learning"),
        ([], "review", "review"),
        ([1], "relearning", "learning"),
        ([3], "learning", "relearning"),
        ([3, 1], "learning", "relearning"),
        ([3, 1], "review", "review"),
    ],
)
def test_a_failed_card_relearns_what_it_has_learned(ratings: list[int], stored: str, phase: str) -> None:
    rows = played([(rating, DAY) for rating in (*ratings, 1)], OPTIONS)
    assert state_after([*rows[:-1], replace(rows[-1], phase=stored)]).phase == phase


@pytest.mark.parametrize(
    ("ratings", "stored", "phase"),
    [
        ([3, 2], "learning", "review"),
        ([3, 4], "relearning", "review"),
        ([3, 1, 2], "review", "relearning"),
        ([3, 1, 3], "relearning", "relearning"),
        ([3, 1, 3], "review", "review"),
        ([2], "learning", "learning"),
    ],
)
def test_a_right_answer_after_learning(ratings: list[int], stored: str, phase: str) -> None:
    rows = played([(rating, DAY) for rating in ratings], OPTIONS)
    assert state_after([*rows[:-1], replace(rows[-1], phase=stored)]).phase == phase


def test_new_parameters_change_the_memory_and_not_the_due_day() -> None:
    parameters = (*OPTIONS.parameters[:2], 5.0, *OPTIONS.parameters[3:])
    state = replay(GOOD_TWICE, Options(parameters=parameters))
    before = state_after(GOOD_TWICE)
    assert state is not None
    assert (state.due_day, state.interval) == (before.due_day, before.interval)
    assert state.stability > before.stability


def test_a_lapse_counts_in_review_only() -> None:
    rows = played([(3, 0), (1, 3 * DAY), (1, 10), (3, 10), (1, 3 * DAY)], OPTIONS)
    assert [state_after(rows[:count]).lapses for count in range(1, 6)] == [0, 1, 1, 1, 2]
    assert [state_after(rows[:count]).phase for count in range(1, 6)] == [
        "review",
        "relearning",
        "relearning",
        "review",
        "relearning",
    ]


def test_a_lapse_counts_without_relearning_steps() -> None:
    options = Options(learning_steps=(), relearning_steps=())
    state = replay(played([(1, 0), (1, 2 * DAY), (1, 2 * DAY)], options), options)
    assert state is not None
    assert (state.lapses, state.phase) == (2, "review")


def test_days_with_a_right_answer() -> None:
    rows = played([(1, 0), (3, 10), (3, 10), (2, DAY), (1, DAY), (4, DAY)], OPTIONS)
    assert [state_after(rows[:count]).right_days for count in range(1, 7)] == [0, 1, 1, 2, 2, 3]
    assert state_after(rows[:5]).last_right_day == MONDAY + 1


def test_a_flight_west_counts_as_the_same_day() -> None:
    first, second = GOOD_TWICE
    earlier = replace(second, local_day=first.local_day - 1)
    state = state_after([first, earlier])
    assert (state.last_day, state.first_day) == (MONDAY - 1, MONDAY)
    assert (state.right_days, state.last_right_day) == (1, MONDAY)
    assert state.stability == 2.3065


@pytest.mark.parametrize("activity", ["learn", "review", "relearn", "early", "quiz", "import"])
def test_activities_that_count(activity: str) -> None:
    first, second = GOOD_TWICE
    assert state_after([first, replace(second, activity=activity)]) == state_after(GOOD_TWICE)


def test_rows_without_effect() -> None:
    first, second = GOOD_TWICE
    before = state_after([first])
    assert state_after([first, replace(second, activity="cram")]) == before
    assert state_after([first, replace(second, is_scheduling=False)]) == before
    assert state_after([first, replace(second, rating=0)]) == before
    assert replay([replace(first, activity="cram")], OPTIONS) is None


def test_set_aside_and_back() -> None:
    before = state_after(GOOD_TWICE)
    later = at(MONDAY + 4)
    dated = [*GOOD_TWICE, manual("suspend", later, 10, due_day=MONDAY + 30)]
    assert state_after(dated) == replace(before, hidden_until=MONDAY + 30)
    undated = [*GOOD_TWICE, manual("suspend", later, 10)]
    assert state_after(undated) == replace(before, suspended=True)
    for rows in (dated, undated):
        assert state_after([*rows, manual("resume", later + HOUR, 11)]) == before


def test_an_answer_leaves_a_card_set_aside() -> None:
    first, second = GOOD_TWICE
    state = state_after([first, manual("suspend", at(MONDAY + 1), 10), second])
    assert state == replace(state_after(GOOD_TWICE), suspended=True)


def test_a_new_card_can_be_set_aside() -> None:
    aside = manual("suspend", at(MONDAY), 0, due_day=MONDAY + 3)
    state = state_after([aside])
    assert (state.phase, state.reps, state.memory, state.show_day) == ("new", 0, None, MONDAY + 3)
    row = answered(state, 3, at(MONDAY + 3), 1, OPTIONS)
    assert state_after([aside, row]) == replace(state_after([row]), hidden_until=MONDAY + 3)
    assert replay([manual("resume", at(MONDAY), 0)], OPTIONS) is None


def test_reset_forgets_what_came_before() -> None:
    reset = manual("reset", at(MONDAY + 4), 10)
    assert replay([*GOOD_TWICE, reset], OPTIONS) is None
    again = answered(None, 3, at(MONDAY + 5), 11, OPTIONS)
    assert state_after([*GOOD_TWICE, reset, again]) == state_after([again])


@pytest.mark.parametrize("activity", ["set_due", "reschedule"])
def test_moving_the_due_day_leaves_the_memory(activity: str) -> None:
    before = state_after(GOOD_TWICE)
    moved = manual(activity, at(MONDAY + 4), 10, due_day=MONDAY + 40, interval=37)
    assert state_after([*GOOD_TWICE, moved]) == replace(before, due_day=MONDAY + 40, interval=37)
    assert replay([moved], OPTIONS) is None


def test_void_takes_a_row_back_and_void_of_void_brings_it_again() -> None:
    void = manual("void", at(MONDAY + 4), 10, voids=GOOD_TWICE[1].id)
    assert state_after([*GOOD_TWICE, void]) == state_after(GOOD_TWICE[:1])
    redo = manual("void", at(MONDAY + 5), 11, voids=void.id)
    assert state_after([*GOOD_TWICE, void, redo]) == state_after(GOOD_TWICE)
    undo_again = manual("void", at(MONDAY + 6), 12, voids=redo.id)
    assert state_after([*GOOD_TWICE, void, redo, undo_again]) == state_after(GOOD_TWICE[:1])
    assert apply(state_after(GOOD_TWICE), void, OPTIONS) == state_after(GOOD_TWICE)


@pytest.mark.parametrize("activity", ["suspend", "reset", "set_due", "reschedule"])
def test_every_action_can_be_taken_back(activity: str) -> None:
    action = manual(activity, at(MONDAY + 4), 10, due_day=MONDAY + 50)
    void = manual("void", at(MONDAY + 5), 11, voids=action.id)
    assert replay([*GOOD_TWICE, action, void], OPTIONS) == state_after(GOOD_TWICE)


def test_a_reschedule_goes_with_the_answer_that_it_corrects() -> None:
    first, second = GOOD_TWICE
    moved = manual("reschedule", at(MONDAY + 4), 10, due_day=MONDAY + 50)
    void = manual("void", at(MONDAY + 5), 11, voids=second.id)
    assert state_after([first, second, moved, void]) == state_after([first])
    before = manual("reschedule", at(MONDAY + 1), 12, due_day=MONDAY + 50)
    assert state_after([first, before, second, void]).due_day == MONDAY + 50


def test_a_reschedule_does_not_go_with_an_answer_that_was_taken_back_before_it() -> None:
    first, second = GOOD_TWICE
    void = manual("void", at(MONDAY + 4), 10, voids=second.id)
    moved = manual("reschedule", at(MONDAY + 5), 11, due_day=MONDAY + 50)
    assert state_after([first, second, void, moved]).due_day == MONDAY + 50
    both = [void, manual("void", at(MONDAY + 6), 12, voids=first.id)]
    assert replay([first, second, *both, moved], OPTIONS) is None
    redo = manual("void", at(MONDAY + 6), 13, voids=void.id)
    assert state_after([first, second, void, moved, redo]).due_day == MONDAY + 50


def test_a_reschedule_stays_with_one_of_two_answers_of_an_instant() -> None:
    first, second = GOOD_TWICE
    twin = replace(second, id="0002", rating=1)  # from another device, in the same millisecond
    moved = manual("reschedule", second.answered_at, 10, due_day=MONDAY + 50)
    voids = [manual("void", at(MONDAY + 5), 20 + number, voids=row.id) for number, row in enumerate((twin, second))]
    assert state_after([first, second, twin, moved, voids[0]]).due_day == MONDAY + 50
    assert state_after([first, second, twin, moved, voids[1]]).due_day == MONDAY + 50
    assert state_after([first, second, twin, moved, *voids]) == state_after([first])


def test_rows_of_one_instant() -> None:
    first, second = GOOD_TWICE
    aside = replace(manual("suspend", second.answered_at, 0), id="")  # sorts before the answer by id
    assert [row.id for row in standing([second, aside, first])] == [first.id, second.id, ""]
    twin = replace(first, id="9")
    assert standing([twin, first]) == [first, twin]


def test_nothing_is_known_without_rows() -> None:
    assert replay([], OPTIONS) is None
    assert late_outcome([], "UTC", 7, "", OPTIONS) is None


def test_a_late_outcome() -> None:
    # The second device's answer was given as if it were the first; the first device's comes late.
    first = answered(None, 3, at(MONDAY), 0, OPTIONS)
    second = answered(None, 3, at(MONDAY + 3), 1, OPTIONS)
    outcome = late_outcome([second, first], "UTC", 7, "", OPTIONS)
    in_order = answered(state_after([first]), 3, at(MONDAY + 3), 1, OPTIONS)
    assert outcome is not None
    assert (outcome.due_day, second.due_day) == (in_order.due_day, MONDAY + 5)
    assert not agrees(state_after([first, second]), outcome)
    assert agrees(state_after([first, in_order]), outcome)


def test_a_card_is_moved_into_another_phase_unless_each_list_had_one_step_when_the_row_was_written() -> None:
    moved = manual("reschedule", at(MONDAY + 4), 10, due_day=MONDAY + 4, phase=phase_to_keep("relearning", OPTIONS))
    moved = replace(moved, step=1, due_at=77)
    expected = replace(state_after(GOOD_TWICE), step=1, interval=0, due_day=MONDAY + 4, due_at=77)
    for steps in (OPTIONS, Options(learning_steps=(60, 600)), Options(relearning_steps=())):
        assert replay([*GOOD_TWICE, moved], steps) == expected
    for steps in (Options(learning_steps=(60, 600)), Options(relearning_steps=())):
        told = replace(moved, phase=phase_to_keep("relearning", steps))
        assert state_after([*GOOD_TWICE, told]) == replace(expected, phase="relearning")


@pytest.mark.parametrize("activity", ["reset", "set_due"])
def test_what_the_learner_did_since_stands(activity: str) -> None:
    action = manual(activity, at(MONDAY + 4), 10, due_day=MONDAY + 50)
    assert late_outcome([*GOOD_TWICE, action], "UTC", 7, "", OPTIONS) is None
    later = answered(None, 3, at(MONDAY + 5), 11, OPTIONS)
    assert late_outcome([*GOOD_TWICE, action, later], "UTC", 7, "", OPTIONS) is not None


def test_a_second_answer_from_another_tab_changes_little() -> None:
    rows = played([(3, 0), (3, 3 * DAY), (3, 1)], OPTIONS)
    before, after = state_after(rows[:2]), state_after(rows)
    assert (after.stability, after.right_days, after.lapses) == (before.stability, before.right_days, 0)
    assert after.last_at - before.last_at == MINUTE
