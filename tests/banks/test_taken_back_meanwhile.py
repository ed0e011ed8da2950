"""An import is taken back while somebody studies what it brought: what is answered is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from tests.banks.files import question_ids
from tests.banks.test_imports import FIRST, bank, bring, state, undo
from tests.banks.test_staging import table
from tests.client import Browser
from tests.conftest import Clock
from tests.meanwhile import is_kept_waiting
from tests.study.learner import Learner
from tests.study.pupil import Pupil, count_of
from webapp.banks import sweeping
from webapp.banks.contents import forget_contents
from webapp.banks.models import PUBLIC, Bank, Question
from webapp.banks.undoing import undo_import
from webapp.database import transaction
from webapp.direct import watchers
from webapp.migrating import engine_of
from webapp.study.corrections import report_question
from webapp.study.holdings import answered
from webapp.study.keys import new_key
from webapp.study.models import Card, Report, Review


@contextmanager
def undone_before(app: Flask, beginning: str, batch: int) -> Iterator[list[str]]:
    """Before this thread's first statement that begins so, another one takes the import back, and is done or waits."""
    here, engine, found = threading.get_ident(), engine_of(app), list[str]()
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")

    def take_back() -> None:
        with app.app_context():
            undo_import(batch, now=app.config["CLOCK"](), answered=answered)

    thread = threading.Thread(target=take_back)

    def told(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen(statement, True)

    def seen(statement: str, _is_writing: bool) -> None:
        if threading.get_ident() == here and statement.startswith(beginning) and not found:
            found.append("")
            thread.start()
            found[0] = "waits" if is_kept_waiting(engine, thread) else "done"

    watchers.append(seen)
    event.listen(engine, "before_cursor_execute", told)
    try:
        yield found
    finally:
        watchers.remove(seen)
        event.remove(engine, "before_cursor_execute", told)
        if found:
            thread.join(20)
    assert found
    assert not thread.is_alive()


@pytest.fixture
def brought(app: Flask, tmp_path: Path) -> int:
    """The import of sixty words to a bank that has three questions."""
    bring(app, tmp_path, FIRST)
    batch: int = bring(app, tmp_path, table())[1]["batch"]
    return batch


def kept(app: Flask) -> list[tuple[str, ...]]:
    return [each[:2] for each in state(app)]


THREE = [("q1", "active"), ("q2", "active"), ("q3", "active")]


@pytest.mark.parametrize("statement", ["INSERT INTO study_session", "INSERT INTO review", "INSERT INTO card"])
@pytest.mark.parametrize("is_first", [True, False])
def test_an_answer_on_its_way_is_waited_for_and_kept(
    app: Flask, clock: Clock, brought: int, statement: str, is_first: bool
) -> None:
    pupil, wanted = Pupil(app, clock), question_ids(app, "mine")["w7"]
    pupil.begin(bank_id=bank(app).id)
    if not is_first:
        pupil.answer(question_ids(app, "mine")["q1"])
        statement = statement.replace("study_session", "review")
    before = count_of(app, Review)
    with undone_before(app, statement, brought) as became:
        pupil.answer(wanted)
    assert became == ["waits"]
    assert kept(app) == [*THREE, ("w7", "retired")]
    assert (count_of(app, Review), count_of(app, Card)) == (before + 1, before + 1)
    assert question_ids(app, "mine")["w7"] == wanted


def test_what_is_set_aside_just_now_is_kept(app: Flask, clock: Clock, brought: int) -> None:
    pupil = Pupil(app, clock)
    pupil.begin(bank_id=bank(app).id)
    with undone_before(app, "INSERT INTO review", brought) as became:
        pupil.set_aside(question_ids(app, "mine")["w7"])
    assert (became, kept(app)) == (["waits"], [*THREE, ("w7", "retired")])


def test_a_report_on_its_way_is_waited_for_and_kept(app: Flask, clock: Clock, brought: int) -> None:
    pupil, now = Pupil(app, clock), clock.now
    ticket = pupil.ticket(question_ids(app, "mine")["w7"])
    with undone_before(app, "INSERT INTO report", brought) as became, app.app_context(), transaction() as session:
        report_question(session, pupil.learner, ticket, reason="typo", comment="", review_id=None, now=now)
    assert (became, kept(app)) == (["waits"], [*THREE, ("w7", "retired")])
    assert count_of(app, Report) == 1


def test_what_is_reported_while_its_shelf_is_swept_goes_back_to_its_bank(
    app: Flask, clock: Clock, brought: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 5)
    ticket = Pupil(app, clock).ticket(question_ids(app, "mine")["w7"])
    values = {"question_id": ticket.question_id, "version_id": ticket.version_id, "reason": "typo"}
    looks = list[int]()

    def report() -> None:
        with app.app_context(), transaction() as session:
            session.execute(insert(Report), [{**values, "created_at": clock.now}])

    def looked(session: Session, bank_id: int, among: Sequence[int] | None = None) -> set[int]:
        found = answered(session, bank_id, among)
        looks.append(bank_id)
        if len(looks) == 2:  # the shelf as a whole, before anything is deleted
            thread = threading.Thread(target=report)
            thread.start()
            thread.join(10)
        return found

    with app.app_context():
        undo_import(brought, now=clock.now, answered=looked)
    assert kept(app) == [*THREE, ("w7", "retired")]
    assert count_of(app, Report) == 1


def publish(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(select(Bank).where(Bank.slug == "mine")).scalar_one().visibility = PUBLIC


def test_a_session_goes_on_without_what_was_taken_back(app: Flask, client: Browser, clock: Clock, brought: int) -> None:
    publish(app)
    learner = Learner(app, client)
    learner.open("/study?bank=mine")
    asked, session_id = {learner.ticket().question_id}, learner.ticket().session_id
    learner.answer()
    undo(app, brought)
    forget_contents()
    learner.open(f"/study/s/{session_id}")
    while learner.is_on_card:
        asked.add(learner.ticket().question_id)
        learner.answer()
        learner.go_on()
    assert asked == {question_ids(app, "mine")[name] for name in ("q1", "q2", "q3")}
    assert client.get(f"/study/s/{session_id}/done").status_code == 200


def test_a_page_of_what_was_taken_back_says_so_and_breaks_nothing(
    app: Flask, client: Browser, clock: Clock, brought: int
) -> None:
    publish(app)
    with app.app_context(), transaction() as session:
        for question in session.scalars(select(Question).where(Question.external_id.in_(("q1", "q2", "q3")))):
            question.status = "retired"  # so that the words come at once
    learner = Learner(app, client)
    learner.open("/study?bank=mine")
    ticket, form = learner.ticket(), learner.card_form()
    shown = form["ticket" if form.method == "post" else "card"]
    assert undo(app, brought)[0] == 0
    forget_contents()
    card = {"ticket": shown, "key": new_key(clock.now), "rating": "3"}
    answers = {
        "answer": client.send("/study/answer", card),
        "aside": client.send("/study/aside", {**card, "until": "1"}),
        "turned": client.get(f"/study/s/{ticket.session_id}", query_string={"card": shown}, follow_redirects=True),
        "session": client.get(f"/study/s/{ticket.session_id}", follow_redirects=True),
        "report": client.get("/study/report", query_string={"card": shown}),
        "history": client.get("/study/history", query_string={"card": shown}),
        "bank": client.get("/study?bank=mine", follow_redirects=True),
    }
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        "answer": 404,
        "aside": 404,
        "turned": 404,
        "session": 404,
        "report": 404,
        "history": 200,
        "bank": 200,
    }
    assert count_of(app, Review) == 0
