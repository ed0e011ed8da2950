"""Parameters fitted to a learner: states follow, days stay, and every way back gives what there was."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.files import question_ids
from tests.clock import START, Clock
from tests.progress.learners import give_past
from tests.study.lives import merge
from tests.study.pupil import Pupil
from tests.study.test_exporting import brought, exported
from webapp.database import db, transaction
from webapp.memory.fsrs import DEFAULT_PARAMETERS
from webapp.memory.optimizer import optimizer
from webapp.memory.schedule import Options
from webapp.memory.training import LEAST_BY_HAND
from webapp.progress import fitting, nightly
from webapp.progress.fitting import LogHasGrown, TooFew
from webapp.study.checking import Checked, differences_of
from webapp.study.models import ParameterSet, ParameterWish
from webapp.study.parameters import chosen_for, fitted, weights_of, written

pytestmark = [
    pytest.mark.slow,  # logs long enough to learn from
    pytest.mark.skipif(optimizer() is None, reason="the extra `optimizer` is not installed"),
]
TOOL: Any = optimizer()
DAY = 86_400_000


def read(app: Flask, pupil: Pupil) -> fitting.Read:
    with app.app_context():
        found = fitting.read_log(db.session.connection(), pupil.id)
        db.session.rollback()
    return found


def fit(app: Flask, pupil: Pupil, *, now: int = START) -> dict[str, Any]:
    """Fit by hand; the set that was kept, by column name."""
    log = read(app, pupil)
    made = fitting.fit(log, fitting.items_in(log), TOOL, Options(), least=LEAST_BY_HAND)
    with app.app_context(), transaction() as session:
        kept = fitting.keep_fit(session, made, now=now)
        return {column.key: getattr(kept, column.key) for column in ParameterSet.__table__.columns}


def use(app: Flask, pupil: Pupil, set_id: int | None, *, now: int = START) -> None:
    with app.app_context(), transaction() as session:
        if set_id is None:
            set_id = fitting.average_set(session, pupil.id, now=now)
        wanted = fitting.ready(session.connection(), fitting.read_log(session.connection(), pupil.id), set_id)
        assert wanted is not None
        fitting.choose(session, wanted, now=now)


def in_use(app: Flask, pupil: Pupil) -> tuple[float, ...]:
    with app.app_context():
        found = chosen_for(db.session.connection(), pupil.id).values
        db.session.rollback()
    return found


def differences(app: Flask, pupil: Pupil) -> list[str]:
    """Between the states and the log, under the parameters in use."""
    with app.app_context():
        connection = db.session.connection()
        found = list(differences_of(connection, pupil.id, fitted(connection, pupil.id), Checked()))
        db.session.rollback()
    return [str(each) for each in found]


def days(pupil: Pupil) -> dict[Any, Any]:
    return {card: (state["due_day"], state["show_day"], state["interval"]) for card, state in pupil.states().items()}


def memories(pupil: Pupil) -> dict[Any, Any]:
    return {card: (state["stability"], state["difficulty"]) for card, state in pupil.states().items()}


@pytest.fixture
def learner(app: Flask, pupil: Pupil) -> Pupil:
    give_past(app, pupil, cards=40, days=200)
    return pupil


def test_a_better_fit_is_used_at_once_and_moves_no_day(app: Flask, learner: Pupil) -> None:
    before, held = days(learner), memories(learner)
    assert differences(app, learner) == []
    kept = fit(app, learner)
    assert kept["chosen_at"] == START
    assert in_use(app, learner) == weights_of(kept["weights"]) != DEFAULT_PARAMETERS
    assert differences(app, learner) == []
    assert days(learner) == before
    assert memories(learner) != held
    assert kept["log_loss"] < min(kept["measured"]["in_use"][0], kept["measured"]["average"][0])
    assert (kept["items"], kept["measured"]["before"]) == (len(fitting.items_in(read(app, learner))), None)


def test_one_step_back_gives_the_states_that_there_were(app: Flask, learner: Pupil) -> None:
    held = learner.states()
    kept = fit(app, learner)
    use(app, learner, None)
    assert learner.states() == held
    assert in_use(app, learner) == DEFAULT_PARAMETERS
    use(app, learner, kept["id"])
    assert in_use(app, learner) == weights_of(kept["weights"])
    assert differences(app, learner) == []


def test_an_answer_and_an_undo_go_by_the_parameters_in_use(app: Flask, learner: Pupil) -> None:
    kept = fit(app, learner)
    held = learner.states()
    (card, *_others) = sorted(held)
    learner.answer(card[0], 3)
    assert learner.log()[-1]["parameter_set_id"] == kept["id"]
    assert differences(app, learner) == []
    learner.undo()
    assert learner.states() == held
    learner.claim(learner.answer(card[0], 1))
    assert differences(app, learner) == []


def test_a_fit_that_is_no_better_is_kept_and_not_used(app: Flask, learner: Pupil) -> None:
    """What is in use was fitted to all of these answers; four fifths of them cannot tell more."""
    first = fit(app, learner)
    held = learner.states()
    second = fit(app, learner, now=START + DAY)
    assert (second["chosen_at"], in_use(app, learner)) == (None, weights_of(first["weights"]))
    assert second["log_loss"] >= second["measured"]["in_use"][0]
    assert second["measured"]["before"] == first["id"]
    assert learner.states() == held


def test_below_the_floor_nothing_is_fitted(app: Flask, pupil: Pupil) -> None:
    give_past(app, pupil, cards=3, days=20)
    with pytest.raises(TooFew):
        fit(app, pupil)


def test_a_log_that_has_grown_is_to_be_read_again(app: Flask, learner: Pupil) -> None:
    log = read(app, learner)
    made = fitting.fit(log, fitting.items_in(log), TOOL, Options(), least=LEAST_BY_HAND)
    learner.answer(next(iter(question_ids(app).values())))
    with app.app_context(), pytest.raises(LogHasGrown), transaction() as session:
        fitting.keep_fit(session, made, now=START)
    assert in_use(app, learner) == DEFAULT_PARAMETERS


def test_weights_are_written_so_that_they_come_back_the_same() -> None:
    weights = tuple(value * (1 + 1e-13) for value in DEFAULT_PARAMETERS)
    assert weights_of(written(weights)) == weights


# --- at night -------------------------------------------------------------------------------------------------------


def night(app: Flask, now: int) -> str:
    with app.app_context():
        said = nightly.fit_everybody(now)
        db.session.remove()
    return said


def test_it_is_fitted_by_itself_once_and_again_when_there_is_more(app: Flask, learner: Pupil) -> None:
    assert len(fitting.items_in(read(app, learner))) >= 400
    assert night(app, START) == "0 wishes, 1 fitted, 1 of them better"
    assert night(app, START + DAY) == "0 wishes, 0 fitted, 0 of them better"
    assert night(app, START + 40 * DAY) == "0 wishes, 0 fitted, 0 of them better"
    with app.app_context(), transaction() as session:  # as if it had been fitted when there was half of it
        row = session.scalars(select(ParameterSet)).one()
        row.items, row.measured = row.items // 2, {**(row.measured or {}), "answers": 0}
    assert night(app, START + DAY).startswith("0 wishes, 1 fitted")
    assert differences(app, learner) == []


def test_few_answers_are_left_alone_at_night(app: Flask, pupil: Pupil) -> None:
    give_past(app, pupil, cards=8, days=60)
    assert night(app, START) == "0 wishes, 0 fitted, 0 of them better"


def test_wishes_are_fulfilled_and_go(app: Flask, learner: Pupil) -> None:
    def wish(set_id: int | None) -> None:
        with app.app_context(), transaction() as session:
            fitting.wish(session, learner.id, set_id, now=START)

    wish(None)
    assert night(app, START).startswith("1 wishes, 0 fitted")
    assert in_use(app, learner) != DEFAULT_PARAMETERS
    with app.app_context(), transaction() as session:
        average = fitting.average_set(session, learner.id, now=START)
    wish(average)
    assert night(app, START + DAY).startswith("1 wishes")
    assert in_use(app, learner) == DEFAULT_PARAMETERS
    assert differences(app, learner) == []
    with app.app_context():
        assert db.session.scalars(select(ParameterWish)).all() == []
        db.session.rollback()


# --- with their learner ---------------------------------------------------------------------------------------------


def test_a_guest_who_joins_an_account_is_replayed_under_its_parameters(
    app: Flask, clock: Clock, learner: Pupil
) -> None:
    kept = fit(app, learner)
    guest = Pupil(app, clock)
    clock.advance(days=1)
    for question_id in sorted(question_ids(app).values())[:3]:
        guest.answer(question_id, 3)
    merge(app, guest, learner, now=clock.now)
    assert in_use(app, learner) == weights_of(kept["weights"])
    assert differences(app, learner) == []


def test_the_account_s_choice_stands_and_the_guests_sets_come_along(app: Flask, clock: Clock, learner: Pupil) -> None:
    kept = fit(app, learner)
    account = Pupil(app, clock)
    account.answer(next(iter(question_ids(app).values())))
    merge(app, learner, account, now=clock.now)
    assert in_use(app, account) == DEFAULT_PARAMETERS
    assert differences(app, account) == []
    use(app, account, kept["id"], now=clock.now)
    assert in_use(app, account) == weights_of(kept["weights"])
    assert differences(app, account) == []


def test_an_export_brings_the_parameters_along(app: Flask, clock: Clock, learner: Pupil) -> None:
    kept = fit(app, learner)
    data = exported(app, learner.id)
    assert [row["weights"] for row in data["parameter_sets"]] == [kept["weights"]]
    other = Pupil(app, clock)
    other.answer(sorted(question_ids(app).values())[0])
    brought(app, other, data)
    assert in_use(app, other) == weights_of(kept["weights"])
    assert differences(app, other) == []
    brought(app, other, data)
    assert len(exported(app, other.id)["parameter_sets"]) == 1
