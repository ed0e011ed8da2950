"""An answer becomes a row of the log and moves its card; the same key never counts twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.banks.files import asked, bank_file, bank_id, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil, count_of
from webapp.banks.models import Bank
from webapp.database import db, transaction
from webapp.kinds.contract import Grade
from webapp.memory.days import local_day
from webapp.study.keys import new_key
from webapp.study.log import CardNotFound, Learner
from webapp.study.models import Card, Enrolment, Review, StudySession
from webapp.study.service import KeyUsedOtherwise, activity_of

TODAY = local_day(START, "UTC")


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    load(app, recall_bank(3))
    return question_ids(app)


def test_an_answer_is_one_row_and_one_card(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    clock.advance(minutes=1)
    sent = pupil.submission(ids["q1"], 3, issued_at=START)
    recorded = pupil.send(sent)
    (row,) = pupil.log()
    assert recorded.is_repeat is False
    assert {name: row[name] for name in recorded.review} == dict(recorded.review)
    del row["seq"], row["interval"], row["due_day"]
    assert row == {
        "id": sent.key,
        "user_id": pupil.id,
        "question_id": ids["q1"],
        "facet": "",
        "version_id": sent.ticket.version_id,
        "session_id": pupil.session_id,
        "activity": "learn",
        "rating": 3,
        "answered_at": START + 60_000,
        "received_at": START + 60_000,
        "zone": "UTC",
        "offset_minutes": 0,
        "local_day": TODAY,
        "duration_ms": 4000,
        "is_scheduling": True,
        "phase": "review",
        "step": 0,
        "interval_before": 0,
        "due_at": None,
        "parameter_set_id": None,
        "voids": None,
        "answer": {"rating": 3, "ideas": []},
        "score": 1.0,
    }
    state = pupil.state(ids["q1"])
    assert state is not None
    due_day = recorded.review["due_day"]
    assert (state.phase, state.reps, state.first_day, state.last_at) == ("review", 1, TODAY, START + 60_000)
    assert state.due_day == due_day


def test_f10_the_same_key_gives_the_first_result_and_counts_once(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    sent = pupil.submission(ids["q1"], 1)
    first = pupil.send(sent)
    before = pupil.states()
    clock.advance(minutes=5)
    again = pupil.send(replace(sent, answered_at=clock.now, received_at=clock.now, duration_ms=1))
    assert again.is_repeat is True
    assert {name: again.review[name] for name in first.review} == dict(first.review)
    assert (len(pupil.log()), pupil.states()) == (1, before)


def test_f10_the_first_result_is_given_after_the_learner_went_on_and_after_an_undo(
    pupil: Pupil, ids: dict[str, int]
) -> None:
    sent = pupil.submission(ids["q1"], 3)
    first = pupil.send(sent)
    pupil.answer(ids["q2"], 1)
    pupil.undo()
    pupil.undo()
    again = pupil.send(sent)
    assert (again.is_repeat, again.review["id"], again.review["due_day"]) == (
        True,
        first.review["id"],
        first.review["due_day"],
    )
    assert (pupil.activities(), pupil.states()) == (["learn", "learn", "void", "void"], {})


@pytest.mark.parametrize("what", ["answer", "question", "session"])
def test_a_key_that_came_before_with_something_else_is_refused(pupil: Pupil, ids: dict[str, int], what: str) -> None:
    sent = pupil.submission(ids["q1"], 3)
    pupil.send(sent)
    other = {
        "answer": replace(sent, answer={"rating": 1, "ideas": []}),
        "question": replace(sent, ticket=replace_ticket(sent.ticket, question_id=ids["q2"])),
        "session": replace(sent, ticket=replace_ticket(sent.ticket, session_id=new_key(START))),
    }[what]
    before = pupil.states()
    with pytest.raises(KeyUsedOtherwise):
        pupil.send(other)
    assert (len(pupil.log()), pupil.states()) == (1, before)


def replace_ticket(ticket: Any, **changed: Any) -> Any:
    return ticket._replace(**changed)


def test_two_learners_may_use_the_same_key(pupil: Pupil, other: Pupil, ids: dict[str, int]) -> None:
    key = new_key(START)
    pupil.answer(ids["q1"], 3, key=key)
    other.begin()
    other.answer(ids["q1"], 1, key=key)
    assert [row["rating"] for row in (*pupil.log(), *other.log())] == [3, 1]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (START - 86_400_000, START),
        (START - 1, START),
        (START, START),
        (START + 30_000, START + 30_000),
        (START + 60_000, START + 60_000),
        (START + 60_001, START + 60_000),
        (0, START),
        (10**15, START + 60_000),
    ],
)
def test_f08_an_answers_time_lies_between_showing_and_arrival(
    pupil: Pupil, ids: dict[str, int], clock: Clock, said: int, kept: int
) -> None:
    clock.advance(minutes=1)
    pupil.answer(ids["q1"], 3, issued_at=START, answered_at=said)
    (row,) = pupil.log()
    assert (row["answered_at"], row["received_at"]) == (kept, START + 60_000)


def test_f08_a_clock_set_back_puts_no_answer_before_its_question(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    clock.advance(hours=-1)
    pupil.answer(ids["q1"], 3, issued_at=START)
    (row,) = pupil.log()
    assert (row["answered_at"], row["received_at"], pupil.differences()) == (START, START - 3_600_000, [])


@pytest.mark.parametrize(("sent", "kept"), [(-5, 0), (0, 0), (59_999, 59_999), (60_000, 60_000), (10**9, 60_000)])
def test_the_time_taken_counts_up_to_a_minute(pupil: Pupil, ids: dict[str, int], sent: int, kept: int) -> None:
    pupil.answer(ids["q1"], 3, duration_ms=sent)
    assert [row["duration_ms"] for row in pupil.log()] == [kept]


def test_the_log_calls_answers_by_what_they_were(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    q1 = ids["q1"]
    pupil.answer(q1, 1)  # the first
    clock.advance(minutes=15)
    pupil.answer(q1, 3)  # still in the learning step
    clock.advance(minutes=15)
    pupil.answer(q1, 3)  # before its day
    clock.advance(days=60)
    pupil.answer(q1, 1)  # due, and forgotten
    clock.advance(minutes=15)
    pupil.answer(q1, 3)  # in the relearning step
    clock.advance(days=90)
    pupil.answer(q1, 3)
    assert pupil.activities() == ["learn", "learn", "early", "review", "relearn", "review"]
    assert activity_of(pupil.state(q1), 0) == "early"


def test_the_interval_before_is_the_one_that_ended(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"], 3)
    given_first = pupil.log()[0]["interval"]
    clock.advance(days=given_first)
    pupil.answer(ids["q1"], 3)
    assert [row["interval_before"] for row in pupil.log()] == [0, given_first]


def test_a_row_keeps_zone_and_local_day_of_its_time(app: Flask, clock: Clock, ids: dict[str, int]) -> None:
    traveller = Pupil(app, clock, zone="Asia/Tokyo")
    traveller.answer(ids["q1"], 3)  # 19:00 in Tokyo
    traveller.learner = Learner(traveller.id, "America/Los_Angeles")
    clock.advance(hours=20)
    traveller.answer(ids["q2"], 3)  # 22:00 of the same calendar day, on the other side of the date line
    assert [(row["zone"], row["offset_minutes"], row["local_day"]) for row in traveller.log()] == [
        ("Asia/Tokyo", 540, TODAY),
        ("America/Los_Angeles", -480, TODAY),
    ]


def test_s06_a_review_of_a_card_in_no_bank_of_mine_leaves_no_row(
    app: Flask, pupil: Pupil, other: Pupil, ids: dict[str, int]
) -> None:
    sent = pupil.submission(ids["q1"])
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(visibility="private", owner_id=other.id))
    with pytest.raises(CardNotFound):
        pupil.send(sent)
    missing = replace(sent, ticket=replace_ticket(sent.ticket, question_id=10**6))
    with pytest.raises(CardNotFound):
        pupil.send(missing)
    assert [count_of(app, model) for model in (Review, Card, StudySession, Enrolment)] == [0, 0, 0, 0]


def test_a_question_may_be_answered_that_was_retired_while_it_was_on_the_page(
    app: Flask, pupil: Pupil, ids: dict[str, int]
) -> None:
    sent = pupil.submission(ids["q1"])
    load(app, bank_file([asked("q2"), asked("q3")]), now=START)
    pupil.send(sent)
    assert (pupil.activities(), pupil.differences()) == (["learn"], [])


# --- the session's row ---------------------------------------------------------------------------------------------


def sessions(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        rows = db.session.execute(select(*StudySession.__table__.columns).order_by(StudySession.started_at)).all()
        db.session.rollback()
    return [dict(row._mapping) for row in rows]


def test_a_session_gets_its_row_with_its_first_answer(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    assert sessions(app) == []
    pupil.answer(ids["q1"])
    first = sessions(app)
    assert first == [
        {
            "id": pupil.session_id,
            "user_id": pupil.id,
            "bank_id": None,
            "size": 3,
            "queue": [[ids["q1"], ""], [ids["q2"], ""], [ids["q3"], ""]],
            "started_at": START,
            "sort": "",
            "load": None,
        }
    ]
    pupil.answer(ids["q2"])
    assert sessions(app) == first


def test_its_queue_is_the_one_that_was_shown(app: Flask, pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    for name, rating in (("q1", 3), ("q2", 1), ("q3", 3)):
        pupil.answer(ids[name], rating)
    clock.advance(days=9)
    seed = pupil.begin(bank_id=bank_id(app), size=2)
    shown = pupil.queue(bank_id=pupil.bank_id, size=2, seed=seed)
    issued = clock.now
    clock.advance(minutes=30)
    question_id, facet = shown.cards[0]
    pupil.answer(question_id, 3, facet=facet, issued_at=issued)
    made = sessions(app)[-1]
    assert (made["queue"], made["size"], made["bank_id"]) == ([list(card) for card in shown.cards], 2, bank_id(app))


def test_a_card_that_is_in_no_queue_any_more_still_opens_its_session(
    app: Flask, pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    """Two tabs: the second one's first card was answered in the first tab meanwhile."""
    second = new_key(START)
    pupil.answer(ids["q1"])
    pupil.session_id = second
    clock.advance(ms=1)
    pupil.answer(ids["q1"], issued_at=START)
    assert [made["queue"] for made in sessions(app)] == [
        [[ids["q1"], ""], [ids["q2"], ""], [ids["q3"], ""]],
        [[ids["q1"], ""], [ids["q2"], ""], [ids["q3"], ""]],
    ]


