"""New cards come in the order of the bank, and a learner's mark in it is never behind or ahead of the truth."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.banks.files import asked, bank_file, bank_id, bare_questions, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.database_guard import Guard
from tests.factories import LOADED_AT
from tests.study.pupil import Pupil, reviewed
from webapp.banks.models import Bank
from webapp.database import db, transaction
from webapp.study.introductions import (
    WINDOW,
    Introductions,
    Mark,
    is_enrolled,
    marks_for_user,
    next_new_cards,
    save_mark,
)
from webapp.study.models import Enrolment


def marks(app: Flask, user_id: int | None, bank: int | None = None) -> list[tuple[Mark, int]]:
    with app.app_context():
        found = marks_for_user(db.session.connection(), user_id, bank)
        db.session.rollback()
    return found


def next_cards(
    app: Flask, user_id: int | None, mark: Mark, wanted: int = 10, taken: set[str] | None = None
) -> Introductions:
    with app.app_context():
        found = next_new_cards(db.session.connection(), user_id, mark, wanted, taken or set())
        db.session.rollback()
    return found


def offered(app: Flask, user_id: int | None, *, slug: str = "science", wanted: int = 10) -> list[int]:
    """Questions introduced next, from where the learner's mark stands."""
    ((mark, _last),) = marks(app, user_id, bank_id(app, slug))
    return [card.question_id for card in next_cards(app, user_id, mark, wanted).cards]


def enrolment(app: Flask, user_id: int) -> list[tuple[int, int, int]]:
    with app.app_context():
        rows = db.session.execute(
            select(Enrolment.bank_id, Enrolment.next_position, Enrolment.ordered_at).where(Enrolment.user_id == user_id)
        ).all()
        db.session.rollback()
    return [(bank, position, ordered) for bank, position, ordered in rows]


# --- whose banks ---------------------------------------------------------------------------------------------------


def test_somebody_new_begins_with_the_first_built_in_bank(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(1, slug="second"), position=1)
    load(app, recall_bank(1, slug="first"), position=0)
    expected = [(Mark(bank_id(app, "first"), 0, LOADED_AT), 1)]
    assert (marks(app, None), marks(app, pupil.id)) == (expected, expected)


def test_without_banks_there_is_nothing_to_introduce(app: Flask, pupil: Pupil) -> None:
    assert (marks(app, None), marks(app, pupil.id), marks(app, pupil.id, 7)) == ([], [], [])


def test_an_enrolled_learner_goes_on_with_the_own_banks_the_latest_first(
    app: Flask, pupil: Pupil, clock: Clock
) -> None:
    for position, slug in enumerate(("one", "two", "three")):
        load(app, recall_bank(2, slug=slug), position=position)
    for slug in ("three", "one"):
        pupil.begin(bank_id=bank_id(app, slug))
        pupil.answer(question_ids(app, slug)["q1"])
        clock.advance(minutes=1)
    assert marks(app, pupil.id) == [
        (Mark(bank_id(app, "one"), 1, LOADED_AT), 2),
        (Mark(bank_id(app, "three"), 1, LOADED_AT), 2),
    ]


def test_a_bank_that_is_closed_introduces_nothing_any_more(app: Flask, pupil: Pupil, other: Pupil) -> None:
    load(app, recall_bank(2, slug="one"))
    load(app, recall_bank(2, slug="two"), position=1)
    for slug in ("one", "two"):
        pupil.begin(bank_id=bank_id(app, slug))
        pupil.answer(question_ids(app, slug)["q1"])
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).where(Bank.slug == "two").values(visibility="private", owner_id=other.id))
    assert [mark.bank_id for mark, _last in marks(app, pupil.id)] == [bank_id(app, "one")]


# --- the mark ------------------------------------------------------------------------------------------------------


def test_the_mark_stands_at_the_first_question_with_a_card_left_to_introduce(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(4))
    ids = question_ids(app)
    bank = bank_id(app)
    start = Mark(bank, 0, LOADED_AT)
    assert next_cards(app, pupil.id, start).mark == Mark(bank, 1, LOADED_AT)
    for name in ("q1", "q2", "q4"):
        pupil.answer(ids[name])
    found = next_cards(app, pupil.id, start)
    assert ([card.question_id for card in found.cards], found.mark) == ([ids["q3"]], Mark(bank, 3, LOADED_AT))


