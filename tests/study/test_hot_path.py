"""What studying costs: a literal number of statements each, all served by an index, whatever the number of cards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.files import asked, bank_file, bank_id, load, question_ids, recall_bank
from tests.client import Browser
from tests.clock import START, Clock
from tests.database_guard import Guard
from tests.study.pupil import Pupil, reviewed
from tests.study.scripted import Scripted
from webapp.banks.contents import content_of, forget_contents
from webapp.banks.models import Version
from webapp.database import db, transaction
from webapp.direct import watchers
from webapp.memory.days import local_day
from webapp.study import due, introductions, queries

TODAY = local_day(START, "UTC")


@pytest.fixture
def learner(app: Flask, client: Browser) -> Scripted:
    load(app, bank_file(asked(f"q{n}", "choice") for n in range(1, 9)))
    return Scripted(app, client)


def warm(learner: Scripted) -> str:
    """A learner in the middle of a session, every version read once; the ticket of the next card is returned."""
    learner.open("/")
    learner.answer()
    learner.go_on()
    learner.open()
    with learner.app.app_context():
        for version_id in db.session.scalars(select(Version.id)):
            content_of(db.session.connection(), version_id)
        db.session.rollback()
    return learner.card_form()["ticket"]


def kinds(statements: Iterable[str]) -> list[str]:
    """Verb and first table of each statement: what to look at when a count has changed."""
    found = []
    for whole in statements:
        statement = re.sub(r", \(SELECT .*? AS anon_1", "", whole, flags=re.S)  # a look-up within the columns
        table = re.search(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)', statement)
        assert table is not None, statement
        found.append(f"{statement.split()[0].lower()} {table[1]}")
    return found


def test_the_study_page(learner: Scripted, guard: Guard) -> None:
    warm(learner)
    guard.statements.clear()
    assert learner.client.get("/study").status_code == 200
    assert kinds(guard.statements) == [
        "select user",
        "select parameter_set",  # how this learner forgets
        "select card",  # touched today
        "select card",  # how many are due, up to a limit
        "select card",  # steps
        "select bank",  # enrolments
        "select question",  # the window of new cards
        "select question",  # the card and what is known of it
        "select question",  # the card that the page holds
    ]


def test_a_card_within_a_session(learner: Scripted, guard: Guard) -> None:
    ticket = learner.opened(warm(learner))
    learner.answer()
    guard.statements.clear()
    assert learner.client.get(f"/study/s/{ticket.session_id}").status_code == 200
    assert kinds(guard.statements) == [
        "select user",
        "select study_session",
        "select parameter_set",
        "select review",
        "select question",
        "select question",
    ]


def answered(learner: Scripted, guard: Guard, *, is_fragment: bool) -> list[str]:
    """The statements of an answer within a session."""
    ticket = warm(learner)
    learner.send(learner.fields(ticket))
    following = learner.ticket_in(learner.parts()[learner.answered()["next"]])
    fields = learner.fields(following)
    guard.statements.clear()
    response = learner.send(fields) if is_fragment else learner.client.send("/study/answer", fields)
    assert response.status_code == (200 if is_fragment else 303)
    return kinds(guard.statements)


def without_lock(app: Flask, statements: list[str]) -> list[str]:
    """On PostgreSQL the learner's row is locked first; the rest is the same on both."""
    with app.app_context():
        is_postgresql = db.engine.dialect.name == "postgresql"
    if not is_postgresql:
        return statements
    assert statements[:2] == ["select user", "select user"]
    return statements[1:]


SAVING = [
    "select user",
    "select parameter_set",  # inside the transaction: states agree with the log under one set
    "select review",  # whether the key is known, with the card and the session
    "insert review",
    "insert card",
]


def test_an_answer_with_a_redirect(app: Flask, learner: Scripted, guard: Guard) -> None:
    assert without_lock(app, answered(learner, guard, is_fragment=False)) == SAVING


def test_an_answer_as_a_fragment(app: Flask, learner: Scripted, guard: Guard) -> None:
    assert without_lock(app, answered(learner, guard, is_fragment=True)) == [
        *SAVING,
        "select review",  # the session's, still inside the transaction
        "select question",
        "select question",
    ]


def test_the_first_answer_of_somebody_new(app: Flask, learner: Scripted, guard: Guard) -> None:
    learner.open("/")
    fields = learner.fields(learner.card_form()["ticket"])
    guard.statements.clear()
    assert learner.client.send("/study/answer", fields).status_code == 303
    assert without_lock_of_new(app, kinds(guard.statements)) == [
        "select user",
        "insert user",
        "insert rate_count",  # guests made from this address
        "select user",
        "select parameter_set",
        "select review",
        "select card",
        "select card",
        "select card",
        "select bank",
        "select bank",
        "select question",
        "select card",  # what the days ahead hold
        "insert study_session",
        "insert enrolment",
        "insert review",
        "insert card",
    ]


def without_lock_of_new(app: Flask, statements: list[str]) -> list[str]:
    with app.app_context():
        is_postgresql = db.engine.dialect.name == "postgresql"
    return [*statements[:4], *statements[5:]] if is_postgresql else statements


def test_a_contents_cache_that_is_cold_costs_a_statement_a_card(learner: Scripted, guard: Guard) -> None:
    warm(learner)
    forget_contents()
    guard.statements.clear()
    learner.client.get("/study")
    assert len(guard.statements) == 11