def test_the_first_answer_enrols_in_the_bank(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"])
    with app.app_context():
        rows = db.session.execute(select(*Enrolment.__table__.columns)).all()
        db.session.rollback()
    assert [dict(row._mapping) for row in rows] == [
        {
            "user_id": pupil.id,
            "bank_id": bank_id(app),
            "next_position": 1,
            "ordered_at": 1_795_000_000_000,
            "started_at": START,
        }
    ]


def test_s01_an_answer_into_another_learners_session_is_refused(
    app: Flask, pupil: Pupil, other: Pupil, ids: dict[str, int]
) -> None:
    pupil.answer(ids["q1"])
    other.session_id = pupil.session_id
    with pytest.raises(CardNotFound):
        other.answer(ids["q2"])
    assert (other.log(), len(pupil.log()), len(sessions(app))) == ([], 1, 1)


@pytest.mark.prop
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40), st.integers(0, 1439)), min_size=1, max_size=8))
def test_f08_due_days_come_after_answers_and_never_twice_in_a_day(
    app: Flask, clock: Clock, steps: list[tuple[int, int, int]]
) -> None:
    """Whatever is answered when: nothing is due before it was answered, intervals are days, the log and the table
    agree."""
    if not question_ids(app):
        load(app, recall_bank(1))
    clock.now = START
    pupil = Pupil(app, clock, zone="Europe/Berlin")
    (question_id,) = question_ids(app).values()
    for rating, days, minutes in steps:
        clock.advance(days=days, minutes=minutes)
        pupil.answer(question_id, rating)
    for row in pupil.log():
        assert row["interval"] >= 0
        assert row["due_at"] is None or row["due_at"] > row["answered_at"]
        assert row["due_day"] >= row["local_day"] + (row["interval"] > 0)
    assert pupil.differences() == []


def test_the_grade_is_stored_as_a_score(pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.send(replace(pupil.submission(ids["q1"], 2), grade=Grade(0.75, "partly", True)))
    assert [(row["score"], row["rating"]) for row in pupil.log()] == [(0.75, 2)]
