"""Undo takes back the last action that stands, exactly, as often as the learner likes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil, count_of
from webapp.study.keys import new_key
from webapp.study.log import CardNotFound
from webapp.study.models import Card, Review
from webapp.study.service import KeyUsedOtherwise, NothingToUndo

CALM = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    load(app, recall_bank(3))
    return question_ids(app)


def test_undo_appends_a_row_that_names_what_it_takes_back(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    answered = pupil.answer(ids["q1"], 1)
    clock.advance(ms=5)
    key = new_key(clock.now)
    assert pupil.undo(key=key) == (ids["q1"], "")
    void = pupil.log()[1]
    assert {name: void[name] for name in ("id", "activity", "voids", "rating", "session_id", "answered_at")} == {
        "id": key,
        "activity": "void",
        "voids": answered,
        "rating": 0,
        "session_id": pupil.session_id,
        "answered_at": START + 5,
    }
    assert (void["answer"], void["score"], void["duration_ms"]) == (None, None, 0)


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_a_first_answer_taken_back_leaves_no_card(app: Flask, pupil: Pupil, ids: dict[str, int], rating: int) -> None:
    pupil.answer(ids["q1"], rating)
    pupil.undo()
    assert (pupil.state(ids["q1"]), count_of(app, Card), count_of(app, Review)) == (None, 0, 2)


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_a_later_answer_taken_back_restores_the_state_exactly(
    pupil: Pupil, ids: dict[str, int], clock: Clock, rating: int
) -> None:
    pupil.answer(ids["q1"], 3)
    clock.advance(days=3)
    before = pupil.states()
    pupil.begin()
    pupil.answer(ids["q1"], rating)
    assert pupil.states() != before
    clock.advance(ms=1)
    pupil.undo()
    assert (pupil.states(), pupil.differences()) == (before, [])


def test_what_was_taken_back_may_be_answered_again(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"], 1)
    clock.advance(ms=1)
    pupil.undo()
    clock.advance(ms=1)
    pupil.answer(ids["q1"], 3)
    state = pupil.state(ids["q1"])
    assert state is not None
    assert (state.reps, state.lapses, state.phase, pupil.activities()) == (1, 0, "review", ["learn", "void", "learn"])


def test_undo_goes_back_answer_by_answer_to_the_beginning(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    q1, q2, q3 = ids.values()
    for question_id in (q1, q2, q3):
        pupil.answer(question_id, 3)
        clock.advance(ms=1)
    assert [pupil.undo()[0] for _ in range(3)] == [q3, q2, q1]
    with pytest.raises(NothingToUndo):
        pupil.undo()
    assert (pupil.states(), pupil.activities()) == ({}, ["learn"] * 3 + ["void"] * 3)


def test_more_than_thirty_actions_can_be_taken_back(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    for n in range(32):
        pupil.answer(list(ids.values())[n % 3], 1 + n % 4)
        clock.advance(ms=1)
    for _ in range(32):
        pupil.undo()
        clock.advance(ms=1)
    assert (pupil.states(), pupil.differences()) == ({}, [])


def test_the_same_key_twice_takes_back_one(pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"], 3)
    pupil.answer(ids["q2"], 3)
    key = new_key(START)
    assert [pupil.undo(key=key), pupil.undo(key=key)] == [(ids["q2"], "")] * 2
    assert (pupil.activities(), list(pupil.states())) == (["learn", "learn", "void"], [(ids["q1"], "")])


def test_two_keys_take_back_two(pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"], 3)
    pupil.answer(ids["q2"], 3)
    assert [pupil.undo(), pupil.undo()] == [(ids["q2"], ""), (ids["q1"], "")]
    assert pupil.states() == {}


def test_a_key_of_another_session_is_refused(pupil: Pupil, ids: dict[str, int]) -> None:
    earlier = pupil.answer(ids["q1"], 3)
    pupil.begin()
    pupil.answer(ids["q2"], 3)
    before = pupil.states()
    with pytest.raises(KeyUsedOtherwise):
        pupil.undo(key=earlier)
    assert (pupil.states(), len(pupil.log())) == (before, 2)


def test_undo_stays_within_its_session(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"], 3)
    first = pupil.session_id
    clock.advance(minutes=1)
    pupil.begin()
    pupil.answer(ids["q2"], 3)
    pupil.undo()
    with pytest.raises(NothingToUndo):
        pupil.undo()
    assert pupil.undo(session_id=first) == (ids["q1"], "")


def test_an_older_sessions_answer_can_be_taken_back_from_under_a_later_one(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    """The later answer gets what it would have been given without the earlier one, so that the log stays a true
    story."""
    pupil.answer(ids["q1"], 4)
    first = pupil.session_id
    clock.advance(days=8)
    pupil.begin()
    pupil.answer(ids["q1"], 3)
    clock.advance(minutes=1)
    pupil.undo(session_id=first)
    state = pupil.state(ids["q1"])
    alone = Pupil(pupil.app, clock)
    clock.now = START
    clock.advance(days=8)
    alone.answer(ids["q1"], 3)
    expected = alone.state(ids["q1"])
    assert state is not None and expected is not None
    assert (state, pupil.differences()) == (expected, [])


def test_s01_another_learners_session_cannot_be_undone(pupil: Pupil, other: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"], 3)
    before = (pupil.states(), pupil.log())
    for session_id in (pupil.session_id, new_key(START)):
        with pytest.raises(CardNotFound):
            other.undo(session_id=session_id)
    assert (pupil.states(), pupil.log(), other.log()) == (*before, [])


actions = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["answer", "aside"]), st.integers(1, 4), st.integers(0, 3000)),
    min_size=1,
    max_size=8,
)


@pytest.mark.prop
@CALM
@given(actions, st.integers(1, 8))
def test_undo_restores_every_earlier_state_exactly(
    app: Flask, clock: Clock, steps: list[tuple[int, str, int, int]], back: int
) -> None:
    if not question_ids(app):
        load(app, recall_bank(3))
    known = list(question_ids(app).values())
    clock.now = START
    pupil = Pupil(app, clock)
    seen: list[dict[Any, Any]] = [pupil.states()]
    for card, what, rating, minutes in steps:
        clock.advance(minutes=minutes, ms=1)
        if what == "answer":
            pupil.answer(known[card], rating)
        else:
            pupil.set_aside(known[card], days=rating)
        seen.append(pupil.states())
    for _ in range(min(back, len(steps))):
        clock.advance(ms=1)
        pupil.undo()
        seen.pop()
        assert pupil.states() == seen[-1]
    assert pupil.differences() == []