def test_it_moves_on_with_each_session(app: Flask, pupil: Pupil, clock: Clock) -> None:
    load(app, recall_bank(4))
    ids = question_ids(app)
    for number, expected in (("q1", 1), ("q2", 2), ("q3", 3)):
        pupil.begin(bank_id=bank_id(app))
        pupil.answer(ids[number])
        clock.advance(minutes=1)
        assert enrolment(app, pupil.id) == [(bank_id(app), expected, LOADED_AT)]


def test_it_does_not_count_after_the_bank_was_put_in_another_order(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(3))
    ids = question_ids(app)
    for name in ("q1", "q2"):
        pupil.begin(bank_id=bank_id(app))
        pupil.answer(ids[name])
    assert enrolment(app, pupil.id) == [(bank_id(app), 2, LOADED_AT)]
    load(app, bank_file(asked(name) for name in ("q0", "q3", "q2", "q1")), now=START)
    ids = question_ids(app)
    assert marks(app, pupil.id) == [(Mark(bank_id(app), 0, START), 4)]
    assert offered(app, pupil.id) == [ids["q0"], ids["q3"]]
    pupil.begin(bank_id=bank_id(app))
    pupil.answer(ids["q0"])
    assert enrolment(app, pupil.id) == [(bank_id(app), 1, START)]


def test_a_change_of_wording_leaves_it_where_it_is(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(2))
    pupil.answer(question_ids(app)["q1"])
    load(app, bank_file([asked("q1"), asked("q2", prompt="In other words?")]), now=START)
    assert marks(app, pupil.id) == [(Mark(bank_id(app), 1, LOADED_AT), 2)]


def test_an_undone_introduction_is_introduced_again(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(3))
    ids = question_ids(app)
    for name in ("q1", "q2"):
        pupil.answer(ids[name])
    pupil.undo()
    pupil.undo()
    assert offered(app, pupil.id) == [ids["q1"], ids["q2"], ids["q3"]]


def test_saving_it_enrols_once(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(3))
    bank = bank_id(app)
    for position in (1, 1, 3):
        with app.app_context(), transaction() as session:
            save_mark(session.connection(), pupil.id, Mark(bank, position, LOADED_AT), now=START + position)
    with app.app_context():
        is_in = is_enrolled(db.session.connection(), pupil.id, bank)
        rows = db.session.execute(select(Enrolment.next_position, Enrolment.started_at)).all()
        db.session.rollback()
    assert (is_in, [tuple(row) for row in rows]) == (True, [(3, START + 1)])


# --- which cards ---------------------------------------------------------------------------------------------------


def test_new_cards_come_in_the_order_of_the_bank(app: Flask) -> None:
    load(app, recall_bank(5))
    assert offered(app, None, wanted=3) == list(question_ids(app).values())[:3]


def test_each_facet_is_a_card_one_after_the_other(app: Flask, pupil: Pupil) -> None:
    load(app, bank_file([asked("q1", reversible="yes", back_prompt="What scatters?"), asked("q2")]))
    ids = question_ids(app)
    mark = Mark(bank_id(app), 0, LOADED_AT)

    def facets() -> list[tuple[int, str]]:
        return [(card.question_id, card.facet) for card in next_cards(app, pupil.id, mark).cards]

    assert facets() == [(ids["q1"], "forward"), (ids["q2"], "")]
    pupil.answer(ids["q1"], facet="forward")
    assert facets() == [(ids["q1"], "backward"), (ids["q2"], "")]
    pupil.answer(ids["q1"], facet="backward")
    assert facets() == [(ids["q2"], "")]


def test_of_one_fact_only_the_first_question_is_new_today(app: Flask) -> None:
    load(app, bank_file([asked("a", fact="H1"), asked("b", fact="H1"), asked("c", fact="H2")]))
    ids = question_ids(app)
    assert offered(app, None) == [ids["a"], ids["c"]]


