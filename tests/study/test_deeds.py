"""What is done to cards beside answering, and taking it back: the state is always what the log says."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.banks.files import bank_id, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.database_guard import Guard
from tests.study.optioned import do, take_back, with_options
from tests.study.pupil import OPTIONS, Pupil, reviewed
from webapp.database import db, transaction
from webapp.memory.fsrs import DEFAULT_PARAMETERS
from webapp.memory.log import replay
from webapp.memory.schedule import CardState
from webapp.progress import fitting
from webapp.study import queries
from webapp.study.deeds import NothingDone, recent_deeds, undo_deed
from webapp.study.models import ParameterSet
from webapp.study.parameters import fitted, written
from webapp.study.service import NothingToUndo
from webapp.study.waiting import spread_backlog

CALM = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    load(app, recall_bank(3))
    return question_ids(app)


def cards(ids: dict[str, int]) -> list[tuple[int, str]]:
    return [(question_id, "") for question_id in ids.values()]


def known(pupil: Pupil, question_id: int) -> CardState:
    state = pupil.state(question_id)
    assert state is not None
    return state


def lately(pupil: Pupil) -> list[Any]:
    with pupil.app.app_context():
        found = recent_deeds(db.session.connection(), pupil.id, pupil.today)
        db.session.rollback()
    return found


def spread(pupil: Pupil, days: int) -> int:
    with pupil.app.app_context(), transaction() as session:
        return spread_backlog(session, pupil.learner, days, today=pupil.today, now=pupil.clock.now, options=OPTIONS)


def test_set_aside_until_a_day_and_taken_up_again(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"])
    before = known(pupil, ids["q1"])
    clock.advance(ms=1)
    assert do(pupil, "suspend", cards(ids), days=7) == 1  # the others have no card
    assert known(pupil, ids["q1"]).show_day == pupil.today + 7
    clock.advance(ms=1)
    assert do(pupil, "suspend", cards(ids)[:1], days=0) == 1
    assert known(pupil, ids["q1"]).show_day is None
    clock.advance(ms=1)
    assert do(pupil, "resume", cards(ids)[:1]) == 1
    assert known(pupil, ids["q1"]) == before


def test_begun_anew_a_card_is_new_and_is_introduced_again(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    for question_id in ids.values():
        pupil.answer(question_id)
    pupil.begin()
    clock.advance(days=1)
    pupil.answer(ids["q3"])
    clock.advance(ms=1)
    assert do(pupil, "reset", [(ids["q1"], "")]) == 1
    assert pupil.state(ids["q1"]) is None
    clock.advance(days=1)
    assert (ids["q1"], "") in pupil.queue(bank_id=bank_id(pupil.app)).cards
    assert pupil.differences() == []


def test_a_due_day_set_by_hand_leaves_the_memory(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"])
    before = known(pupil, ids["q1"])
    clock.advance(ms=1)
    assert do(pupil, "set_due", [(ids["q1"], "")], days=30) == 1
    after = known(pupil, ids["q1"])
    assert (after.due_day, after.interval, after.phase) == (pupil.today + 30, 30, "review")
    assert (after.stability, after.difficulty, after.reps) == (before.stability, before.difficulty, before.reps)


@pytest.mark.parametrize(
    ("deed", "how"),
    [
        ("suspend", {"days": 7}),
        ("suspend", {"days": 0}),
        ("reset", {}),
        ("set_due", {"days": 40}),
        ("flag_cards", {"flag": 3}),
    ],
)
def test_each_deed_can_be_taken_back_and_a_second_time_changes_nothing(
    pupil: Pupil, ids: dict[str, int], clock: Clock, deed: str, how: dict[str, int]
) -> None:
    for question_id in ids.values():
        pupil.answer(question_id)
    before = pupil.states()
    clock.advance(ms=1)
    assert do(pupil, deed, cards(ids), **how) == 3
    assert pupil.states() != before
    name = lately(pupil)[0].name
    clock.advance(ms=1)
    assert take_back(pupil, name) == 3
    assert pupil.states() == before
    with pytest.raises(NothingDone):
        take_back(pupil, name)
    assert pupil.differences() == []


def test_a_flag_stays_through_answers_and_goes_when_it_is_taken_off_or_the_card_begins_anew(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    flags = []
    for deed, how in (
        ("flag_cards", {"flag": 2}),
        ("suspend", {"days": 3}),
        ("flag_cards", {"flag": 0}),
        ("flag_cards", {"flag": 4}),
    ):
        pupil.answer(ids["q1"], 1)
        clock.advance(ms=1)
        assert do(pupil, deed, cards(ids)[:1], **how) == 1
        flags.append(known(pupil, ids["q1"]).flag)
        clock.advance(ms=1)
    assert flags == [2, 2, 0, 4]
    assert do(pupil, "flag_cards", cards(ids)[:1], flag=4) == 0  # it has it already
    assert do(pupil, "reset", cards(ids)[:1]) == 1
    clock.advance(ms=1)
    pupil.answer(ids["q1"])
    assert known(pupil, ids["q1"]).flag == 0
    assert pupil.differences() == []


def test_what_is_done_and_undone_goes_by_the_parameters_in_use(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    with pupil.app.app_context(), transaction() as session:
        weights = written((0.5, *DEFAULT_PARAMETERS[1:]))
        session.add(ParameterSet(user_id=pupil.id, weights=weights, made_at=1, items=1, chosen_at=1))
    with pupil.app.app_context():
        options = fitted(db.session.connection(), pupil.id, OPTIONS)
    pupil.answer(ids["q1"], 1)
    before = pupil.states()
    clock.advance(ms=1)
    do(pupil, "suspend", cards(ids)[:1], days=7)
    clock.advance(ms=1)
    take_back(pupil, lately(pupil)[0].name)
    after = known(pupil, ids["q1"])
    with pupil.app.app_context():
        log = queries.log_of_card(db.session.connection(), pupil.id, ids["q1"], "")
        db.session.rollback()
    assert (after.stability, after) == (0.5, replay(log, options))
    assert pupil.states() == before


def test_of_many_cards_a_part_can_be_taken_back_and_the_rest_later(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    for question_id in ids.values():
        pupil.answer(question_id)
    before = pupil.states()
    clock.advance(ms=1)
    do(pupil, "suspend", cards(ids), days=7)
    deed = lately(pupil)[0]
    counts = []
    for most in (2, 2):
        clock.advance(ms=1)
        with pupil.app.app_context(), transaction() as session:
            counts.append(undo_deed(session, pupil.learner, deed.name, now=clock.now, options=OPTIONS, most=most))
    assert counts == [2, 1]
    assert pupil.states() == before
    assert pupil.differences() == []


def test_many_cards_cost_no_more_statements(pupil: Pupil, guard: Guard, clock: Clock) -> None:
    load(pupil.app, recall_bank(40))
    numbers = list(question_ids(pupil.app).values())
    for question_id in numbers:
        pupil.keep(question_id, reviewed(pupil.today, due_day=pupil.today, last_day=pupil.today - 9))
    counts = []
    for some in (numbers[:2], numbers[2:]):
        clock.advance(ms=1)
        guard.statements.clear()
        do(pupil, "suspend", [(number, "") for number in some], days=7)
        counts.append(len(guard.statements))
    is_postgresql = counts[0] == 5  # the learner's row is locked there
    assert counts == [4 + is_postgresql] * 2


def test_a_spread_can_be_taken_back(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    for question_id in ids.values():
        pupil.answer(question_id)
    clock.advance(days=20)
    before = pupil.states()
    assert spread(pupil, 3) == 3
    due = sorted(state["due_day"] for state in pupil.states().values())
    assert due == [pupil.today, pupil.today + 1, pupil.today + 2]
    deed = lately(pupil)[0]
    assert (deed.activity, deed.cards) == ("reschedule", 3)
    clock.advance(ms=1)
    take_back(pupil, deed.name)
    assert pupil.states() == before


def test_the_last_thirty_things_are_listed_with_answers_of_earlier_sessions(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    for nth in range(40):
        clock.advance(days=1)
        pupil.begin()
        pupil.answer(ids["q1"], 1 + nth % 3)
    clock.advance(ms=1)
    do(pupil, "suspend", [(ids["q1"], "")], days=3)
    found = lately(pupil)
    assert (len(found), found[0].activity) == (30, "suspend")
    assert [deed.at for deed in found] == sorted((deed.at for deed in found), reverse=True)
    before = pupil.states()
    take_back(pupil, found[5].name)
    assert pupil.states() != before
    assert pupil.differences() == []
    assert found[5].name not in [deed.name for deed in lately(pupil)]


def test_nobody_elses_deed_can_be_taken_back(pupil: Pupil, other: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"])
    clock.advance(ms=1)
    do(pupil, "suspend", [(ids["q1"], "")], days=7)
    before = pupil.states()
    for deed in lately(pupil):
        with pytest.raises(NothingDone):
            take_back(other, deed.name)
    for name in ("", "suspend.", "suspend.x", "void.1", "nothing"):
        with pytest.raises(NothingDone):
            take_back(pupil, name)
    assert pupil.states() == before


CHANGES = ["undo", "suspend", "resume", "reset", "set_due", "flag", "spread", "back", "fit", "withdraw"]
DONE = ["answer", "answer", "answer", *CHANGES]
deed_steps = st.lists(
    st.tuples(
        st.sampled_from(DONE),
        st.integers(0, 2),
        st.integers(1, 4),
        st.integers(0, 6),
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.prop
@CALM
@given(deed_steps, st.sampled_from([(600,), (60, 600), ()]))
def test_any_sequence_replays_to_the_same_states(
    app: Flask, clock: Clock, drawn: list[tuple[str, int, int, int]], steps: tuple[int, ...]
) -> None:
    if not question_ids(app):
        load(app, recall_bank(3))
    ids = list(question_ids(app).values())
    clock.now = START
    pupil = with_options(app, clock, learning_steps=steps, relearning_steps=steps[:1])
    for what, place, rating, days in drawn:
        clock.advance(days=days, ms=1)
        card = [(ids[place], "")]
        if what == "answer":
            pupil.answer(ids[place], rating)
        elif what == "undo" and pupil.log():
            _undo(pupil)
        elif what == "suspend":
            do(pupil, "suspend", card, days=days)
        elif what == "set_due":
            do(pupil, "set_due", card, days=days)
        elif what in ("resume", "reset"):
            do(pupil, what, card)
        elif what == "flag":
            do(pupil, "flag_cards", card, flag=days % 5)
        elif what == "spread":
            spread(pupil, 3)
        elif what in ("fit", "withdraw"):
            _choose(pupil, rating if what == "fit" else 0)
        elif what == "back" and lately(pupil):
            take_back(pupil, lately(pupil)[-1].name)
        assert pupil.differences() == []


def _choose(pupil: Pupil, difference: int) -> None:
    """Adopt other parameters, as a fit that was found better does; 0: go back to everybody's."""
    now, weights = pupil.clock.now, (0.1 + difference / 2, *DEFAULT_PARAMETERS[1:])
    with pupil.app.app_context():
        with transaction() as session:
            if difference:
                row = ParameterSet(user_id=pupil.id, weights=written(weights), made_at=now, items=9, chosen_at=0)
                session.add(row)
                session.flush()
                set_id = row.id
            else:
                set_id = fitting.average_set(session, pupil.id, now=now)
        log = fitting.read_log(db.session.connection(), pupil.id)
        wanted = fitting.ready(db.session.connection(), log, set_id)
        db.session.rollback()
        assert wanted is not None
        with transaction() as session:
            fitting.choose(session, wanted, now=now)


def _undo(pupil: Pupil) -> None:
    if any(row["session_id"] == pupil.session_id for row in pupil.log()):
        try:
            pupil.undo()
        except NothingToUndo:
            return
