"""Sessions of one's own: which cards, and whether the answers count."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import bank_id, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.factories import LOADED_AT
from tests.study.pupil import Pupil, reviewed
from webapp.database import db, transaction
from webapp.memory.preset import NO_PLAN
from webapp.study import own_sessions
from webapp.study.own_sessions import Own


@pytest.fixture
def ids(app: Flask) -> list[int]:
    load(app, recall_bank(6))
    return list(question_ids(app).values())


def cards(pupil: Pupil, wanted: Own) -> list[int]:
    with pupil.app.app_context():
        found = own_sessions.cards_for(
            db.session.connection(), pupil.id, NO_PLAN, wanted, today=pupil.today, now=pupil.clock.now
        )
        db.session.rollback()
    return [question_id for question_id, _facet in found]


def begin(pupil: Pupil, wanted: Own, ids: list[int]) -> None:
    with pupil.app.app_context(), transaction() as session:
        pupil.session_id = own_sessions.start(
            session, pupil.learner, wanted, [(question_id, "") for question_id in ids], today=pupil.today,
            now=pupil.clock.now,
        )  # fmt: skip


def test_which_cards(app: Flask, pupil: Pupil, ids: list[int], clock: Clock) -> None:
    pupil.answer(ids[0], 1)
    pupil.answer(ids[1], 3)
    today = pupil.today
    pupil.keep(ids[2], reviewed(today, due_day=today - 3, last_day=today - 9, stability=2.0))
    pupil.keep(ids[3], reviewed(today, due_day=today + 9, last_day=today - 1, lapses=9))
    assert cards(pupil, Own("failed")) == [ids[0]]
    assert cards(pupil, Own("ahead", days=2)) == [ids[1]]
    assert cards(pupil, Own("ahead", days=9)) == [ids[1], ids[3]]
    assert set(cards(pupil, Own("state", state="due"))) == {ids[0], ids[2]}
    assert cards(pupil, Own("state", state="hard")) == [ids[3]]
    assert len(cards(pupil, Own("state", state="begun"))) == 4
    assert cards(pupil, Own("whole"))[0] == ids[2]
    assert cards(pupil, Own("whole", bank_id=bank_id(app) + 1)) == []
    assert cards(pupil, Own("topic", topic="nothing is called so")) == []
    days = (START - LOADED_AT) // 86_400_000 + 1
    assert cards(pupil, Own("new", days=days)) == ids[4:]
    assert cards(pupil, Own("new", days=1)) == []
    clock.advance(days=4)
    assert cards(pupil, Own("failed")) == []


@pytest.mark.parametrize("kind", ["failed", "new"])
def test_a_session_without_effect_writes_cram_rows_and_changes_nothing(
    pupil: Pupil, ids: list[int], clock: Clock, kind: str
) -> None:
    pupil.answer(ids[0], 1)
    before = pupil.states()
    clock.advance(days=1)
    begin(pupil, Own(kind), ids[:2])
    pupil.answer(ids[0], 3)
    pupil.answer(ids[1], 1)  # never seen before
    rows = pupil.log()[1:]
    assert [(row["activity"], row["is_scheduling"], row["rating"]) for row in rows] == [
        ("cram", False, 3),
        ("cram", False, 1),
    ]
    assert pupil.states() == before
    assert pupil.differences() == []


def test_the_whole_bank_counts_for_due_cards_alone(pupil: Pupil, ids: list[int], clock: Clock) -> None:
    pupil.answer(ids[0])
    pupil.answer(ids[1], 4)
    clock.advance(days=3)
    begin(pupil, Own("whole"), ids[:2])
    before = pupil.states()
    pupil.answer(ids[0])
    pupil.answer(ids[1])
    assert [row["activity"] for row in pupil.log()[2:]] == ["review", "cram"]
    assert pupil.states()[ids[1], ""] == before[ids[1], ""]
    assert pupil.states()[ids[0], ""] != before[ids[0], ""]


def test_due_soon_counts(pupil: Pupil, ids: list[int], clock: Clock) -> None:
    pupil.answer(ids[0], 4)
    clock.advance(days=3)
    begin(pupil, Own("ahead"), ids[:1])
    pupil.answer(ids[0])
    assert [(row["activity"], row["is_scheduling"]) for row in pupil.log()[1:]] == [("early", True)]
    assert pupil.differences() == []