def test_what_is_taken_today_is_left_out(app: Flask) -> None:
    load(app, recall_bank(3))
    ids = question_ids(app)
    mark = Mark(bank_id(app), 0, LOADED_AT)
    found = next_cards(app, None, mark, taken={f"{mark.bank_id}:q1", f"{mark.bank_id}:q3"})
    assert [card.question_id for card in found.cards] == [ids["q2"]]


def test_retired_questions_are_not_introduced(app: Flask) -> None:
    load(app, recall_bank(3))
    load(app, bank_file([asked("q1"), asked("q3")]), now=START)
    ids = question_ids(app)
    assert offered(app, None) == [ids["q1"], ids["q3"]]


@pytest.fixture
def gated(app: Flask) -> dict[str, int]:
    load(
        app,
        bank_file(
            [
                asked("typed", "short_answer", fact="H1"),
                asked("chosen", "choice", fact="H1"),
                asked("alone", "short_answer", fact="H2"),
            ]
        ),
    )
    return question_ids(app)


def test_recall_waits_for_a_right_recognition_sibling(
    app: Flask, pupil: Pupil, clock: Clock, gated: dict[str, int]
) -> None:
    assert offered(app, pupil.id) == [gated["chosen"], gated["alone"]]
    pupil.answer(gated["chosen"], 1)
    assert offered(app, pupil.id) == [gated["alone"]]
    clock.advance(minutes=15)
    pupil.answer(gated["chosen"], 3)
    assert offered(app, pupil.id) == [gated["typed"], gated["alone"]]
    pupil.undo()
    assert offered(app, pupil.id) == [gated["alone"]]


def test_recall_does_not_wait_for_what_another_learner_knows(
    app: Flask, pupil: Pupil, other: Pupil, gated: dict[str, int]
) -> None:
    other.answer(gated["chosen"], 3)
    assert offered(app, pupil.id) == [gated["chosen"], gated["alone"]]


# --- windows -------------------------------------------------------------------------------------------------------


@pytest.mark.slow  # more than a window of questions
def test_windows_that_are_introduced_whole_are_passed_once(app: Flask, pupil: Pupil, guard: Guard) -> None:
    ids = bare_questions(app, [(f"s{n}", False) for n in range(2 * WINDOW + 5)])
    state = reviewed(0, due_day=900_000, last_day=1)
    for question_id in ids[: 2 * WINDOW]:
        pupil.keep(question_id, state)
    mark = Mark(bank_id(app, "big"), 0, LOADED_AT)
    guard.statements.clear()
    found = next_cards(app, pupil.id, mark, wanted=3)
    assert ([card.question_id for card in found.cards], len(guard.statements)) == (ids[2 * WINDOW :][:3], 3)
    assert found.mark == replace_position(mark, 2 * WINDOW + 1)
    guard.statements.clear()
    assert (next_cards(app, pupil.id, found.mark, wanted=3).cards, len(guard.statements)) == (found.cards, 1)


def replace_position(mark: Mark, position: int) -> Mark:
    return mark._replace(next_position=position)


@pytest.mark.slow  # a whole window of questions
def test_a_window_in_which_everything_waits_blocks_nothing(app: Flask, pupil: Pupil) -> None:
    ids = bare_questions(app, [(f"s{n}", True) for n in range(WINDOW + 1)])
    mark = Mark(bank_id(app, "big"), 0, LOADED_AT)
    assert [card.question_id for card in next_cards(app, pupil.id, mark, wanted=2).cards] == ids[:2]


def test_the_last_few_questions_that_wait_do_wait(app: Flask, pupil: Pupil) -> None:
    bare_questions(app, [("s1", True), ("s2", True)])
    mark = Mark(bank_id(app, "big"), 0, LOADED_AT)
    assert next_cards(app, pupil.id, mark) == Introductions([], replace_position(mark, 1))


def test_a_bank_introduced_whole_has_nothing_more(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(2))
    for question_id in question_ids(app).values():
        pupil.answer(question_id)
    assert offered(app, pupil.id) == []
