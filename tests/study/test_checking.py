"""`check-progress`: the log and the memory states agree, whatever was done; where they do not, the log is right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil
from webapp.database import transaction
from webapp.study.checking import Difference, is_same
from webapp.study.corrections import ClaimRefused
from webapp.study.models import Card, Review
from webapp.study.service import NothingToUndo

CALM = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    load(app, recall_bank(3))
    return question_ids(app)


# --- clean after anything ------------------------------------------------------------------------------------------

ACTIONS = ("answer", "late", "again", "undo", "claim", "aside", "begin", "travel")
steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 2), st.integers(1, 4), st.integers(0, 4000)),
    min_size=1,
    max_size=12,
)


class Story:
    """One learner who does whatever a draw says."""

    def __init__(self, pupil: Pupil, questions: list[int]) -> None:
        self.pupil = pupil
        self.questions = questions
        self.sent: list[Any] = []

    def do(self, what: str, card: int, rating: int, minutes: int) -> None:
        self.pupil.clock.advance(minutes=minutes, ms=1)
        getattr(self, f"_{what}")(self.questions[card], rating, minutes)

    def _answer(self, question_id: int, rating: int, _minutes: int) -> None:
        self.sent.append(self.pupil.submission(question_id, rating))
        self.pupil.send(self.sent[-1])

    def _late(self, question_id: int, rating: int, minutes: int) -> None:
        """Given offline, some time ago."""
        then = max(START, self.pupil.clock.now - 3 * minutes * 60_000) + 7
        sent = self.pupil.submission(question_id, rating, issued_at=then - 7, answered_at=then)
        self.sent.append(replace(sent, ticket=sent.ticket._replace(session_id=self.pupil.session_id)))
        self.pupil.send(self.sent[-1])

    def _again(self, _question_id: int, _rating: int, _minutes: int) -> None:
        if self.sent:
            assert self.pupil.send(self.sent[-1]).is_repeat

    def _undo(self, _question_id: int, _rating: int, _minutes: int) -> None:
        if self.pupil.log() and self._has_session():
            try:
                self.pupil.undo()
            except NothingToUndo:
                return

    def _claim(self, _question_id: int, rating: int, _minutes: int) -> None:
        missed = [row for row in self.pupil.log() if row["rating"] == 1 and row["session_id"] == self.pupil.session_id]
        if missed:
            try:
                self.pupil.claim(missed[-1]["id"], rating=max(2, min(rating, 3)))
            except ClaimRefused:
                return

    def _aside(self, question_id: int, rating: int, _minutes: int) -> None:
        self.pupil.set_aside(question_id, days=rating)

    def _begin(self, _question_id: int, _rating: int, _minutes: int) -> None:
        self.pupil.begin()

    def _travel(self, _question_id: int, rating: int, _minutes: int) -> None:
        zone = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "America/New_York")[rating - 1]
        self.pupil.learner = replace(self.pupil.learner, zone=zone)

    def _has_session(self) -> bool:
        return any(row["session_id"] == self.pupil.session_id for row in self.pupil.log())


@pytest.mark.prop
@CALM
@given(steps)
def test_log_and_states_agree_after_any_story(app: Flask, clock: Clock, story: list[tuple[str, int, int, int]]) -> None:
    if not question_ids(app):
        load(app, recall_bank(3))
    clock.now = START
    teller = Story(Pupil(app, clock), list(question_ids(app).values()))
    for step in story:
        teller.do(*step)
        assert teller.pupil.differences() == [], step
    for row in teller.pupil.log():
        assert row["due_at"] is None or row["due_at"] > row["answered_at"] or row["activity"] in ("void", "suspend")


# --- damage --------------------------------------------------------------------------------------------------------


def change_card(app: Flask, question_id: int, **values: Any) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Card).where(Card.question_id == question_id).values(**values))


def check(app: Flask, *arguments: str) -> tuple[int, list[str]]:
    done = app.test_cli_runner().invoke(args=["check-progress", *arguments])
    return done.exit_code, done.output.splitlines()


def test_an_empty_database_is_clean(app: Flask) -> None:
    assert check(app) == (0, ["0 reviews of 0 cards of 0 learners replayed, 0 differences"])


def test_clean_progress_is_counted(app: Flask, pupil: Pupil, other: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"])
    pupil.answer(ids["q2"])
    pupil.undo()
    other.answer(ids["q1"], 1)
    assert check(app) == (0, ["4 reviews of 3 cards of 2 learners replayed, 0 differences"])


def test_a_changed_state_is_named_field_by_field(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"])
    right = pupil.state(ids["q1"])
    assert right is not None
    change_card(app, ids["q1"], lapses=5, due_day=1)
    assert check(app) == (
        1,
        [
            f"learner {pupil.id}, question {ids['q1']}: due_day is 1, should be {right.due_day}; "
            "lapses is 5, should be 0",
            "1 reviews of 1 cards of 1 learners replayed, 1 differences",
        ],
    )


def test_a_lost_card_and_a_card_without_a_log_are_named(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"])
    pupil.answer(ids["q2"])
    with app.app_context(), transaction() as session:
        session.execute(delete(Card).where(Card.question_id == ids["q1"]))
        session.execute(delete(Review).where(Review.question_id == ids["q2"]))
    assert check(app)[1][:2] == [
        f"learner {pupil.id}, question {ids['q1']}: the log has a card, the table has none",
        f"learner {pupil.id}, question {ids['q2']}: the table has a card, the log has none",
    ]


def test_repair_mends_every_sort_of_damage(app: Flask, pupil: Pupil, other: Pupil, ids: dict[str, int]) -> None:
    for each in (pupil, other):
        for name in ("q1", "q2", "q3"):
            each.answer(ids[name], 1 if name == "q1" else 3)
    before = (pupil.states(), other.states())
    change_card(app, ids["q1"], stability=99.0, suspended=True)
    with app.app_context(), transaction() as session:
        session.execute(delete(Card).where(Card.question_id == ids["q2"], Card.user_id == pupil.id))
    other.keep(ids["q3"], reviewed_state(other, ids["q3"]), facet="stray")
    code, lines = check(app, "--repair")
    told = [line for line in lines if line.startswith(("6 reviews", "4 memory"))]
    assert (code, told) == (
        1,
        [
            "6 reviews of 7 cards of 2 learners replayed, 4 differences",
            "4 memory states rebuilt from the log",
        ],
    )
    assert (pupil.states(), other.states()) == before
    assert check(app)[0] == 0


def reviewed_state(pupil: Pupil, question_id: int) -> Any:
    state = pupil.state(question_id)
    assert state is not None
    return state


def test_many_differences_are_cut_short(app: Flask, clock: Clock, ids: dict[str, int]) -> None:
    for _ in range(22):
        Pupil(app, clock).answer(ids["q1"])
    change_card(app, ids["q1"], reps=9)
    code, lines = check(app)
    assert (code, len(lines), lines[20:]) == (
        1,
        22,
        ["… and 2 more", "22 reviews of 22 cards of 22 learners replayed, 22 differences"],
    )


def test_a_last_digit_is_no_difference(pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"])
    state = pupil.state(ids["q1"])
    assert state is not None
    assert is_same(state, replace(state, stability=state.stability * (1 + 1e-12)))
    assert not is_same(state, replace(state, stability=state.stability * (1 + 1e-6)))
    assert not is_same(state, None)
    assert is_same(None, None)


def test_a_difference_names_the_side_of_a_card(pupil: Pupil, ids: dict[str, int]) -> None:
    pupil.answer(ids["q1"])
    state = pupil.state(ids["q1"])
    assert str(Difference(3, (7, "backward"), None, state)) == (
        "learner 3, question 7, facet backward: the log has a card, the table has none"
    )
