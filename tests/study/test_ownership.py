"""Two logs become one learner's: as if one person had given all the answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert, select

from tests.architecture.files import files, short
from tests.banks.files import bank_id
from tests.conftest import START, Clock
from tests.study.lives import DAY, MINUTE, Deed, cards, given_rows, live, lives, merge, owners, states
from tests.study.pupil import OPTIONS, Pupil
from webapp.banks.models import Bank
from webapp.database import db, transaction
from webapp.memory.log import LogRow, agrees, late_outcome
from webapp.memory.schedule import CardState
from webapp.study.keys import new_key
from webapp.study.models import Enrolment, Report, Review, StudySession
from webapp.study.queries import log_of_card

CALM = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
NOTHING = {
    "reviews": 0,
    "repeated": 0,
    "sessions": 0,
    "reports": 0,
    "enrolments": 0,
    "cards": 0,
    "shared": 0,
    "settled": 0,
}


def rows(app: Flask, model: Any, *names: str) -> list[tuple[Any, ...]]:
    with app.app_context():
        found = db.session.execute(select(*(getattr(model, name) for name in names)).order_by(*names)).all()
        db.session.rollback()
        return [tuple(row) for row in found]


@pytest.mark.slow  # reads every file of the app
def test_nothing_else_changes_a_row_of_the_log() -> None:
    changing = re.compile(r"\bupdate\(\s*Review\b|UPDATE\s+\"?review\b", re.IGNORECASE)
    found = {short(path): len(changing.findall(path.read_text("utf-8"))) for path in files("webapp/**/*.py")}
    assert {name: count for name, count in found.items() if count} == {"webapp/study/ownership.py": 1}
    whole = (files("webapp/study/ownership.py")[0]).read_text("utf-8")
    assert "update(Review).where(Review.user_id == from_id).values(user_id=to_id)" in whole


@pytest.mark.prop
@CALM
@given(lives())
def test_two_merged_logs_are_those_of_one_learner(app: Flask, clock: Clock, deeds: list[Deed]) -> None:
    one = live(app, clock, deeds)
    for source_device in (0, 1):
        source = live(app, clock, [deed for deed in deeds if deed.device == source_device])
        target = live(app, clock, [deed for deed in deeds if deed.device != source_device])
        given_before = sorted(given_rows(source) + given_rows(target))
        counts = merge(app, source, target)
        assert given_rows(target) == given_before == given_rows(one)
        assert (source.log(), source.states(), target.differences()) == ([], {}, [])
        assert states(target) == states(one)
        assert counts["repeated"] == 0
        assert_settled(app, target)
        before = (target.log(), target.states())
        assert merge(app, source, target) == NOTHING
        assert (target.log(), target.states()) == before


def assert_settled(app: Flask, pupil: Pupil) -> None:
    for (question_id, facet), values in pupil.states().items():
        state = CardState(*(values[name] for name in CardState.__slots__))
        with app.app_context():
            log: list[LogRow] = log_of_card(db.session.connection(), pupil.id, question_id, facet)
            db.session.rollback()
        outcome = late_outcome(log, pupil.learner.zone, question_id, facet, OPTIONS)
        assert outcome is None or agrees(state, outcome)


def two(app: Flask, clock: Clock) -> tuple[Pupil, Pupil, list[int]]:
    known = cards(app)
    clock.now = START
    return Pupil(app, clock), Pupil(app, clock), known


def test_cards_of_one_side_go_over_as_they_are(app: Flask, clock: Clock) -> None:
    guest, account, (first, second, third) = two(app, clock)
    guest.answer(first, 3)
    guest.set_aside(second, days=7)
    account.answer(third, 1)
    kept = states(guest) | states(account)
    assert merge(app, guest, account) == NOTHING | {"reviews": 2, "sessions": 1, "cards": 2}
    assert states(account) == kept
    assert account.activities() == ["learn", "suspend", "learn"]


def test_a_card_of_both_sides_gets_its_due_day_in_a_row_of_its_own(app: Flask, clock: Clock) -> None:
    guest, account, (first, _second, _third) = two(app, clock)
    guest.answer(first, 3)
    clock.advance(days=5)
    account.answer(first, 3)
    counts = merge(app, guest, account, now=clock.now + MINUTE)
    assert counts == NOTHING | {"reviews": 1, "sessions": 1, "shared": 1, "settled": 1}
    moved = account.log()[-1]
    last = account.log()[-2]
    assert (moved["activity"], moved["rating"], moved["session_id"], moved["received_at"]) == (
        "reschedule",
        0,
        None,
        clock.now + MINUTE,
    )
    assert (moved["answered_at"], moved["local_day"], moved["zone"]) == (
        last["answered_at"],
        last["local_day"],
        last["zone"],
    )
    state = account.state(first)
    assert state is not None
    assert (state.reps, state.right_days, state.due_day) == (2, 2, moved["due_day"])


def test_an_answer_of_the_same_instant_that_was_taken_back(app: Flask, clock: Clock) -> None:
    """Both devices answered in one millisecond, and the later of the two took it back: what settles the schedule of the
    answer that stands comes behind the one that does not."""
    guest, account, (first, _second, _third) = two(app, clock)
    guest.answer(first, 3)
    clock.advance(days=5)
    account.answer(first, 3, key="01a20cff-0000-7000-8000-00000000000a")
    guest.answer(first, 1, key="01a20cff-0000-7000-8000-00000000000b")
    clock.advance(minutes=1)
    guest.undo()
    counts = merge(app, guest, account)
    assert (counts["shared"], counts["settled"]) == (1, 1)
    assert account.differences() == []
    assert_settled(app, account)
    state = account.state(first)
    assert state is not None and (state.reps, state.right_days) == (2, 2)


def test_a_row_that_both_hold_is_kept_once(app: Flask, clock: Clock) -> None:
    """The same answer sent as a guest and, since no reply came, once more after the login."""
    guest, account, (first, second, _third) = two(app, clock)
    key = guest.answer(first, 3)
    other = guest.answer(second, 1)
    account.answer(first, 3, key=key)
    counts = merge(app, guest, account)
    assert (counts["reviews"], counts["repeated"], counts["shared"]) == (1, 1, 1)
    assert sorted(row["id"] for row in account.log()) == sorted([key, other])
    state = account.state(first)
    assert state is not None and state.reps == 1
    assert (guest.log(), account.differences()) == ([], [])


def test_what_was_taken_back_on_one_side_stays_taken_back(app: Flask, clock: Clock) -> None:
    guest, account, (first, _second, _third) = two(app, clock)
    guest.answer(first, 1)
    clock.advance(minutes=1)
    guest.undo()
    clock.advance(days=1)
    account.answer(first, 3)
    alone = states(account)
    merge(app, account, guest)
    assert states(guest) == alone
    assert (guest.activities(), guest.differences()) == (["learn", "void", "learn"], [])


def test_sessions_and_reports_get_the_new_owner(app: Flask, clock: Clock) -> None:
    guest, account, (first, _second, _third) = two(app, clock)
    guest.answer(first, 3)
    report(app, guest, first)
    counts = merge(app, guest, account)
    assert (counts["sessions"], counts["reports"]) == (1, 1)
    assert rows(app, StudySession, "id", "user_id") == [(guest.session_id, account.id)]
    assert rows(app, Report, "user_id", "reason") == [(account.id, "unclear")]
    assert owners(app) == {account.id}


def report(app: Flask, pupil: Pupil, question_id: int, *, review_id: str | None = None) -> None:
    values = {
        "user_id": pupil.id,
        "question_id": question_id,
        "version_id": pupil.ticket(question_id).version_id,
        "review_id": review_id,
        "reason": "unclear",
        "comment": "Which year?",
        "created_at": pupil.clock.now,
    }
    with app.app_context(), transaction() as session:
        session.execute(insert(Report), values)


@pytest.mark.parametrize(
    ("ours", "theirs", "united"),
    [
        ((5, 7, 100), (3, 7, 200), (3, 7, 100)),
        ((3, 7, 300), (5, 7, 200), (3, 7, 200)),
        ((5, 7, 100), (3, 9, 200), (0, 9, 100)),  # marks of two orders of the bank say nothing together
    ],
)
def test_enrolments_are_united(
    app: Flask, clock: Clock, ours: tuple[int, int, int], theirs: tuple[int, int, int], united: tuple[int, int, int]
) -> None:
    guest, account, _known = two(app, clock)
    names = ("next_position", "ordered_at", "started_at")
    with app.app_context(), transaction() as session:
        bank = session.scalars(select(Bank.id)).one()
        for pupil, values in ((guest, ours), (account, theirs)):
            row = {"user_id": pupil.id, "bank_id": bank, **dict(zip(names, values, strict=True))}
            session.execute(insert(Enrolment), row)
    merge(app, guest, account)
    assert rows(app, Enrolment, "user_id", *names) == [(account.id, *united)]


def test_an_enrolment_of_one_side_goes_over(app: Flask, clock: Clock) -> None:
    guest, account, (first, _second, _third) = two(app, clock)
    guest.begin(bank_id=bank_id(app))
    guest.answer(first, 3)
    before = rows(app, Enrolment, "bank_id", "next_position", "ordered_at", "started_at")
    assert merge(app, guest, account)["enrolments"] == 1
    assert rows(app, Enrolment, "user_id") == [(account.id,)]
    assert rows(app, Enrolment, "bank_id", "next_position", "ordered_at", "started_at") == before


def test_nobody_is_merged_with_themselves(app: Flask, clock: Clock) -> None:
    guest, _account, (first, _second, _third) = two(app, clock)
    guest.answer(first, 3)
    before = (guest.log(), guest.states())
    assert merge(app, guest, guest) == NOTHING
    assert (guest.log(), guest.states()) == before


@pytest.mark.slow  # twenty thousand answers, as many as a diligent learner gives in three years
@pytest.mark.imports  # they change their owner in one transaction: half of it, and a card would belong to two people
def test_a_long_log_is_merged_in_one_go(app: Flask, clock: Clock) -> None:
    guest, account, (first, second, third) = two(app, clock)
    guest.answer(first, 3)
    account.answer(second, 3)
    pattern = {name: value for name, value in guest.log()[0].items() if name != "seq"}
    many = [
        {
            **pattern,
            "id": new_key(START + number),
            "question_id": (first, second, third)[number % 3],
            "facet": str(number % 500),
            "answered_at": START - DAY + number,
        }
        for number in range(20_000)
    ]
    with app.app_context(), transaction() as session:
        session.execute(insert(Review), many)
        session.execute(insert(Review), [{**row, "user_id": account.id, "id": new_key(START)} for row in many[:5000]])
    counts = merge(app, guest, account)
    assert (counts["reviews"], counts["shared"]) == (20_001, 1500)
    assert len(account.states()) == 1502
    assert (guest.log(), account.differences()) == ([], [])
