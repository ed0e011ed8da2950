"""Count as right, set aside, report."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil, count_of
from webapp.banks.models import Bank
from webapp.database import db, transaction
from webapp.memory.days import local_day
from webapp.study.corrections import REASONS, ClaimRefused, report_question
from webapp.study.forms import REASONS as SHOWN_REASONS
from webapp.study.keys import new_key, related_id
from webapp.study.log import CardNotFound
from webapp.study.models import Card, Report
from webapp.study.service import NothingToUndo

TODAY = local_day(START, "UTC")


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    load(app, recall_bank(3))
    return question_ids(app)


# --- count as right ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rating", "phase"), [(2, "learning"), (3, "review")])
def test_a_claim_voids_the_row_and_writes_it_again_with_its_rating(
    pupil: Pupil, ids: dict[str, int], clock: Clock, rating: int, phase: str
) -> None:
    wrong = pupil.answer(ids["q1"], 1)
    clock.advance(minutes=2)
    claimed = pupil.claim(wrong, rating=rating)
    first, void, second = pupil.log()
    assert (void["activity"], void["voids"], claimed) == ("void", wrong, second["id"])
    kept = ("question_id", "facet", "version_id", "session_id", "activity", "answered_at", "local_day", "duration_ms")
    assert {name: second[name] for name in kept} == {name: first[name] for name in kept}
    assert (second["rating"], second["score"], second["phase"], second["answer"], second["received_at"]) == (
        rating,
        1.0,
        phase,
        {"rating": 1, "ideas": [], "claimed": True},
        START + 120_000,
    )
    assert pupil.differences() == []


def test_a_claimed_answer_leaves_the_state_of_a_right_one(
    app: Flask, pupil: Pupil, other: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    wrong = pupil.answer(ids["q1"], 1)
    other.answer(ids["q1"], 3)
    clock.advance(minutes=2)
    pupil.claim(wrong, rating=3)
    assert pupil.state(ids["q1"]) == other.state(ids["q1"])


def test_a_claim_twice_is_once(pupil: Pupil, ids: dict[str, int]) -> None:
    wrong = pupil.answer(ids["q1"], 1)
    first = pupil.claim(wrong)
    before = (pupil.log(), pupil.states())
    assert (pupil.claim(wrong), pupil.log(), pupil.states()) == (first, *before)


def test_an_answer_that_is_right_cannot_be_claimed(pupil: Pupil, ids: dict[str, int]) -> None:
    right = pupil.answer(ids["q1"], 3)
    with pytest.raises(ClaimRefused):
        pupil.claim(right)
    assert pupil.activities() == ["learn"]


def test_an_answer_that_was_taken_back_cannot_be_claimed(pupil: Pupil, ids: dict[str, int]) -> None:
    wrong = pupil.answer(ids["q1"], 1)
    pupil.undo()
    with pytest.raises(ClaimRefused):
        pupil.claim(wrong)
    assert (pupil.activities(), pupil.states()) == (["learn", "void"], {})


def test_a_claim_can_be_taken_back_and_with_it_the_answer(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"], 3)
    clock.advance(days=2)
    before = pupil.states()
    pupil.begin()
    wrong = pupil.answer(ids["q1"], 1)
    clock.advance(ms=1)
    pupil.claim(wrong)
    clock.advance(ms=1)
    pupil.undo()
    assert (pupil.states(), pupil.differences()) == (before, [])
    with pytest.raises(NothingToUndo):
        pupil.undo()


def test_an_earlier_answer_claimed_after_a_later_one_moves_the_later_one_too(
    pupil: Pupil, other: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    wrong = pupil.answer(ids["q1"], 1)
    other.answer(ids["q1"], 3)
    clock.advance(minutes=20)
    pupil.answer(ids["q1"], 3)
    other.answer(ids["q1"], 3)
    clock.advance(minutes=1)
    pupil.claim(wrong, rating=3)
    assert (pupil.state(ids["q1"]), pupil.differences()) == (other.state(ids["q1"]), [])


def test_s01_another_learners_answer_cannot_be_claimed(pupil: Pupil, other: Pupil, ids: dict[str, int]) -> None:
    wrong = pupil.answer(ids["q1"], 1)
    mine = other.answer(ids["q1"], 1)
    before = (pupil.log(), pupil.states())
    for session_id, review_id in (
        (pupil.session_id, wrong),
        (other.session_id, wrong),
        (pupil.session_id, mine),
        (new_key(START), wrong),
        (other.session_id, new_key(START)),
    ):
        with pytest.raises(CardNotFound):
            other.claim(review_id, session_id=session_id)
    assert ((pupil.log(), pupil.states()), other.activities()) == (before, ["learn"])


# --- set aside -----------------------------------------------------------------------------------------------------


def test_a_card_set_aside_keeps_what_is_known_of_it(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.answer(ids["q1"], 3)
    clock.advance(days=1)
    before = pupil.states()[(ids["q1"], "")]
    pupil.set_aside(ids["q1"], days=7)
    after = pupil.states()[(ids["q1"], "")]
    assert {name for name in after if after[name] != before[name]} == {"hidden_until", "show_day"}
    assert (after["hidden_until"], after["show_day"]) == (TODAY + 8, TODAY + 8)


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_card_set_aside_comes_back_on_its_day(pupil: Pupil, ids: dict[str, int], clock: Clock, days: int) -> None:
    pupil.answer(ids["q1"], 1)
    pupil.answer(ids["q2"], 3)
    pupil.answer(ids["q3"], 3)
    pupil.set_aside(ids["q1"], days=days)
    clock.advance(days=days - 1)
    assert (ids["q1"], "") not in pupil.queue().cards
    clock.advance(days=1)
    assert (ids["q1"], "") in pupil.queue().cards


def test_an_unseen_card_can_be_set_aside_and_is_new_when_it_comes_back(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    pupil.set_aside(ids["q1"], days=1)
    state = pupil.state(ids["q1"])
    assert state is not None
    assert (state.phase, state.reps, state.memory, state.hidden_until) == ("new", 0, None, TODAY + 1)
    assert pupil.queue().cards == [(ids["q2"], ""), (ids["q3"], "")]
    clock.advance(days=1)
    assert sorted(pupil.queue().cards) == sorted((question_id, "") for question_id in ids.values())
    pupil.begin()
    pupil.answer(ids["q1"], 3)
    answered = pupil.state(ids["q1"])
    assert answered is not None
    assert (answered.reps, pupil.log()[-1]["activity"], pupil.differences()) == (1, "learn", [])


def test_setting_aside_the_first_card_opens_the_session(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.set_aside(ids["q1"])
    assert [(row["activity"], row["session_id"]) for row in pupil.log()] == [("suspend", pupil.session_id)]
    pupil.answer(ids["q2"])
    assert pupil.undo() == (ids["q2"], "")
    assert pupil.undo() == (ids["q1"], "")
    assert (pupil.states(), pupil.queue().cards[0]) == ({}, (ids["q1"], ""))


def test_set_aside_twice_with_one_key_is_once(pupil: Pupil, ids: dict[str, int]) -> None:
    key = new_key(START)
    first = pupil.set_aside(ids["q1"], days=7, key=key)
    assert (first is not None, pupil.set_aside(ids["q1"], days=7, key=key)) == (True, None)
    assert pupil.activities() == ["suspend"]


def test_the_later_word_counts_when_a_card_is_set_aside_twice(pupil: Pupil, ids: dict[str, int], clock: Clock) -> None:
    pupil.set_aside(ids["q1"], days=30)
    clock.advance(ms=1)
    pupil.set_aside(ids["q1"], days=1)
    state = pupil.state(ids["q1"])
    assert state is not None
    assert (state.hidden_until, pupil.differences()) == (TODAY + 1, [])


def test_a_step_of_minutes_waits_too_while_its_card_is_set_aside(
    pupil: Pupil, ids: dict[str, int], clock: Clock
) -> None:
    pupil.answer(ids["q1"], 1)
    pupil.answer(ids["q2"], 3)
    pupil.answer(ids["q3"], 3)
    clock.advance(minutes=15)
    assert pupil.queue().cards == [(ids["q1"], "")]
    pupil.set_aside(ids["q1"], days=1)
    assert pupil.queue().cards == []
    clock.advance(days=1)
    assert pupil.queue().cards[0] == (ids["q1"], "")


def test_s06_a_card_of_no_bank_cannot_be_set_aside(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(visibility="private"))
    with pytest.raises(CardNotFound):
        pupil.set_aside(ids["q1"])
    assert (pupil.log(), count_of(app, Card)) == ([], 0)


# --- report --------------------------------------------------------------------------------------------------------


def reports(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        rows = db.session.execute(select(*Report.__table__.columns).order_by(Report.id)).all()
        db.session.rollback()
    found = [dict(row._mapping) for row in rows]
    for row in found:
        del row["id"]
    return found


def report(pupil: Pupil, question_id: int, **what: Any) -> None:
    ticket = pupil.ticket(question_id)
    with pupil.app.app_context(), transaction() as session:
        report_question(session, pupil.learner, ticket, now=pupil.clock.now, **what)


def test_a_report_names_the_question_the_version_and_the_answer(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    answered = pupil.answer(ids["q1"], 1)
    report(pupil, ids["q1"], reason="wrong_key", comment="It is not.", review_id=answered)
    assert reports(app) == [
        {
            "user_id": pupil.id,
            "question_id": ids["q1"],
            "version_id": pupil.ticket(ids["q1"]).version_id,
            "review_id": answered,
            "reason": "wrong_key",
            "comment": "It is not.",
            "created_at": START,
            "status": "open",
            "reply": "",
            "settled_at": None,
        }
    ]


def test_a_report_changes_nothing_of_the_card(pupil: Pupil, ids: dict[str, int]) -> None:
    report(pupil, ids["q1"], reason="other", comment="", review_id=None)
    assert (pupil.log(), pupil.states()) == ([], {})


def test_s06_a_question_of_no_bank_of_mine_cannot_be_reported(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(visibility="private"))
    with pytest.raises(CardNotFound):
        report(pupil, ids["q1"], reason="other", comment="", review_id=None)
    assert reports(app) == []


def test_the_form_offers_the_reasons_that_there_are() -> None:
    assert tuple(reason.value for reason in SHOWN_REASONS) == REASONS


def test_ids_of_a_claim_follow_from_the_answer(pupil: Pupil, ids: dict[str, int]) -> None:
    wrong = pupil.answer(ids["q1"], 1)
    pupil.claim(wrong)
    assert [row["id"] for row in pupil.log()] == [wrong, related_id(wrong, "void"), related_id(wrong, "claimed")]