# --- building a session --------------------------------------------------------------------------------------------


def built(pupil: Pupil, guard: Guard, **wanted: Any) -> list[str]:
    guard.statements.clear()
    pupil.queue(**wanted)
    return kinds(guard.statements)


def test_building_a_session_of_reviews_alone(app: Flask, pupil: Pupil, guard: Guard) -> None:
    load(app, recall_bank(16))
    for question_id in question_ids(app).values():
        pupil.keep(question_id, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 9))
    assert built(pupil, guard, bank_id=bank_id(app)) == [
        "select card",
        "select card",
        "select card",
        "select card",
        "select bank",
        "select question",
        "select question",
    ]


def test_building_a_session_of_new_cards_alone(app: Flask, pupil: Pupil, guard: Guard) -> None:
    load(app, recall_bank(3))
    assert built(pupil, guard, bank_id=bank_id(app)) == [
        "select card",
        "select card",
        "select card",
        "select bank",
        "select question",
    ]


def test_gated_questions_cost_one_statement_more(app: Flask, pupil: Pupil, guard: Guard) -> None:
    load(app, bank_file([asked("chosen", "choice", fact="H1"), asked("typed", "short_answer", fact="H1")]))
    assert built(pupil, guard, bank_id=bank_id(app))[-2:] == ["select question", "select card"]


def test_more_cards_cost_no_more_statements(app: Flask, pupil: Pupil, guard: Guard, clock: Clock) -> None:
    load(app, recall_bank(60))
    counts = []
    for part in (list(question_ids(app).values())[:20], list(question_ids(app).values())[20:50]):
        for question_id in part:
            pupil.keep(question_id, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 9))
        counts.append(len(built(pupil, guard, bank_id=bank_id(app))))
    assert counts == [6, 6]


# --- plans ---------------------------------------------------------------------------------------------------------


def hot_statements(app: Flask, pupil: Pupil) -> list[tuple[str, Any]]:
    """Every statement of queries.py and introductions.py as the database gets it, with its parameters."""
    ids = question_ids(app)
    bank, question_id = bank_id(app), ids["q1"]
    session_id = pupil.session_id
    review_id = pupil.log()[0]["id"]
    found: list[tuple[str, Any]] = []

    def keep(statement: str, _is_writing: bool) -> None:
        found.append((statement, [1] * statement.count("?")))

    with app.app_context(), transaction() as session:
        connection = session.connection()
        watchers.append(keep)
        try:
            queries.card_for_user(connection, pupil.id, question_id, "")
            queries.rows_of_session(connection, session_id)
            queries.session_head(connection, session_id)
            queries.review_for_user(connection, pupil.id, review_id)
            queries.log_of_card(connection, pupil.id, question_id, "")
            queries.log_of_card(connection, pupil.id, question_id, "", until=5)
            queries.touched_today(connection, pupil.id, TODAY)
            for scope in (None, bank):
                due.earliest_due(connection, pupil.id, scope, TODAY)
                due.steps_due(connection, pupil.id, scope, TODAY, START)
                due.due_count(connection, pupil.id, scope, TODAY, most=10)
                introductions.marks_for_user(connection, pupil.id, scope)
            mark = introductions.Mark(bank, 1, 0)
            introductions.next_new_cards(connection, pupil.id, mark, 5, set())
            introductions.save_mark(connection, pupil.id, mark, now=START)
        finally:
            watchers.remove(keep)
    return found


def plans(app: Flask, statements: list[tuple[str, Any]]) -> list[tuple[str, list[str]]]:
    with app.app_context():
        connection = db.session.connection()
        found = []
        for statement, parameters in statements:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(parameters)).all()
            found.append((statement, [row[3] for row in rows]))
        db.session.rollback()
    return found


@pytest.fixture
def on_sqlite(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("the plans are SQLite's; PostgreSQL reads small tables whole")


@pytest.mark.usefixtures("on_sqlite")
def test_no_hot_statement_reads_a_table_of_learners_whole(app: Flask, pupil: Pupil) -> None:
    load(app, bank_file([*(asked(f"q{n}") for n in (1, 2)), asked("c", "choice", fact="H"), asked("t", fact="H")]))
    pupil.answer(question_ids(app)["q1"], 1)
    statements = hot_statements(app, pupil)
    assert len(statements) == 18
    found = plans(app, statements)
    whole = [
        (line, statement)
        for statement, lines in found
        for line in lines
        if re.match(r"SCAN (card|review|study_session|enrolment|question|version|user)\b", line)
    ]
    assert whole == []


@pytest.mark.usefixtures("on_sqlite")
def test_hot_statements_sort_no_more_than_a_handful(app: Flask, pupil: Pupil) -> None:
    """A sort in a plan is allowed where an index has left few rows: enrolments, built-in banks, the log of one card,
    the rows of one session."""
    load(app, recall_bank(2))
    pupil.answer(question_ids(app)["q1"], 1)
    sorted_tables = [
        kinds([statement])[0].split()[1]
        for statement, lines in plans(app, hot_statements(app, pupil))
        if any(line.startswith("USE TEMP B-TREE") for line in lines)
    ]
    assert sorted(set(sorted_tables)) == ["bank", "review"]
